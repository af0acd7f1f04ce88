namespace Sim.Os;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, 2014): a counter that grows by <see cref="Step"/>, and a mix of its value.
/// </summary>
public static class SplitMix64
{
    /// <summary>The increment of the counter.</summary>
    public const ulong Step = 0x9E37_79B9_7F4A_7C15;

    /// <summary>The output for a counter: every bit of the input reaches every bit of the output.</summary>
    public static ulong Mix(ulong counter)
    {
        counter = (counter ^ (counter >> 30)) * 0xBF58_476D_1CE4_E5B9;
        counter = (counter ^ (counter >> 27)) * 0x94D0_49BB_1331_11EB;
        return counter ^ (counter >> 31);
    }
}
