using System.Globalization;
using Aof.KnownDefects;

namespace Aof.Data.Primitives;

/// <summary>Floating point numbers as C prints and reads them.</summary>
public static class DoubleText
{
    /// <summary>Digits that tell every number from every other.</summary>
    private const int MaxDigits = 17;

    /// <summary>Up to here Redis takes a whole number for an integer (double2ll()): half of the greatest one.</summary>
    private const double MaxInteger = 4611686018427387904;

    /// <summary>C's "%.17g"; infinities are "inf" and "-inf".</summary>
    public static string Format17(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }

        if (value == 0)
        {
            return double.IsNegative(value) ? "-0" : "0";
        }

        // Up to here every integer has at most 16 digits, and none needs an exponent.
        if (Math.Abs(value) < 1e15 && Math.Truncate(value).Equals(value))
        {
            return ((long)value).ToString(CultureInfo.InvariantCulture);
        }

        return General(Decimal.Of(value.ToString("E16", CultureInfo.InvariantCulture)));
    }

    /// <summary>As a dialect prints it in a log.</summary>
    public static string Format(double value, Dialect dialect) =>
        dialect >= Dialect.Redis72 ? FormatShortest(value) : Format17(value);

    /// <summary>
    /// The fewest digits that give this number (fpconv_dtoa() of Redis since 7.2). An exponent stands where eight zeros
    /// or more would follow the digits, and below 1e-6.
    /// </summary>
    public static string FormatShortest(double value)
    {
        if (!double.IsFinite(value) || value == 0)
        {
            return Format17(value);
        }

        var number = Decimal.Of(value.ToString("R", CultureInfo.InvariantCulture));
        var zeros = number.Exponent + 1 - number.Digits.Length;
        return (zeros >= 0 ? zeros < 8 : zeros > -7 || Math.Abs(number.Exponent) < 4)
            ? number.Plain()
            : number.Scientific("0");
    }

    /// <summary>The same, and whole numbers up to 2^62 in full, as Redis replies since 7.2 (d2string()).</summary>
    public static string FormatNumber(double value) =>
        Math.Abs(value) <= MaxInteger && Math.Truncate(value).Equals(value) && !(value == 0 && double.IsNegative(value))
            ? ((long)value).ToString(CultureInfo.InvariantCulture)
            : FormatShortest(value);

    /// <summary>C's "%.nf", with at least one digit after the point; infinities are "inf" and "-inf".</summary>
    public static string FormatFixed(double value, int decimals)
    {
        if (!double.IsFinite(value))
        {
            return Format17(value);
        }

        var text = LongDouble.Of(value).ToFixed(decimals);
        return value == 0 && double.IsNegative(value) ? "-" + text : text;
    }

    /// <summary>"%.17Lf" of a finite number without trailing zeros, as Redis prints coordinates.</summary>
    public static string FormatHuman(double value) => LongDouble.Of(value).ToFixed();

    /// <summary>Reads what strtod(3) reads completely. NaN, overflow and underflow to zero are errors.</summary>
    public static bool TryParse(ReadOnlySpan<byte> s, out double value)
    {
        if (NumberSyntax.IsInfinity(s, out var negative))
        {
            value = negative ? double.NegativeInfinity : double.PositiveInfinity;
            return true;
        }

        if (NumberSyntax.IsHexadecimal(s))
        {
            return LongDouble.TryParse(s, out var wide) & wide.TryToDouble(out value);
        }

        value = 0;
        return NumberSyntax.IsDecimal(s, out var zero)
            && double.TryParse(s, NumberStyles.Float, CultureInfo.InvariantCulture, out value)
            && double.IsFinite(value)
            && (value != 0 || zero);
    }

    /// <summary>"%g" with 17 digits: no trailing zeros, and an exponent only below -4 or from 17 on.</summary>
    private static string General(Decimal number) =>
        number.Exponent is < -4 or >= MaxDigits ? number.Scientific("00") : number.Plain();

    /// <summary>A number as its digits, without zeros at the end, and the exponent of the first of them.</summary>
    private readonly record struct Decimal(bool IsNegative, string Digits, int Exponent)
    {
        /// <summary>Reads a number other than zero, as ToString() prints it: with an exponent or without.</summary>
        public static Decimal Of(string text)
        {
            var parts = text.TrimStart('-').Split('E');
            var exponent = parts.Length > 1 ? int.Parse(parts[1], CultureInfo.InvariantCulture) : 0;
            var point = parts[0].IndexOf('.', StringComparison.Ordinal) is var at and >= 0 ? at : parts[0].Length;
            var all = parts[0].Replace(".", "", StringComparison.Ordinal);
            var digits = all.TrimStart('0');
            return new Decimal(
                text[0] == '-', digits.TrimEnd('0'), exponent + point - 1 - (all.Length - digits.Length));
        }

        private string Sign => IsNegative ? "-" : "";

        /// <summary>With an exponent, whose digits have this format.</summary>
        public string Scientific(string format) =>
            $"{Sign}{Digits[0]}{(Digits.Length > 1 ? "." : "")}{Digits.AsSpan(1)}e{(Exponent < 0 ? '-' : '+')}"
            + Math.Abs(Exponent).ToString(format, CultureInfo.InvariantCulture);

        /// <summary>Without an exponent.</summary>
        public string Plain()
        {
            var whole = Exponent + 1;
            return whole <= 0 ? $"{Sign}0.{new string('0', -whole)}{Digits}"
                : Digits.Length <= whole ? Sign + Digits.PadRight(whole, '0')
                : $"{Sign}{Digits.AsSpan(0, whole)}.{Digits.AsSpan(whole)}";
        }
    }
}
