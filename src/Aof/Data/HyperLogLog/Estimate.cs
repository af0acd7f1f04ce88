namespace Aof.Data.HyperLogLog;

/// <summary>
/// The cardinality estimate (hllCount() of Redis), after Otmar Ertl's "New cardinality estimation algorithms for
/// HyperLogLog sketches". It uses only operations that are exact to the last bit on every machine: the string stores
/// the result, and a replay must repeat it.
/// </summary>
internal static class Estimate
{
    /// <summary>The largest register value but one: hash bits minus index bits.</summary>
    private const int Q = 64 - Sketch.IndexBits;

    /// <summary>1 / (2 ln 2).</summary>
    private const double Alpha = 0.721347520444481703680;

    private const double Count = Sketch.Registers;

    /// <summary>The estimate for these registers, one per byte.</summary>
    public static long Of(ReadOnlySpan<byte> registers)
    {
        Span<int> histogram = stackalloc int[64];
        histogram.Clear();
        foreach (var register in registers)
        {
            histogram[register]++;
        }

        var z = Count * Tau((Count - histogram[Q + 1]) / Count);
        for (var i = Q; i >= 1; i--)
        {
            z = (z + histogram[i]) * 0.5;
        }

        z += Count * Sigma(histogram[0] / Count);
        return (long)Math.Round(Alpha * Count * Count / z, MidpointRounding.AwayFromZero);
    }

    private static double Sigma(double x)
    {
        if (x == 1)
        {
            return double.PositiveInfinity;
        }

        var (y, z, before) = (1d, x, double.NaN);
        while (z != before)
        {
            x *= x;
            before = z;
            z += x * y;
            y += y;
        }

        return z;
    }

    private static double Tau(double x)
    {
        if (x is 0 or 1)
        {
            return 0;
        }

        var (y, z, before) = (1d, 1 - x, double.NaN);
        while (z != before)
        {
            x = Math.Sqrt(x);
            before = z;
            y *= 0.5;
            z -= (1 - x) * (1 - x) * y;
        }

        return z / 3;
    }
}
