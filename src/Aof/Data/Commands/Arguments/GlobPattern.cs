namespace Aof.Data.Commands.Arguments;

/// <summary>
/// Patterns of KEYS (stringmatchlen() of Redis): *, ?, [a-z], [^a-z], and \ before a literal character.
/// </summary>
internal static class GlobPattern
{
    /// <summary>
    /// True when the whole text matches. Only the last star is retried, so the time is bounded by the product of both
    /// lengths.
    /// </summary>
    public static bool Matches(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> text)
    {
        var (p, t) = (0, 0);
        var (star, resume) = (-1, 0);
        while (t < text.Length || p < pattern.Length)
        {
            if (p < pattern.Length && pattern[p] == '*')
            {
                (star, resume) = (p++, t);
            }
            else if (p < pattern.Length && t < text.Length && One(pattern[p..], text[t], out var length))
            {
                p += length;
                t++;
            }
            else if (star >= 0 && resume < text.Length)
            {
                (p, t) = (star + 1, ++resume);
            }
            else
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// Matches one character with the first element of the pattern, and returns the element's length.
    /// </summary>
    private static bool One(ReadOnlySpan<byte> pattern, byte c, out int length)
    {
        length = 1;
        switch (pattern[0])
        {
            case (byte)'?':
                return true;
            case (byte)'[':
                return Class(pattern, c, out length);
            case (byte)'\\' when pattern.Length > 1:
                length = 2;
                return pattern[1] == c;
            default:
                return pattern[0] == c;
        }
    }

    private static bool Class(ReadOnlySpan<byte> pattern, byte c, out int length)
    {
        var negated = pattern.Length > 1 && pattern[1] == '^';
        var at = negated ? 2 : 1;
        var inside = false;
        while (at < pattern.Length && pattern[at] != ']')
        {
            if (pattern[at] == '\\' && at + 1 < pattern.Length)
            {
                inside |= pattern[at + 1] == c;
                at += 2;
            }
            else if (at + 2 < pattern.Length && pattern[at + 1] == '-')
            {
                var (a, b) = (pattern[at], pattern[at + 2]);
                inside |= c >= Math.Min(a, b) && c <= Math.Max(a, b);
                at += 3;
            }
            else
            {
                inside |= pattern[at] == c;
                at++;
            }
        }

        // A class without a closing bracket ends with the pattern.
        length = Math.Min(at + 1, pattern.Length);
        return inside != negated;
    }
}
