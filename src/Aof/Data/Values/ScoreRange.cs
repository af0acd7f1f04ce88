using System.Globalization;
using Aof.Data.Primitives;
using Aof.Data.Structures;

namespace Aof.Data.Values;

/// <summary>A range of scores; each end is included or, as "(1", excluded.</summary>
internal readonly record struct ScoreRange(double Low, bool LowExcluded, double High, bool HighExcluded)
{
    public static bool TryParse(Bytes low, Bytes high, out ScoreRange range)
    {
        range = default;
        if (!TryEnd(low.Span, out var from, out var fromExcluded) || !TryEnd(high.Span, out var to, out var toExcluded))
        {
            return false;
        }

        range = new ScoreRange(from, fromExcluded, to, toExcluded);
        return true;
    }

    /// <summary>The part of a sorted set in this range.</summary>
    public (int Start, int Count) Of(SortedSetValue set)
    {
        var start = set.Order.PositionOf(new At(Low, AndEqual: LowExcluded));
        var end = set.Order.PositionOf(new At(High, AndEqual: !HighExcluded));
        return (start, Math.Max(0, end - start));
    }

    /// <summary>
    /// Reads like strtod(3): leading spaces are skipped, an empty text is 0, and an overflow is infinite.
    /// </summary>
    private static bool TryEnd(ReadOnlySpan<byte> text, out double value, out bool excluded)
    {
        excluded = text.Length > 0 && text[0] == '(';
        text = (excluded ? text[1..] : text).TrimStart(" \t\n\v\f\r"u8);
        value = 0;
        if (text.IsEmpty || DoubleText.TryParse(text, out value))
        {
            return true;
        }

        return NumberSyntax.IsDecimal(text, out _)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value);
    }

    private readonly record struct At(double Score, bool AndEqual) : ISearchKey<ScoredMember>
    {
        public bool IsAfter(in ScoredMember item) => item.Score < Score || (AndEqual && item.Score == Score);
    }
}
