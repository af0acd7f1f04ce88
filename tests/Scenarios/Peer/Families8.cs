using Aof.KnownDefects;

namespace Tests.Scenarios.Peer;

/// <summary>
/// What Redis 7.4 to 8.6 and Valkey 9 added. A deadline is absolute and far away, or past: no clock comes near.
/// </summary>
internal static class Families8
{
    private const string AtSecond = "4102444800", AtMs = "4102444800000", LaterMs = "4102444900000";

    private static IReadOnlyList<Family> OfFields { get; } =
    [
        new("deadlines of fields", Deadlines), new("fields and deadlines", SetAndGet),
        new("mistakes about fields", Mistakes), new("hashes with deadlines", Hashes),
    ];

    /// <summary>The families of what this dialect has.</summary>
    public static IReadOnlyList<Family> Of(Dialect dialect) =>
    [
        .. dialect.HasFieldDeadlines() ? OfFields : [],
        .. dialect >= Dialect.Redis86 ? new[] { new Family("conditions of Redis", RedisConditions) } : [],
        .. dialect.IsValkey() ? new[] { new Family("a condition of Valkey", ValkeyConditions) } : [],
        .. dialect >= Dialect.Redis86 || dialect == Dialect.Valkey9 ? new[] { new Family("many strings", Many) } : [],
    ];

    private static string[] RedisConditions(Draw draw) => draw.Case(6) switch
    {
        0 => ["SET", draw.Sole('s'), draw.Value(), .. Equal(draw), .. draw.OneOf("", "GET", "KEEPTTL",
            "EXAT 4102444800", "GET PXAT 4102444800000").Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        1 => ["SET", draw.Key('s'), "v", .. draw.OneOf("IFEQ v NX", "XX IFNE v", "IFEQ v IFNE w", "IFEQ", "IFDEQ 12")
            .Split(' ')],
        2 => ["DELEX", draw.Sole('s'), .. draw.Case(3) == 0 ? [] : Equal(draw)],
        3 => ["DELEX", draw.Key('s'), .. draw.OneOf("IFEQ", "IFOO v", "IFDNE 12", "IFEQ v w").Split(' ')],
        4 => ["DIGEST", draw.Sole('s')],
        _ => ["SET", draw.Key('s'), draw.OneOf("v", "w")],
    };

    /// <summary>A condition on a value, or on its hash: that of "v", and another.</summary>
    private static string[] Equal(Draw draw) => draw.Case(2) == 0
        ? [draw.OneOf("IFEQ", "ifne"), draw.OneOf("v", "w")]
        : [draw.OneOf("IFDEQ", "IFDNE"), draw.OneOf("b7af6f4a2d34c4b1", "0000000000000000")];

    private static string[] ValkeyConditions(Draw draw) => draw.Case(4) switch
    {
        0 => ["SET", draw.Sole('s'), draw.Value(), "IFEQ", draw.OneOf("v", "w"), .. draw.OneOf("", "GET", "KEEPTTL",
            "EXAT 4102444800").Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        1 => ["SET", draw.Key('s'), "v", .. draw.OneOf("IFEQ v NX", "XX IFEQ v", "IFEQ").Split(' ')],
        2 => ["DELIFEQ", draw.Sole('s'), draw.OneOf("v", "w")],
        _ => ["SET", draw.Key('s'), draw.OneOf("v", "w")],
    };

    private static string[] Many(Draw draw)
    {
        var pairs = draw.Pairs(3, () => draw.Key('s'), draw.Value);
        return ["MSETEX", Invariant($"{pairs.Length / 2}"), .. pairs, .. draw.OneOf("", "NX", "XX", "KEEPTTL",
            "XX KEEPTTL", "EXAT 4102444800", "PXAT 4102444800000", "EX 0", "NX XX", "GET").Split(
            ' ', StringSplitOptions.RemoveEmptyEntries)];
    }

    private static string[] Deadlines(Draw draw) => draw.Case(8) switch
    {
        0 or 1 or 2 => [draw.OneOf("HPEXPIREAT", "hpexpireat"), draw.Sole('h'), draw.OneOf(AtMs, LaterMs),
            .. Condition(draw), .. Fields(draw)],
        3 => ["HEXPIREAT", draw.Key('h'), AtSecond, .. Condition(draw), .. Fields(draw)],
        4 => [draw.OneOf("HPEXPIREAT", "HEXPIREAT", "HPEXPIRE"), draw.Key('h'), "0",
            .. Condition(draw), .. Fields(draw)],
        5 => ["HPERSIST", draw.Sole('h'), .. Fields(draw)],
        6 => [draw.OneOf("HEXPIRETIME", "HPEXPIRETIME"), draw.Sole('h'), .. Fields(draw)],
        _ => ["HSET", draw.Key('h'), .. draw.Pairs(6, draw.Member, draw.Value)],
    };

    private static string[] Condition(Draw draw) =>
        draw.Case(2) == 0 ? [] : [draw.OneOf("NX", "XX", "GT", "LT", "gt")];

    private static string[] Fields(Draw draw)
    {
        var fields = draw.Some(3, draw.Member);
        return [draw.OneOf("FIELDS", "fields"), Invariant($"{fields.Length}"), .. fields];
    }

    private static string[] SetAndGet(Draw draw) => draw.Case(8) switch
    {
        0 => ["HGETEX", draw.Sole('h'), .. Fields(draw)],
        1 => ["HGETEX", draw.Key('h'), .. Time(draw), .. Fields(draw)],
        2 => ["HGETEX", draw.Key('h'), "PERSIST", .. Fields(draw)],
        3 => ["HGETDEL", draw.Sole('h'), .. Fields(draw)],
        4 => ["HSETEX", draw.Sole('h'), .. Time(draw), .. Pairs(draw)],
        5 => ["HSETEX", draw.Key('h'), draw.OneOf("FNX", "FXX"), .. Time(draw), .. Pairs(draw)],
        6 => ["HSETEX", draw.Key('h'), draw.OneOf("KEEPTTL", "keepttl"), draw.OneOf("FNX", "FXX"), .. Pairs(draw)],
        _ => ["HSETEX", draw.Key('h'), .. draw.OneOf("", "KEEPTTL").Split(' ', StringSplitOptions.RemoveEmptyEntries),
            .. Pairs(draw)],
    };

    private static string[] Time(Draw draw) =>
        draw.OneOf("PXAT " + AtMs, "PXAT " + LaterMs, "EXAT " + AtSecond, "PXAT 1000", "PX 0", "exat 5").Split(' ');

    private static string[] Pairs(Draw draw)
    {
        var pairs = draw.Pairs(3, draw.Member, draw.Value);
        return ["FIELDS", Invariant($"{pairs.Length / 2}"), .. pairs];
    }

    private static string[] Mistakes(Draw draw) => draw.Case(5) switch
    {
        0 => [draw.OneOf("HPEXPIREAT", "HEXPIRE"), draw.Key('h'),
            .. draw.OneOf("x FIELDS 1 m1", "-1 FIELDS 1 m1", "9223372036854775807 FIELDS 1 m1", "5 FIELDS 0 m1",
            "5 FIELDS x m1", "5 FIELDS 3 m1").Split(' ')],
        1 => ["HPERSIST", draw.Key('h'), .. draw.OneOf("FIELDS 0 m1", "FIELDS 2 m1", "FIELDS 1 m1 m2").Split(' ')],
        2 => ["HGETDEL", draw.Key('h'), .. draw.OneOf("FIELDS 0 m1", "FIELDS 2 m1", "FIELDS 1 m1 m2").Split(' ')],
        3 => ["HSETEX", draw.Key('h'),
            .. draw.OneOf("EX 5 PX 5 FIELDS 1 m1 v", "FNX FXX FIELDS 1 m1 v", "KEEPTTL EX 5 FIELDS 1 m1 v",
            "EX x FIELDS 1 m1 v", "EX -1 FIELDS 1 m1 v").Split(' ')],
        _ => ["HGETEX", draw.Key('h'), .. draw.OneOf("EX x FIELDS 1 m1", "PX -5 FIELDS 1 m1").Split(' ')],
    };

    private static string[] Hashes(Draw draw) => draw.Case(9) switch
    {
        0 => ["HINCRBY", draw.Key('h'), draw.Member(), draw.Number(-5, 5)],
        1 => ["HINCRBYFLOAT", draw.Key('h'), draw.Member(), draw.Float()],
        2 => ["HSETNX", draw.Key('h'), draw.Member(), draw.Value()],
        3 => ["HDEL", draw.Key('h'), .. draw.Some(3, draw.Member)],
        4 => ["HMGET", draw.Sole('h'), .. draw.Some(3, draw.Member)],
        5 => [draw.OneOf("HLEN", "HGETALL", "HKEYS"), draw.Sole('h')],
        6 => ["HSET", draw.Key('h'), draw.Member(), draw.OneOf("1", "2.5", "x")],
        7 => ["COPY", draw.Key('h'), draw.Key('h'), "REPLACE"],
        _ => ["HSET", draw.Key('h'), .. draw.Pairs(3, draw.Member, () => draw.Number(0, 99))],
    };
}
