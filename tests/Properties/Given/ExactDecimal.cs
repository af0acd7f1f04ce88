using System.Globalization;
using System.Numerics;

namespace Tests.Properties.Given;

/// <summary>
/// C's "%.17g", worked out with whole numbers of any size from the bits of the number. It shares nothing with the
/// subsystem's own printing, nor with that of .NET.
/// </summary>
internal static class ExactDecimal
{
    private const int Digits = 17;

    public static string Print17(double value)
    {
        var bits = BitConverter.DoubleToUInt64Bits(value);
        var sign = bits >> 63 == 0 ? "" : "-";
        var exponent = (int)((bits >> 52) & 0x7FF);
        var fraction = bits & 0xF_FFFF_FFFF_FFFF;
        if (exponent == 0x7FF)
        {
            return sign + "inf";
        }

        var mantissa = exponent == 0 ? fraction : fraction | (1UL << 52);
        return sign + (mantissa == 0 ? "0" : Print(mantissa, Math.Max(exponent, 1) - 1075));
    }

    /// <summary>mantissa * 2^power, as digits and a decimal exponent.</summary>
    private static string Print(ulong mantissa, int power)
    {
        var (numerator, denominator) =
            power >= 0 ? (mantissa * BigInteger.Pow(2, power), BigInteger.One) : (mantissa, BigInteger.Pow(2, -power));
        var exponent = Exponent(numerator, denominator);
        var digits = Scaled(numerator, denominator, Digits - 1 - exponent);
        if (digits == BigInteger.Pow(10, Digits))
        {
            exponent++; // 9.99.. was rounded up to 10; its zeros go anyway.
        }

        return Place(digits.ToString(CultureInfo.InvariantCulture).TrimEnd('0'), exponent);
    }

    /// <summary>
    /// The greatest e for which 10^e is not above the fraction. The logarithm is not exact, so it is only where the
    /// search begins.
    /// </summary>
    private static int Exponent(BigInteger numerator, BigInteger denominator)
    {
        var exponent = (int)Math.Floor(BigInteger.Log10(numerator) - BigInteger.Log10(denominator)) + 1;
        while (numerator * BigInteger.Pow(10, Math.Max(-exponent, 0)) < denominator * BigInteger.Pow(
            10, Math.Max(exponent, 0)))
        {
            exponent--;
        }

        return exponent;
    }

    /// <summary>The fraction times a power of ten, rounded to the nearest whole number, half to even.</summary>
    private static BigInteger Scaled(BigInteger numerator, BigInteger denominator, int tens)
    {
        numerator *= BigInteger.Pow(10, Math.Max(tens, 0));
        denominator *= BigInteger.Pow(10, Math.Max(-tens, 0));
        var whole = BigInteger.DivRem(numerator, denominator, out var rest);
        var half = (rest * 2).CompareTo(denominator);
        return half > 0 || (half == 0 && !whole.IsEven) ? whole + 1 : whole;
    }

    private static string Place(string digits, int exponent)
    {
        if (exponent is < -4 or >= Digits)
        {
            var point = digits.Length > 1 ? "." : "";
            return Invariant($"{digits[0]}{point}{digits[1..]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        if (exponent < 0)
        {
            return "0." + new string('0', -exponent - 1) + digits;
        }

        return digits.Length <= exponent + 1 ? digits.PadRight(exponent + 1, '0') : digits.Insert(exponent + 1, ".");
    }
}
