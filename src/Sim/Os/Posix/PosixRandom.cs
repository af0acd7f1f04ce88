namespace Sim.Os.Posix;

/// <summary>
/// The random numbers of <see cref="SplitMix64"/>. They are not for secrets.
/// </summary>
internal sealed class PosixRandom(ulong seed) : IRandom
{
    private ulong counter = seed;

    public ulong Next()
    {
        counter += SplitMix64.Step;
        return SplitMix64.Mix(counter);
    }

    /// <summary>A copy for a child: after fork(2) both sides continue from the same state.</summary>
    internal PosixRandom Fork() => new(counter);
}
