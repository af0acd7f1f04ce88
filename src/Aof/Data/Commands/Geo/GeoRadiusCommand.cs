using Aof.Data.Execution;
using Aof.Data.Geo;
using Aof.Data.Primitives;
using Aof.Data.Values;

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

    /// <summary>Without the source key no other argument is checked, and no target is deleted.</summary>
    private static void Run(Call call, bool byMember, bool stores)
    {
        if (!call.Find<SortedSetValue>(call.Args[1], out var set))
        {
            return;
        }

        if (set is null)
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

        var found = options.Chosen(GeoSearch.Within(set, middle, radius)).ConvertAll(
            one => one with { Distance = one.Distance / metres });
        if (options.Target is { } target)
        {
            Store(call, target, found, options.StoresDistance);
        }
        else
        {
            Answer(call.Reply, found, options);
        }
    }

    private static bool TryMiddle(Call call, SortedSetValue set, bool byMember, out GeoPoint middle)
    {
        if (!byMember)
        {
            return GeoArguments.TryPoint(call, call.Args[2], call.Args[3], out middle);
        }

        var present = set.Scores.TryGet(call.Args[2], out var score);
        middle = GeoHash.OfScore(score).Center;
        if (!present)
        {
            call.Reply.Error("ERR could not decode requested zset member");
        }

        return present;
    }

    private static void Answer(Reply reply, List<GeoFound> found, GeoRadiusOptions options)
    {
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
                GeoArguments.Answer(reply, one.Place);
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
