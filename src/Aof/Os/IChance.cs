namespace Aof.Os;

/// <summary>Where the server gets its random numbers from (SPOP, RANDOMKEY, sampling of keys to expire).</summary>
public interface IChance
{
    /// <summary>The next 64 random bits.</summary>
    ulong Next();
}
