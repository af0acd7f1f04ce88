using System.Buffers.Text;

namespace Aof.Data.Primitives;

/// <summary>The number formats of C's conversion functions and of Redis's string2ll(), for complete texts.</summary>
internal static class NumberSyntax
{
    /// <summary>A 64-bit integer in canonical form: no plus sign, leading zero, space or "-0".</summary>
    public static bool TryInteger(ReadOnlySpan<byte> s, out long value)
    {
        value = 0;
        if (s.Length is 0 or > 20)
        {
            return false;
        }

        if (s.Length == 1)
        {
            value = s[0] - '0';
            return value is >= 0 and <= 9;
        }

        var first = s[0] == '-' ? s[1] : s[0];
        return first is >= (byte)'1' and <= (byte)'9'
            && Utf8Parser.TryParse(s, out value, out var used) && used == s.Length;
    }

    /// <summary>
    /// What strtoll(3) reads up to the end or a NUL, without leading spaces; nothing at all is 0
    /// (getLongLongFromObject() of Redis before 4.0).
    /// </summary>
    public static bool TryStrtoll(ReadOnlySpan<byte> s, out long value)
    {
        var end = s.IndexOf((byte)0);
        s = end < 0 ? s : s[..end];
        value = 0;
        var digits = WithoutSign(s, out _);
        if (digits.IsEmpty || digits.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return s.IsEmpty;
        }

        return Utf8Parser.TryParse(s, out value, out _);
    }

    /// <summary>"inf" or "infinity" in any case, with or without a sign.</summary>
    public static bool IsInfinity(ReadOnlySpan<byte> s, out bool negative)
    {
        s = WithoutSign(s, out negative);
        Span<byte> lower = stackalloc byte[8];
        if (s.Length is not (3 or 8))
        {
            return false;
        }

        for (var i = 0; i < s.Length; i++)
        {
            lower[i] = (byte)(s[i] | 0x20);
        }

        lower = lower[..s.Length];
        return lower.SequenceEqual("inf"u8) || lower.SequenceEqual("infinity"u8);
    }

    /// <summary>Begins like a hexadecimal number ("0x").</summary>
    public static bool IsHexadecimal(ReadOnlySpan<byte> s)
    {
        s = WithoutSign(s, out _);
        return s.Length > 2 && s[0] == '0' && (s[1] | 0x20) == 'x';
    }

    /// <summary>
    /// Digits with at most one point, and an optional exponent. Reports whether all digits are zeros.
    /// </summary>
    public static bool IsDecimal(ReadOnlySpan<byte> s, out bool zero)
    {
        s = WithoutSign(s, out _);
        var (digits, points, at) = (0, 0, 0);
        zero = true;
        for (; at < s.Length && (char.IsAsciiDigit((char)s[at]) || (s[at] == '.' && points == 0)); at++)
        {
            points += s[at] == '.' ? 1 : 0;
            digits += s[at] == '.' ? 0 : 1;
            zero &= s[at] is (byte)'.' or (byte)'0';
        }

        return digits > 0 && (at == s.Length || IsExponent(s[at..], 'e'));
    }

    /// <summary>A letter, an optional sign, and digits.</summary>
    public static bool IsExponent(ReadOnlySpan<byte> s, char letter)
    {
        if (s.Length < 2 || (s[0] | 0x20) != letter)
        {
            return false;
        }

        var digits = WithoutSign(s[1..], out _);
        return digits.Length > 0 && digits.IndexOfAnyExceptInRange((byte)'0', (byte)'9') < 0;
    }

    /// <summary>
    /// The number behind an exponent's letter, clamped to a range beyond which the result is the same.
    /// </summary>
    public static int ExponentOf(ReadOnlySpan<byte> s)
    {
        const int Bound = 100_000;
        var value = 0;
        var digits = WithoutSign(s[1..], out var negative);
        foreach (var digit in digits)
        {
            value = Math.Min((value * 10) + digit - '0', Bound);
        }

        return negative ? -value : value;
    }

    public static ReadOnlySpan<byte> WithoutSign(ReadOnlySpan<byte> s, out bool negative)
    {
        negative = s.Length > 0 && s[0] == '-';
        return s.Length > 0 && s[0] is (byte)'-' or (byte)'+' ? s[1..] : s;
    }
}
