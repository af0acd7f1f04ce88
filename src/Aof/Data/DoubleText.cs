namespace Aof.Data;

/// <summary>Floating point numbers as C prints and reads them.</summary>
public static class DoubleText
{
    /// <summary>C's "%.17g"; infinities are "inf" and "-inf".</summary>
    public static string Format17(double value) => throw new NotSupportedException();

    /// <summary>Reads what strtod(3) reads when nothing is left over; NaN is refused.</summary>
    public static bool TryParse(ReadOnlySpan<byte> s, out double value) => throw new NotSupportedException();
}
