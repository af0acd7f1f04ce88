namespace Aof.Os.Posix;

/// <summary>
/// The stream of <see cref="SplitMix64"/>. It is enough for choosing keys and members: nothing here is a secret.
/// </summary>
internal sealed class PosixChance(ulong seed) : IChance
{
    private ulong _counter = seed;

    public ulong Next()
    {
        _counter += SplitMix64.Step;
        return SplitMix64.Mix(_counter);
    }

    /// <summary>After fork(2) both sides go on from the same state.</summary>
    internal PosixChance Fork() => new(_counter);
}
