using Aof.Data.Commands.Arguments;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.SortedSets;

/// <summary>
/// A range of a sorted set as Redis 7 reads it (zrangeGenericCommand()): ZRANGE with BYSCORE, BYLEX and REV, the older
/// commands with their order and kind, and ZRANGESTORE. Options are read before the ends.
/// </summary>
internal sealed class RangeQuery
{
    private readonly Call call;
    private readonly bool stores;
    private readonly int key;
    private Kind? kind;
    private bool? reversed;
    private bool withScores;
    private long offset, limit = -1;

    private RangeQuery(Call call, Kind? kind, bool? reversed, bool stores)
    {
        this.call = call;
        this.kind = kind;
        this.reversed = reversed;
        this.stores = stores;
        key = stores ? 2 : 1;
    }

    public static Command[] Rows { get; } =
    [
        new("ZRANGE", -4, CommandFlags.ReadOnly, static call => Run(call, null, null)),
        new("ZREVRANGE", -4, CommandFlags.ReadOnly, static call => Run(call, Kind.Rank, true)),
        new("ZRANGEBYSCORE", -4, CommandFlags.ReadOnly, static call => Run(call, Kind.Score, false)),
        new("ZREVRANGEBYSCORE", -4, CommandFlags.ReadOnly, static call => Run(call, Kind.Score, true)),
        new("ZRANGEBYLEX", -4, CommandFlags.ReadOnly, static call => Run(call, Kind.Lex, false)),
        new("ZREVRANGEBYLEX", -4, CommandFlags.ReadOnly, static call => Run(call, Kind.Lex, true)),
        new("ZRANGESTORE", -5, CommandFlags.Write, static call => Run(call, null, null, stores: true)),
    ];

    private enum Kind
    {
        Rank,
        Score,
        Lex,
    }

    private static void Run(Call call, Kind? kind, bool? reversed, bool stores = false)
    {
        var query = new RangeQuery(call, kind, reversed, stores);
        if (query.TryOptions() && query.Span() is { } span
            && call.Find<SortedSetValue>(call.Args[query.key], out var set))
        {
            query.Answer(set is null ? [] : query.Members(set, span(set)));
        }
    }

    private bool TryOptions()
    {
        var args = call.Args;
        var isLimited = false;
        for (var i = key + 3; i < args.Length; i++)
        {
            if (Accepts(args[i]))
            {
                continue;
            }

            if (!args[i].EqualsIgnoreCase("LIMIT") || i + 2 >= args.Length)
            {
                return Refused(Errors.Syntax);
            }

            if (!call.Integer(args[i + 1], out offset) || !call.Integer(args[i + 2], out limit))
            {
                return false;
            }

            isLimited = limit != -1;
            i += 2;
        }

        kind ??= Kind.Rank;
        reversed ??= false;
        return isLimited && kind == Kind.Rank
            ? Refused("ERR syntax error, LIMIT is only supported in combination with either BYSCORE or BYLEX")
            : !withScores || kind != Kind.Lex
            || Refused("ERR syntax error, WITHSCORES not supported in combination with BYLEX");
    }

    private bool Accepts(Bytes option)
    {
        if (!stores && option.EqualsIgnoreCase("WITHSCORES"))
        {
            withScores = true;
        }
        else if (reversed is null && option.EqualsIgnoreCase("REV"))
        {
            reversed = true;
        }
        else if (kind is null && option.EqualsIgnoreCase("BYLEX"))
        {
            kind = Kind.Lex;
        }
        else if (kind is null && option.EqualsIgnoreCase("BYSCORE"))
        {
            kind = Kind.Score;
        }
        else
        {
            return false;
        }

        return true;
    }

    private bool Refused(string error)
    {
        call.Reply.Error(error);
        return false;
    }

    /// <summary>The part of a set between the ends; null after an error reply.</summary>
    private Func<SortedSetValue, (int Start, int Count)>? Span()
    {
        var (low, high) = (call.Args[key + 1], call.Args[key + 2]);
        if (kind == Kind.Rank)
        {
            return IndexRange.TryParse(call, low, high, out var ranks) ? set => ranks.Within(set.Count) : null;
        }

        (low, high) = reversed == true ? (high, low) : (low, high);
        if (kind == Kind.Score && ScoreRange.TryParse(low, high, out var scores))
        {
            return scores.Of;
        }

        if (kind == Kind.Lex && LexRange.TryParse(low, high, out var members))
        {
            return members.Of;
        }

        _ = Refused(kind == Kind.Score ? SortedSetRanges.NotAFloatRange : SortedSetRanges.NotALexRange);
        return null;
    }

    /// <summary>
    /// The members to show or store. A negative offset skips everything; a negative limit is unlimited.
    /// </summary>
    private List<ScoredMember> Members(SortedSetValue set, (int Start, int Count) span)
    {
        var skipped = offset < 0 ? span.Count : (int)Math.Min(offset, span.Count);
        var shown = limit < 0 ? span.Count - skipped : (int)Math.Min(limit, span.Count - skipped);
        var members = new List<ScoredMember>(shown);
        for (var i = skipped; i < skipped + shown; i++)
        {
            members.Add(set.Order[
                reversed != true ? span.Start + i
                : kind == Kind.Rank ? set.Count - 1 - span.Start - i
                : span.Start + span.Count - 1 - i]);
        }

        return members;
    }

    private void Answer(List<ScoredMember> members)
    {
        if (stores)
        {
            var result = new SortedSetValue(call.Data.Owner);
            members.ForEach(one => result.Set(one.Member, one.Score));
            SortedSetAlgebra.Store(call, result);
            return;
        }

        call.Reply.Array(withScores ? members.Count * 2 : members.Count);
        foreach (var (member, score) in members)
        {
            call.Reply.Bulk(member);
            if (withScores)
            {
                call.ReplyDouble(score);
            }
        }
    }
}
