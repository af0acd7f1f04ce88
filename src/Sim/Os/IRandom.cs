namespace Sim.Os;

/// <summary>A source of random numbers.</summary>
public interface IRandom
{
    /// <summary>The next 64 random bits.</summary>
    ulong Next();
}
