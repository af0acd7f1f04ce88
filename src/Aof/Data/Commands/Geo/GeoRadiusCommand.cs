using Aof.Data.Execution;
using Aof.Data.Geo;
using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.KnownDefects;

namespace Aof.Data.Commands.Geo;

/// <summary>
/// GEORADIUS and its variants (georadiusGeneric() of Redis): replies or stores the places around a point or a member.
/// </summary>
internal static class GeoRadiusCommand
{
    public static Command[] Rows { get; } =
    [
        new("GEORADIUS", -6, CommandFlags.Write, static call => Run(call, byMember: false, stores: true)),
        new("GEORADIUS_RO", -6, CommandFlags.ReadOnly, static call => Run(call, byMember: false, stores: false)),
        new("GEORADIUSBYMEMBER", -5, CommandFlags.Write, static call => Run(call, byMember: true, stores: true)),
        new("GEORADIUSBYMEMBER_RO", -5, CommandFlags.ReadOnly, static call => Run(call, byMember: true, stores: false)),
    ];

    /// <summary>
    /// Without the source key 6.0.5 checks no other argument, and deletes no target. Redis 7 does both.
    /// </summary>
    private static void Run(Call call, bool byMember, bool stores)
    {
        if (!call.Find<SortedSetValue>(call.Args[1], out var set))
        {
            return;
        }

        if (set is null && !call.Is7)
        {
            call.Reply.Array(0);
            return;
        }

        var first = byMember ? 5 : 6;
        if (!TryMiddle(call, set, byMember, out var middle)
            || !GeoArguments.TryRadius(call, call.Args[first - 2], call.Args[first - 1], out var radius, out var metres)
            || !GeoRadiusOptions.TryParse(call, first, stores, out var options))
        {
            return;
        }

        Give(call, set is null ? [] : GeoSearch.Within(set, middle, radius), options, metres);
    }

    /// <summary>Replies or stores the places that the options choose, with distances in the query's unit.</summary>
    public static void Give(Call call, List<GeoFound> places, GeoRadiusOptions options, double metres)
    {
        var found = options.Chosen(places).ConvertAll(one => one with { Distance = one.Distance / metres });
        if (options.Target is { } target)
        {
            Store(call, target, found, options.StoresDistance);
        }
        else
        {
            Answer(call, found, options);
        }
    }

    /// <summary>The place that the search begins at; false after an error reply.</summary>
    private static bool TryMiddle(Call call, SortedSetValue? set, bool byMember, out GeoPoint middle) =>
        byMember
            ? TryMember(call, set, call.Args[2], out middle)
            : GeoArguments.TryPoint(call, call.Args[2], call.Args[3], out middle);

    /// <summary>The place of a member; false after an error reply. Without a set there is nothing to find.</summary>
    public static bool TryMember(Call call, SortedSetValue? set, Bytes member, out GeoPoint middle)
    {
        middle = default;
        if (set is null)
        {
            return true;
        }

        var present = set.Scores.TryGet(member, out var score);
        middle = GeoHash.OfScore(score).Center;
        if (!present)
        {
            call.Reply.Error(call.Data.Dialect == Dialect.Valkey9
                ? $"ERR member {Executor.Line(member)} does not exist"
                : "ERR could not decode requested zset member");
        }

        return present;
    }

    private static void Answer(Call call, List<GeoFound> found, GeoRadiusOptions options)
    {
        var reply = call.Reply;
        reply.Array(found.Count);
        foreach (var one in found)
        {
            if (options.Details > 0)
            {
                reply.Array(1 + options.Details);
            }

            reply.Bulk(one.Member);
            if (options.WithDistance)
            {
                GeoArguments.Answer(reply, one.Distance);
            }

            if (options.WithHash)
            {
                reply.Integer(GeoHash.ToInt64(one.Score));
            }

            if (options.WithPlace)
            {
                GeoArguments.Answer(call, one.Place);
            }
        }
    }

    private static void Store(Call call, Bytes target, List<GeoFound> found, bool distances)
    {
        if (found.Count > 0)
        {
            call.Expire(target);
            var result = new SortedSetValue(call.Data.Owner);
            found.ForEach(one => result.Set(one.Member, distances ? one.Distance : one.Score));
            call.Database.Pack(result);
            call.Database.Set(target, result);
            call.Changed(target, found.Count);
        }
        else if (call.Database.Remove(target))
        {
            call.Changed(target);
        }

        call.Reply.Integer(found.Count);
    }
}
