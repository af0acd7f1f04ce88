using System.Globalization;
using System.Numerics;

namespace Aof.Data.Primitives;

/// <summary>
/// C's <c>long double</c> on x86-64 for INCRBYFLOAT and HINCRBYFLOAT: mantissa * 2^exponent with 64 bits of mantissa,
/// rounded to nearest, ties to even. Reading, adding and printing are exact but for that rounding. One difference from
/// the hardware: numbers below 2^-16445 are zero, so there is no gradual underflow.
/// </summary>
internal readonly record struct LongDouble(BigInteger Mantissa, int Exponent, bool Infinite = false)
{
    private const int Precision = 64;
    private const int MaxExponent = 16384;
    private const int MinExponent = -16445;

    /// <summary>Digits behind the point in "%.17Lf".</summary>
    private const int Fraction = 17;

    /// <summary>The longest text that Redis reads (MAX_LONG_DOUBLE_CHARS).</summary>
    private const int MaxTextLength = 5 * 1024;

    public static LongDouble operator +(LongDouble left, LongDouble right)
    {
        if (left.Infinite || right.Infinite)
        {
            return left.Infinite ? left : right;
        }

        var exponent = Math.Min(left.Exponent, right.Exponent);
        return Round(
            (left.Mantissa << (left.Exponent - exponent)) + (right.Mantissa << (right.Exponent - exponent)), exponent);
    }

    /// <summary>Reads what strtold(3) reads completely (string2ld() of Redis).</summary>
    public static bool TryParse(ReadOnlySpan<byte> s, out LongDouble value)
    {
        value = default;
        if (s.Length is 0 or >= MaxTextLength)
        {
            return false;
        }

        if (NumberSyntax.IsInfinity(s, out var negative))
        {
            value = new LongDouble(negative ? -1 : 1, 0, Infinite: true);
            return true;
        }

        if (NumberSyntax.IsHexadecimal(s))
        {
            return TryParseHexadecimal(s, out value);
        }

        if (!NumberSyntax.IsDecimal(s, out var zero))
        {
            return false;
        }

        value = zero ? default : FromDecimal(s);
        return zero || (!value.Infinite && !value.Mantissa.IsZero);
    }

    /// <summary>The exact value of a finite double. The sign of a negative zero is lost.</summary>
    public static LongDouble Of(double value)
    {
        var bits = BitConverter.DoubleToInt64Bits(value);
        var (exponent, fraction) = ((int)(bits >> 52) & 0x7ff, bits & 0xf_ffff_ffff_ffff);
        var mantissa = exponent == 0 ? fraction : fraction | (1L << 52);
        return new LongDouble(bits < 0 ? -mantissa : mantissa, Math.Max(exponent, 1) - 1075);
    }

    /// <summary>"%.17Lf" without trailing zeros (ld2string() of Redis).</summary>
    public string ToFixed() => ToFixed(Fraction).TrimEnd('0').TrimEnd('.');

    /// <summary>"%.nLf" with this many digits behind the point, at least one.</summary>
    public string ToFixed(int decimals)
    {
        var scaled = BigInteger.Abs(Mantissa) * BigInteger.Pow(10, decimals);
        scaled = Exponent >= 0 ? scaled << Exponent : ShiftToNearest(scaled, -Exponent);
        var digits = scaled.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var text = $"{digits[..^decimals]}.{digits[^decimals..]}";
        return Mantissa.Sign < 0 ? "-" + text : text;
    }

    /// <summary>The nearest double; false on overflow.</summary>
    public bool TryToDouble(out double value)
    {
        if (Infinite || Mantissa.IsZero)
        {
            value = 0;
            return !Infinite;
        }

        var magnitude = BigInteger.Abs(Mantissa);
        var spare = Math.Max((int)magnitude.GetBitLength() - 53, Math.Max(0, -1074 - Exponent));
        magnitude = ShiftToNearest(magnitude, spare);
        value = Math.ScaleB((double)magnitude, Math.Clamp(Exponent + spare, -5000, 5000)) * Mantissa.Sign;
        return double.IsFinite(value) && value != 0;
    }

    /// <summary>
    /// This number times another, truncated like C's conversion to <c>long long</c>; <see cref="long.MinValue"/> on
    /// overflow.
    /// </summary>
    public long TruncatedTimes(int factor)
    {
        var product = Infinite ? this : Round(Mantissa * factor, Exponent);
        if (product.Infinite || product.Exponent > 64)
        {
            return long.MinValue;
        }

        var magnitude = BigInteger.Abs(product.Mantissa);
        magnitude = product.Exponent >= 0 ? magnitude << product.Exponent : magnitude >> -product.Exponent;
        return magnitude > long.MaxValue ? long.MinValue : (long)magnitude * product.Mantissa.Sign;
    }

    private static LongDouble FromDecimal(ReadOnlySpan<byte> s)
    {
        s = NumberSyntax.WithoutSign(s, out var negative);
        var end = s.IndexOfAny((byte)'e', (byte)'E');
        var power = end < 0 ? 0 : NumberSyntax.ExponentOf(s[end..]);
        s = end < 0 ? s : s[..end];
        var point = s.IndexOf((byte)'.');
        power -= point < 0 ? 0 : s.Length - point - 1;
        var digits = BigInteger.Parse(
            System.Text.Encoding.ASCII.GetString(s).Replace(".", string.Empty, StringComparison.Ordinal),
            CultureInfo.InvariantCulture);

        var magnitude = digits.IsZero ? 0 : power + (int)BigInteger.Log10(digits);
        if (Math.Abs(magnitude) > 5000)
        {
            return magnitude > 0 ? new LongDouble(1, 0, Infinite: true) : default;
        }

        digits = negative ? -digits : digits;
        return power >= 0 ? Round(digits * BigInteger.Pow(10, power), 0) : Divide(digits, BigInteger.Pow(10, -power));
    }

    private static LongDouble Divide(BigInteger dividend, BigInteger divisor)
    {
        // Enough bits for the mantissa, one more, and a sticky bit for the remainder.
        var shift = Math.Max(
            0, Precision + 2 + (int)divisor.GetBitLength() - (int)BigInteger.Abs(dividend).GetBitLength());
        var quotient = BigInteger.DivRem(BigInteger.Abs(dividend) << shift, divisor, out var rest);
        quotient = (quotient << 1) | (rest.IsZero ? 0 : 1);
        return Round(dividend.Sign < 0 ? -quotient : quotient, -shift - 1);
    }

    private static bool TryParseHexadecimal(ReadOnlySpan<byte> s, out LongDouble value)
    {
        value = default;
        s = NumberSyntax.WithoutSign(s, out var negative)[2..];
        var (mantissa, exponent, point, digits, at) = (BigInteger.Zero, 0, false, 0, 0);
        for (; at < s.Length && (char.IsAsciiHexDigit((char)s[at]) || (s[at] == '.' && !point)); at++)
        {
            if (s[at] == '.')
            {
                point = true;
                continue;
            }

            mantissa = (mantissa << 4) + Convert.ToInt32(((char)s[at]).ToString(), 16);
            exponent -= point ? 4 : 0;
            digits++;
        }

        if (digits == 0 || (at < s.Length && !NumberSyntax.IsExponent(s[at..], 'p')))
        {
            return false;
        }

        exponent += at < s.Length ? NumberSyntax.ExponentOf(s[at..]) : 0;
        value = Round(negative ? -mantissa : mantissa, exponent);
        return mantissa.IsZero || (!value.Infinite && !value.Mantissa.IsZero);
    }

    private static LongDouble Round(BigInteger mantissa, int exponent)
    {
        var magnitude = BigInteger.Abs(mantissa);
        var spare = Math.Max(0, (int)magnitude.GetBitLength() - Precision);
        magnitude = ShiftToNearest(magnitude, spare);
        exponent += spare;
        var top = (int)magnitude.GetBitLength() + exponent;
        if (magnitude.IsZero || top < MinExponent)
        {
            return default;
        }

        return top > MaxExponent
            ? new LongDouble(mantissa.Sign, 0, Infinite: true)
            : new LongDouble(mantissa.Sign < 0 ? -magnitude : magnitude, exponent);
    }

    /// <summary>Divides by a power of two, rounding to nearest, ties to even.</summary>
    private static BigInteger ShiftToNearest(BigInteger magnitude, int bits)
    {
        if (bits == 0)
        {
            return magnitude;
        }

        var half = BigInteger.One << (bits - 1);
        var rest = magnitude & ((BigInteger.One << bits) - 1);
        var quotient = magnitude >> bits;
        return rest > half || (rest == half && !quotient.IsEven) ? quotient + 1 : quotient;
    }
}
