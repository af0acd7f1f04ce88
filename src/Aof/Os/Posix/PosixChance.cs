namespace Aof.Os.Posix;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood 2014; the constants are theirs): a counter that is well stirred. Enough for
/// choosing keys and members, and nothing here is a secret.
/// </summary>
internal sealed class PosixChance(ulong seed) : IChance
{
    private ulong _counter = seed;

    public ulong Next()
    {
        _counter += 0x9E37_79B9_7F4A_7C15;
        var bits = _counter;
        bits = (bits ^ (bits >> 30)) * 0xBF58_476D_1CE4_E5B9;
        bits = (bits ^ (bits >> 27)) * 0x94D0_49BB_1331_11EB;
        return bits ^ (bits >> 31);
    }

    /// <summary>After fork(2) both sides go on from the same state.</summary>
    internal PosixChance Fork() => new(_counter);
}
