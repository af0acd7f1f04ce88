using Aof.Data.Commands.SortedSets;
using Aof.Data.Execution;
using Aof.Data.Geo;
using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.KnownDefects;

namespace Aof.Data.Commands.Geo;

/// <summary>Places on the earth, stored as scores of a sorted set (geo.c of Redis).</summary>
internal static class GeoCommands
{
    public static Command[] Rows { get; } =
    [
        new("GEOADD", -5, CommandFlags.Write, Add),
        new("GEOPOS", -2, CommandFlags.ReadOnly, Positions),
        new("GEOHASH", -2, CommandFlags.ReadOnly, Texts),
        new("GEODIST", -4, CommandFlags.ReadOnly, Distance),
    ];

    /// <summary>Becomes ZADD, also in the log, which has Redis's small letters. Options came with 6.2.</summary>
    private static void Add(Call call)
    {
        var args = call.Args;
        var first = call.Is7 ? Array.FindIndex(args, 2, static argument => !IsOption(argument)) : 2;
        var options = args[2..(first < 0 ? args.Length : first)];
        if (options.Any(static option => option.EqualsIgnoreCase("NX"))
            && options.Any(static option => option.EqualsIgnoreCase("XX")))
        {
            call.Reply.Error(Errors.Syntax);
            return;
        }

        if (first < 0 || (args.Length - first) % 3 != 0)
        {
            call.Reply.Error(
                call.Is7 ? Errors.Syntax : "ERR syntax error. Try GEOADD key [x1] [y1] [name1] [x2] [y2] [name2] ... ");
            return;
        }

        var name = call.Data.Dialect == Dialect.Valkey9 ? "ZADD" : "zadd";
        List<Bytes> argv = [Bytes.Of(name), args[1], .. options];
        for (var i = first; i < args.Length; i += 3)
        {
            if (!GeoArguments.TryPoint(call, args[i], args[i + 1], out var point))
            {
                return;
            }

            argv.Add(Bytes.Of((long)GeoHash.Of(point, GeoHash.MaxSteps).Score));
            argv.Add(args[i + 2]);
        }

        call.Become([.. argv]);
        SortedSetCommands.Add(call, increments: false);
    }

    private static bool IsOption(Bytes argument) =>
        argument.EqualsIgnoreCase("NX") || argument.EqualsIgnoreCase("XX") || argument.EqualsIgnoreCase("CH");

    private static void Positions(Call call) => ForEachMember(
        call, (_, hash) => GeoArguments.Answer(call, hash.Center), static reply => reply.NullArray());

    private static void Texts(Call call) => ForEachMember(
        call, static (reply, hash) => reply.Bulk(Bytes.Of(hash.ToText())), static reply => reply.NullBulk());

    private static void ForEachMember(Call call, Action<Reply, GeoHash> present, Action<Reply> absent)
    {
        if (!call.Find<SortedSetValue>(call.Args[1], out var set))
        {
            return;
        }

        call.Reply.Array(call.Args.Length - 2);
        foreach (var member in call.Args.AsSpan(2))
        {
            if (set is not null && set.Scores.TryGet(member, out var score))
            {
                present(call.Reply, GeoHash.OfScore(score));
            }
            else
            {
                absent(call.Reply);
            }
        }
    }

    private static void Distance(Call call)
    {
        var args = call.Args;
        var metres = 1d;
        if (args.Length > 5)
        {
            call.Reply.Error(Errors.Syntax);
            return;
        }

        if ((args.Length == 5 && !GeoArguments.TryUnit(call, args[4], out metres))
            || !call.Find<SortedSetValue>(args[1], out var set))
        {
            return;
        }

        if (set is not null && set.Scores.TryGet(args[2], out var one) && set.Scores.TryGet(args[3], out var other))
        {
            GeoArguments.Answer(
                call.Reply, GeoHash.OfScore(one).Center.DistanceTo(GeoHash.OfScore(other).Center) / metres);
        }
        else
        {
            call.Reply.NullBulk();
        }
    }
}
