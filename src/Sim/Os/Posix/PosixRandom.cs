namespace Sim.Os.Posix;

/// <summary>
/// The stream of <see cref="SplitMix64"/>. It is enough for choosing keys and members: nothing here is a secret.
/// </summary>
internal sealed class PosixRandom(ulong seed) : IRandom
{
    private ulong counter = seed;

    public ulong Next()
    {
        counter += SplitMix64.Step;
        return SplitMix64.Mix(counter);
    }

    /// <summary>After fork(2) both sides go on from the same state.</summary>
    internal PosixRandom Fork() => new(counter);
}
