namespace Sim.Os;

/// <summary>Where the server gets its random numbers from (SPOP, RANDOMKEY, sampling of keys to expire).</summary>
public interface IRandom
{
    /// <summary>The next 64 random bits.</summary>
    ulong Next();
}
