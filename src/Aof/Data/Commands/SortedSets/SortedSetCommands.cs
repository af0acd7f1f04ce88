using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.SortedSets;

/// <summary>Commands on members of sorted sets (t_zset.c of Redis).</summary>
internal static class SortedSetCommands
{
    public static Command[] Rows { get; } =
    [
        new("ZADD", -4, CommandFlags.Write, static call => Add(call, increments: false)),
        new("ZINCRBY", 4, CommandFlags.Write, static call => Add(call, increments: true)),
        new("ZREM", -3, CommandFlags.Write, Remove),
        new("ZSCORE", 3, CommandFlags.ReadOnly, Score),
        new("ZCARD", 2, CommandFlags.ReadOnly, Cardinality),
        new("ZRANK", 3, CommandFlags.ReadOnly, static call => Rank(call, reverse: false)),
        new("ZREVRANK", 3, CommandFlags.ReadOnly, static call => Rank(call, reverse: true)),
        new("ZPOPMIN", -2, CommandFlags.Write, static call => Pop(call, highest: false)),
        new("ZPOPMAX", -2, CommandFlags.Write, static call => Pop(call, highest: true)),
    ];

    public static void Add(Call call, bool increments)
    {
        if (!AddOptions.TryParse(call, increments, out var options) || !TryScores(call, options, out var scores)
            || !call.Find<SortedSetValue>(call.Args[1], out var found))
        {
            return;
        }

        var key = call.Args[1];
        var done = default(Done);
        if (found is not null || !options.OnlyIfPresent)
        {
            var set = OwnOrCreate(call, key, found);
            for (var i = 0; i < scores.Length; i++)
            {
                if (!AddOne(set, call.Args[options.First + (2 * i) + 1], scores[i], options, ref done))
                {
                    call.Reply.Error("ERR resulting score is not a number (NaN)");
                    return;
                }
            }
        }

        if (done.Added + done.Updated > 0)
        {
            call.Changed(key, done.Added + done.Updated);
        }

        Answer(call, options, done);
    }

    public static SortedSetValue OwnOrCreate(Call call, Bytes key, SortedSetValue? set)
    {
        if (set is not null)
        {
            return call.Own(key, set);
        }

        set = call.Database.NewSortedSet();
        call.Database.Set(key, set);
        return set;
    }

    private static void Answer(Call call, AddOptions options, Done done)
    {
        if (!options.Increments)
        {
            call.Reply.Integer(options.CountsUpdates ? done.Added + done.Updated : done.Added);
        }
        else if (done.Score is { } score)
        {
            call.ReplyDouble(score);
        }
        else
        {
            call.Reply.NullBulk();
        }
    }

    private static bool TryScores(Call call, AddOptions options, out double[] scores)
    {
        scores = new double[(call.Args.Length - options.First) / 2];
        for (var i = 0; i < scores.Length; i++)
        {
            if (!DoubleText.TryParse(call.Args[options.First + (2 * i)].Span, out scores[i]))
            {
                call.Reply.Error(Errors.NotAFloat);
                return false;
            }
        }

        return true;
    }

    /// <summary>Adds or updates a member (zsetAdd()); false when the score would be NaN.</summary>
    private static bool AddOne(SortedSetValue set, Bytes member, double score, AddOptions options, ref Done done)
    {
        var present = set.Scores.TryGet(member, out var old);
        if (present ? options.OnlyIfAbsent : options.OnlyIfPresent)
        {
            return true;
        }

        score = present && options.Increments ? old + score : score;
        if (double.IsNaN(score))
        {
            return false;
        }

        if (present && ((options.OnlyIfGreater && score <= old) || (options.OnlyIfLess && score >= old)))
        {
            return true;
        }

        done.Score = score;
        if (!present)
        {
            set.Set(member, score);
            done.Added++;
        }
        else if (score != old)
        {
            set.Set(member, score);
            done.Updated++;
        }

        return true;
    }

    private static void Remove(Call call)
    {
        var key = call.Args[1];
        if (!call.Find<SortedSetValue>(key, out var set))
        {
            return;
        }

        var removed = 0;
        if (set is not null)
        {
            set = call.Own(key, set);
            foreach (var member in call.Args.AsSpan(2))
            {
                removed += set.Remove(member) ? 1 : 0;
            }
        }

        Removed(call, key, set, removed);
        call.Reply.Integer(removed);
    }

    /// <summary>Called after removals: an empty set loses its key.</summary>
    public static void Removed(Call call, Bytes key, SortedSetValue? set, int removed)
    {
        if (removed > 0)
        {
            if (set!.Count == 0)
            {
                _ = call.Database.Remove(key);
            }

            call.Changed(key, removed);
        }
    }

    private static void Score(Call call)
    {
        if (!call.Find<SortedSetValue>(call.Args[1], out var set))
        {
            return;
        }

        if (set is not null && set.Scores.TryGet(call.Args[2], out var score))
        {
            call.ReplyDouble(score);
        }
        else
        {
            call.Reply.NullBulk();
        }
    }

    private static void Cardinality(Call call)
    {
        if (call.Find<SortedSetValue>(call.Args[1], out var set))
        {
            call.Reply.Integer(set?.Count ?? 0);
        }
    }

    private static void Rank(Call call, bool reverse)
    {
        if (!call.Find<SortedSetValue>(call.Args[1], out var set))
        {
            return;
        }

        var rank = set?.Rank(call.Args[2]) ?? -1;
        if (rank < 0)
        {
            call.Reply.NullBulk();
        }
        else
        {
            call.Reply.Integer(reverse ? set!.Count - 1 - rank : rank);
        }
    }

    private static void Pop(Call call, bool highest)
    {
        if (call.Args.Length > 3)
        {
            call.Reply.Error(Errors.Syntax);
            return;
        }

        var count = 1L;
        if (call.Args.Length == 3
            && !(call.Is7 ? call.NotNegative(call.Args[2], out count) : call.Integer(call.Args[2], out count)))
        {
            return;
        }

        var key = call.Args[1];
        SortedSetValue? set = null;
        if ((count > 0 || call.Is7) && !call.Find(key, out set))
        {
            return;
        }

        if (set is null || count == 0)
        {
            call.Reply.Array(0);
            return;
        }

        var many = (int)Math.Min(count, set.Count);
        call.Reply.Array(many * 2);
        Take(call, key, set, many, highest);
    }

    /// <summary>Pops members from an end and replies each with its score. An empty set loses its key.</summary>
    public static void Take(
        Call call, Bytes key, SortedSetValue set, int count, bool highest, bool inPairs = false)
    {
        set = call.Own(key, set);
        for (var i = 0; i < count; i++)
        {
            var (member, score) = set.Order[highest ? set.Count - 1 : 0];
            _ = set.Remove(member);
            if (inPairs)
            {
                call.Reply.Array(2);
            }

            call.Reply.Bulk(member);
            call.ReplyDouble(score);
        }

        Removed(call, key, set, count);
    }

    /// <summary>The results of ZADD so far; the score is that of the last member that was not skipped.</summary>
    private struct Done
    {
        public int Added;
        public int Updated;
        public double? Score;
    }

    /// <summary>
    /// The options before the scores of ZADD; 6.2 added GT and LT. First is the argument of the first score.
    /// </summary>
    private readonly record struct AddOptions(
        bool OnlyIfAbsent, bool OnlyIfPresent, bool OnlyIfGreater, bool OnlyIfLess, bool CountsUpdates, bool Increments,
        int First)
    {
        public static bool TryParse(Call call, bool increments, out AddOptions options)
        {
            options = new AddOptions { Increments = increments, First = 2 };
            while (options.First < call.Args.Length
                && options.Accept(call, call.Args[options.First]) is { } more)
            {
                options = more with { First = more.First + 1 };
            }

            var rest = call.Args.Length - options.First;
            var error = rest == 0 || rest % 2 == 1 ? Errors.Syntax
                : options.OnlyIfAbsent && options.OnlyIfPresent
                ? "ERR XX and NX options at the same time are not compatible"
                : (options.OnlyIfGreater ? 1 : 0) + (options.OnlyIfLess ? 1 : 0) + (options.OnlyIfAbsent ? 1 : 0) > 1
                ? "ERR GT, LT, and/or NX options at the same time are not compatible"
                : options.Increments && rest > 2 ? "ERR INCR option supports a single increment-element pair"
                : null;
            if (error is not null)
            {
                call.Reply.Error(error);
            }

            return error is null;
        }

        private AddOptions? Accept(Call call, Bytes option) =>
            option.EqualsIgnoreCase("NX") ? this with { OnlyIfAbsent = true }
            : option.EqualsIgnoreCase("XX") ? this with { OnlyIfPresent = true }
            : option.EqualsIgnoreCase("CH") ? this with { CountsUpdates = true }
            : option.EqualsIgnoreCase("INCR") ? this with { Increments = true }
            : call.Is7 && option.EqualsIgnoreCase("GT") ? this with { OnlyIfGreater = true }
            : call.Is7 && option.EqualsIgnoreCase("LT") ? this with { OnlyIfLess = true }
            : null;
    }
}
