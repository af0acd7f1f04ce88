using Aof.Data.Commands.Arguments;
using Aof.Data.Execution;
using Aof.Data.Values;

namespace Aof.Data.Commands.SortedSets;

/// <summary>Commands on ranges of sorted sets: by rank, by score, by member (t_zset.c of Redis).</summary>
internal static class SortedSetRanges
{
    public const string NotAFloatRange = "ERR min or max is not a float";
    public const string NotALexRange = "ERR min or max not valid string range item";

    public static Command[] Rows { get; } =
    [
        new("ZRANGE", -4, CommandFlags.ReadOnly, static call => ByRank(call, reverse: false)),
        new("ZREVRANGE", -4, CommandFlags.ReadOnly, static call => ByRank(call, reverse: true)),
        new("ZRANGEBYSCORE", -4, CommandFlags.ReadOnly, static call => ByScore(call, reverse: false)),
        new("ZREVRANGEBYSCORE", -4, CommandFlags.ReadOnly, static call => ByScore(call, reverse: true)),
        new("ZRANGEBYLEX", -4, CommandFlags.ReadOnly, static call => ByLex(call, reverse: false)),
        new("ZREVRANGEBYLEX", -4, CommandFlags.ReadOnly, static call => ByLex(call, reverse: true)),
        new("ZCOUNT", 4, CommandFlags.ReadOnly, static call => Count(call, ScoreSpan)),
        new("ZLEXCOUNT", 4, CommandFlags.ReadOnly, static call => Count(call, LexSpan)),
        new("ZREMRANGEBYRANK", 4, CommandFlags.Write, static call => Remove(call, RankSpan)),
        new("ZREMRANGEBYSCORE", 4, CommandFlags.Write, static call => Remove(call, ScoreSpan)),
        new("ZREMRANGEBYLEX", 4, CommandFlags.Write, static call => Remove(call, LexSpan)),
    ];

    /// <summary>
    /// Reads the ends of a range, arguments 2 and 3. Returns a function that finds the part of a set, or null after an
    /// error reply.
    /// </summary>
    private delegate Func<SortedSetValue, (int Start, int Count)>? SpanParser(Call call, bool reverse);

    private static Func<SortedSetValue, (int Start, int Count)>? RankSpan(Call call, bool reverse) =>
        IndexRange.TryParse(call, call.Args[2], call.Args[3], out var range) ? set => range.Within(set.Count) : null;

    private static Func<SortedSetValue, (int Start, int Count)>? ScoreSpan(Call call, bool reverse)
    {
        var (low, high) = reverse ? (call.Args[3], call.Args[2]) : (call.Args[2], call.Args[3]);
        if (ScoreRange.TryParse(low, high, out var range))
        {
            return range.Of;
        }

        call.Reply.Error(NotAFloatRange);
        return null;
    }

    private static Func<SortedSetValue, (int Start, int Count)>? LexSpan(Call call, bool reverse)
    {
        var (low, high) = reverse ? (call.Args[3], call.Args[2]) : (call.Args[2], call.Args[3]);
        if (LexRange.TryParse(low, high, out var range))
        {
            return range.Of;
        }

        call.Reply.Error(NotALexRange);
        return null;
    }

    private static void ByRank(Call call, bool reverse)
    {
        if (RankSpan(call, reverse) is not { } span)
        {
            return;
        }

        var withScores = call.Args.Length == 5 && call.Args[4].EqualsIgnoreCase("WITHSCORES");
        if (call.Args.Length >= 5 && !withScores)
        {
            call.Reply.Error(Errors.Syntax);
        }
        else if (call.Find<SortedSetValue>(call.Args[1], out var set))
        {
            Answer(call, set, span, new RangeOptions(withScores), reverse);
        }
    }

    private static void ByScore(Call call, bool reverse)
    {
        if (ScoreSpan(call, reverse) is { } span && RangeOptions.TryParse(call, takesScores: true, out var options)
            && call.Find<SortedSetValue>(call.Args[1], out var set))
        {
            Answer(call, set, span, options, reverse);
        }
    }

    private static void ByLex(Call call, bool reverse)
    {
        if (LexSpan(call, reverse) is { } span && RangeOptions.TryParse(call, takesScores: false, out var options)
            && call.Find<SortedSetValue>(call.Args[1], out var set))
        {
            Answer(call, set, span, options, reverse);
        }
    }

    private static void Answer(
        Call call, SortedSetValue? set, Func<SortedSetValue, (int Start, int Count)> span, RangeOptions options,
        bool reverse)
    {
        if (set is null)
        {
            call.Reply.Array(0);
            return;
        }

        var (start, count) = span(set);

        // A negative offset skips everything; a negative limit is unlimited.
        var skipped = options.Offset < 0 ? count : (int)Math.Min(options.Offset, count);
        var shown = options.Limit < 0 ? count - skipped : (int)Math.Min(options.Limit, count - skipped);
        call.Reply.Array(options.WithScores ? shown * 2 : shown);
        for (var i = skipped; i < skipped + shown; i++)
        {
            // A reversed rank counts from the end of the set, a reversed range of scores from the end of the range.
            var position = !reverse ? start + i : options.ByRank ? set.Count - 1 - start - i : start + count - 1 - i;
            var (member, score) = set.Order[position];
            call.Reply.Bulk(member);
            if (options.WithScores)
            {
                call.ReplyDouble(score);
            }
        }
    }

    private static void Count(Call call, SpanParser parser)
    {
        if (parser(call, reverse: false) is { } span && call.Find<SortedSetValue>(call.Args[1], out var set))
        {
            call.Reply.Integer(set is null ? 0 : span(set).Count);
        }
    }

    private static void Remove(Call call, SpanParser parser)
    {
        var key = call.Args[1];
        if (parser(call, reverse: false) is not { } span || !call.Find<SortedSetValue>(key, out var set))
        {
            return;
        }

        var count = 0;
        if (set is not null)
        {
            (var start, count) = span(set);
            set = count > 0 ? call.Own(key, set) : set;
            for (var i = 0; i < count; i++)
            {
                _ = set.Remove(set.Order[start].Member);
            }
        }

        SortedSetCommands.Removed(call, key, set, count);
        call.Reply.Integer(count);
    }

    /// <summary>The options behind the range.</summary>
    private readonly record struct RangeOptions(bool WithScores, bool ByRank, long Offset, long Limit)
    {
        /// <summary>The options of a range by rank.</summary>
        public RangeOptions(bool withScores)
            : this(withScores, ByRank: true, Offset: 0, Limit: -1)
        {
        }

        public static bool TryParse(Call call, bool takesScores, out RangeOptions options)
        {
            options = new RangeOptions(WithScores: false, ByRank: false, Offset: 0, Limit: -1);
            for (var i = 4; i < call.Args.Length; i++)
            {
                if (takesScores && call.Args[i].EqualsIgnoreCase("WITHSCORES"))
                {
                    options = options with { WithScores = true };
                }
                else if (i + 2 < call.Args.Length && call.Args[i].EqualsIgnoreCase("LIMIT"))
                {
                    if (!call.Integer(call.Args[i + 1], out var offset)
                        || !call.Integer(call.Args[i + 2], out var limit))
                    {
                        return false;
                    }

                    options = options with { Offset = offset, Limit = limit };
                    i += 2;
                }
                else
                {
                    call.Reply.Error(Errors.Syntax);
                    return false;
                }
            }

            return true;
        }
    }
}
