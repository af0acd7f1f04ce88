using System.Globalization;
using System.Text;

namespace Aof.Data.Primitives;

/// <summary>Floating point numbers as C prints and reads them.</summary>
public static class DoubleText
{
    private const int Digits = 17;

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

        return Shorten(value.ToString("E16", CultureInfo.InvariantCulture));
    }

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

    /// <summary>
    /// Turns "-d.dddddddddddddddde+ddd" into "%g": no trailing zeros, and an exponent only below -4 or from 17 on.
    /// </summary>
    private static string Shorten(string scientific)
    {
        var negative = scientific[0] == '-';
        var e = scientific.IndexOf('E', StringComparison.Ordinal);
        var exponent = int.Parse(scientific.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var digits = scientific.AsSpan(negative ? 1 : 0, 1).ToString() + scientific[((negative ? 1 : 0) + 2)..e];
        digits = digits.TrimEnd('0');

        var text = new StringBuilder(Digits + 8);
        _ = negative ? text.Append('-') : text;
        if (exponent is < -4 or >= Digits)
        {
            _ = text.Append(digits[0]).Append(digits.Length > 1 ? "." : string.Empty).Append(
                digits, 1, digits.Length - 1);
            _ = text.Append('e').Append(exponent < 0 ? '-' : '+');
            return text.Append(Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture)).ToString();
        }

        if (exponent < 0)
        {
            return text.Append("0.").Append('0', -exponent - 1).Append(digits).ToString();
        }

        var whole = exponent + 1;
        return digits.Length <= whole
            ? text.Append(digits).Append('0', whole - digits.Length).ToString()
            : text.Append(digits, 0, whole).Append('.').Append(digits, whole, digits.Length - whole).ToString();
    }
}
