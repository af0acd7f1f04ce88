using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.SortedSets;

/// <summary>
/// ZUNIONSTORE and ZINTERSTORE: weighted and aggregated sets and sorted sets; ZDIFFSTORE of 6.2 (t_zset.c of Redis).
/// </summary>
internal static class SortedSetAlgebra
{
    public static Command[] Rows { get; } =
    [
        new("ZUNIONSTORE", -4, CommandFlags.Write, static call => Run(call, Unite)),
        new("ZINTERSTORE", -4, CommandFlags.Write, static call => Run(call, Intersect)),
    ];

    /// <summary>The rows that 6.2 brought.</summary>
    public static Command[] LaterRows { get; } =
    [
        new("ZDIFFSTORE", -4, CommandFlags.Write, static call => Run(call, Subtract)),
    ];

    private delegate double Aggregate(double score, double other);

    private static void Run(Call call, Action<SortedSetValue, Source[], Aggregate> combine)
    {
        if (!call.Integer(call.Args[2], out var count))
        {
            return;
        }

        if (count < 1 || count > call.Args.Length - 3)
        {
            call.Reply.Error(
                count >= 1 ? Errors.Syntax
                : "ERR at least 1 input key is needed for "
                    + (call.Is7 ? $"'{call.Command.Name.ToLowerInvariant()}' command" : "ZUNIONSTORE/ZINTERSTORE"));
            return;
        }

        var sources = new Source[count];
        if (!TrySources(call, sources) || !TryOptions(call, sources, out var aggregate))
        {
            return;
        }

        // From the smallest to the largest, as in Redis: the order of additions can change a sum.
        sources = combine == Subtract ? sources : [.. sources.OrderBy(static source => source.Count)];
        var result = new SortedSetValue(call.Data.Owner);
        combine(result, sources, aggregate);
        Store(call, result);
    }

    private static bool TrySources(Call call, Source[] sources)
    {
        for (var i = 0; i < sources.Length; i++)
        {
            var value = call.Find(call.Args[3 + i]);
            if (value is not (null or SetValue or SortedSetValue))
            {
                call.Reply.Error(Errors.WrongType);
                return false;
            }

            sources[i] = new Source(value, Weight: 1);
        }

        return true;
    }

    private static bool TryOptions(Call call, Source[] sources, out Aggregate aggregate)
    {
        aggregate = Sum;
        var (args, takesOptions) = (call.Args, call.Command.Name != "ZDIFFSTORE");
        for (var i = 3 + sources.Length; i < args.Length;)
        {
            if (takesOptions && args.Length - i > sources.Length && args[i].EqualsIgnoreCase("WEIGHTS"))
            {
                for (var source = 0; source < sources.Length; source++)
                {
                    if (!DoubleText.TryParse(args[i + 1 + source].Span, out var weight))
                    {
                        call.Reply.Error("ERR weight value is not a float");
                        return false;
                    }

                    sources[source] = sources[source] with { Weight = weight };
                }

                i += sources.Length + 1;
            }
            else if (takesOptions && args.Length - i >= 2 && args[i].EqualsIgnoreCase("AGGREGATE")
                && Named(args[i + 1]) is { } named)
            {
                aggregate = named;
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

    private static Aggregate? Named(Bytes name) =>
        name.EqualsIgnoreCase("SUM") ? Sum
        : name.EqualsIgnoreCase("MIN") ? static (a, b) => b < a ? b : a
        : name.EqualsIgnoreCase("MAX") ? static (a, b) => b > a ? b : a
        : null;

    /// <summary>Opposite infinities give 0.</summary>
    private static double Sum(double a, double b) => double.IsNaN(a + b) ? 0 : a + b;

    private static void Unite(SortedSetValue result, Source[] sources, Aggregate aggregate)
    {
        foreach (var source in sources)
        {
            foreach (var (member, score) in source.Weighted())
            {
                result.Set(member, result.Scores.TryGet(member, out var sofar) ? aggregate(sofar, score) : score);
            }
        }
    }

    /// <summary>
    /// As in Redis, 0 times infinity is 0 for the first input only. For others it is NaN and makes a sum 0.
    /// </summary>
    private static void Intersect(SortedSetValue result, Source[] sources, Aggregate aggregate)
    {
        foreach (var (member, first) in sources[0].Weighted())
        {
            var score = first;
            var everywhere = true;
            for (var i = 1; i < sources.Length && everywhere; i++)
            {
                everywhere = sources[i].TryScore(member, out var other);
                score = everywhere ? aggregate(score, other) : score;
            }

            if (everywhere)
            {
                result.Set(member, score);
            }
        }
    }

    private static void Subtract(SortedSetValue result, Source[] sources, Aggregate aggregate)
    {
        foreach (var (member, score) in sources[0].Weighted())
        {
            if (!sources.AsSpan(1).ToArray().Any(source => source.TryScore(member, out _)))
            {
                result.Set(member, score);
            }
        }
    }

    /// <summary>Replaces the target, or removes it for an empty result.</summary>
    public static void Store(Call call, SortedSetValue result)
    {
        var target = call.Args[1];
        var replaced = call.Database.Remove(target);
        if (result.Count > 0)
        {
            call.Database.Pack(result);
            call.Database.Set(target, result);
        }

        if (replaced || result.Count > 0)
        {
            call.Changed(target);
        }

        call.Reply.Integer(result.Count);
    }

    /// <summary>An input; members of a plain set have score 1.</summary>
    private readonly record struct Source(Value? Value, double Weight)
    {
        public int Count => Value switch
        {
            SetValue set => set.Count,
            SortedSetValue sorted => sorted.Count,
            _ => 0,
        };

        public IEnumerable<ScoredMember> Weighted()
        {
            var self = this;
            return Value switch
            {
                SetValue set => set.Members.Select(member => new ScoredMember(member, self.Weigh(1))),
                SortedSetValue sorted => sorted.Members.Select(one => one with { Score = self.Weigh(one.Score) }),
                _ => [],
            };
        }

        /// <summary>A member's weighted score, which may be NaN.</summary>
        public bool TryScore(Bytes member, out double score)
        {
            var found = false;
            score = 1;
            if (Value is SortedSetValue sorted)
            {
                found = sorted.Scores.TryGet(member, out score);
            }
            else if (Value is SetValue set)
            {
                found = set.Contains(member);
            }

            score *= Weight;
            return found;
        }

        private double Weigh(double score) => double.IsNaN(score * Weight) ? 0 : score * Weight;
    }
}
