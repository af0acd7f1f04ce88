using Aof.Data.Primitives;
using Aof.Data.Structures;
using Aof.Data.Values;

namespace Aof.Data.Commands.SortedSets;

/// <summary>One end of a range of members: "-", "+", "[member" (included) or "(member" (excluded).</summary>
internal readonly record struct LexEnd(int Infinity, Bytes Member, bool Excluded)
{
    public static bool TryParse(Bytes text, out LexEnd end)
    {
        var span = text.Span;
        end = default;
        if (span.Length == 0)
        {
            return false;
        }

        end = new LexEnd(span[0] == '-' ? -1 : span[0] == '+' ? 1 : 0, Bytes.Copy(span[1..]), Excluded: span[0] == '(');
        return end.Infinity == 0 ? span[0] is (byte)'(' or (byte)'[' : span.Length == 1;
    }

    /// <summary>Compares a member with this end.</summary>
    public int Compare(Bytes member) => Infinity != 0 ? -Infinity : member.CompareTo(Member);
}

/// <summary>A range of members of a sorted set with equal scores.</summary>
internal readonly record struct LexRange(LexEnd Low, LexEnd High)
{
    public static bool TryParse(Bytes low, Bytes high, out LexRange range)
    {
        range = default;
        if (!LexEnd.TryParse(low, out var from) || !LexEnd.TryParse(high, out var to))
        {
            return false;
        }

        range = new LexRange(from, to);
        return true;
    }

    /// <summary>
    /// The part of a sorted set in this range. With different scores Redis documents no result; this gives what a small
    /// set gives when it is searched from its head, since that is logged.
    /// </summary>
    public (int Start, int Count) Of(SortedSetValue set)
    {
        var (first, last) = (set.Order[0], set.Order[set.Count - 1]);
        if (first.Score != last.Score)
        {
            return Walk(set, first.Member, last.Member);
        }

        var start = set.Order.PositionOf(new At(Low, AndEqual: Low.Excluded));
        var end = set.Order.PositionOf(new At(High, AndEqual: !High.Excluded));
        return (start, Math.Max(0, end - start));
    }

    private (int Start, int Count) Walk(SortedSetValue set, Bytes first, Bytes last)
    {
        if (!IsAboveLow(last) || !IsBelowHigh(first))
        {
            return (0, 0);
        }

        var start = 0;
        while (start < set.Count && !IsAboveLow(set.Order[start].Member))
        {
            start++;
        }

        var end = start;
        while (end < set.Count && IsBelowHigh(set.Order[end].Member))
        {
            end++;
        }

        return (start, end - start);
    }

    private bool IsAboveLow(Bytes member) =>
        Low.Compare(member) is var order && (order > 0 || (order == 0 && !Low.Excluded));

    private bool IsBelowHigh(Bytes member) =>
        High.Compare(member) is var order && (order < 0 || (order == 0 && !High.Excluded));

    private readonly record struct At(LexEnd End, bool AndEqual) : ISearchKey<ScoredMember>
    {
        public bool IsAfter(in ScoredMember item) =>
            End.Compare(item.Member) is var order && (order < 0 || (order == 0 && AndEqual));
    }
}
