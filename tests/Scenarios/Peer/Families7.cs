namespace Tests.Scenarios.Peer;

/// <summary>
/// What Redis 6.2 and 7.0 added, and what they do otherwise than 6.0.5. Only a server of the profile redis-7.0 answers
/// these as the real one does.
/// </summary>
internal static class Families7
{
    /// <summary>Far enough away that no clock comes near: the year 2100 and later.</summary>
    private const string AfterSeconds = "4000000000", AtMs = "4102444800000", LaterMs = "4102444900000";

    public static IReadOnlyList<Family> All { get; } =
    [
        new("get and change", GetAndChange), new("conditions", Conditions), new("copies", Copies),
        new("list moves", ListMoves), new("popping from the first", Pops), new("greater and less", Scores),
        new("stored ranges", Ranges), new("searches of places", Places), new("mistakes of 7", Mistakes),
        .. StreamFamilies7.All,
    ];

    private static string[] GetAndChange(Draw draw) => draw.Case(10) switch
    {
        0 => ["GETDEL", draw.Sole('s')],
        1 => ["GETEX", draw.Sole('s')],
        2 => ["GETEX", draw.Sole('s'),
            .. draw.OneOf("EX " + AfterSeconds, "PX 4000000000000", "pxat " + AtMs, "PERSIST", "EXAT 4102444800",
            "EXAT 1", "PXAT 5").Split(' ')],
        3 => ["GETEX", draw.Key('s'),
            .. draw.OneOf("EX 0", "EX x", "PX -1", "EX", "KEEPTTL", "PXAT 9223372036854775807",
            "EX 9223372036854775807", "PERSIST PERSIST", "PERSIST EX 5").Split(' ')],
        4 => ["SET", draw.Sole('s'), draw.Value(), draw.OneOf("GET", "get")],
        5 => ["SET", draw.Key('s'), draw.Value(), draw.OneOf("NX", "XX", "KEEPTTL"), "GET"],
        6 => ["set", draw.Key('s'), draw.Value(), draw.OneOf("EXAT", "exat"), "4102444800",
            draw.OneOf("GET", "NX", "XX")],
        7 => ["SET", draw.Key('s'), draw.Value(), "PXAT", draw.OneOf(AtMs, LaterMs)],
        8 => ["SET", draw.Key('s'), draw.Value(),
            .. draw.OneOf("EX 5 EXAT 5", "PXAT 5 KEEPTTL", "EXAT 0", "EX 9223372036854775807", "PXAT").Split(' ')],
        _ => ["SET", draw.Key('s'), draw.Value()],
    };

    private static string[] Conditions(Draw draw) => draw.Case(8) switch
    {
        0 or 1 => [draw.OneOf("EXPIRE", "expire"), draw.AnyKey(), draw.OneOf(AfterSeconds, "4000000001", "0", "-5"),
            Condition(draw)],
        2 or 3 => [draw.OneOf("PEXPIREAT", "pexpireat"), draw.AnyKey(), draw.OneOf(AtMs, LaterMs, "7"),
            Condition(draw)],
        4 => ["EXPIREAT", draw.AnyKey(), draw.OneOf("4102444800", "4102444801"), "xx", draw.OneOf("GT", "LT")],
        5 => [draw.OneOf("PEXPIRE", "EXPIREAT"), draw.AnyKey(), "50",
            .. draw.OneOf("NX XX", "NX GT", "GT LT", "SOON", "NX LT").Split(' ')],
        6 => [draw.OneOf("EXPIRE", "PEXPIRE", "EXPIREAT"), draw.AnyKey(),
            draw.OneOf("9223372036854775807", "-9223372036854775808", "x", "9223372036854775")],
        _ => ["PERSIST", draw.AnyKey()],
    };

    private static string Condition(Draw draw) => draw.OneOf("NX", "XX", "GT", "LT", "gt");

    private static string[] Copies(Draw draw)
    {
        var type = draw.AnyType();
        return draw.Case(8) switch
        {
            0 or 1 => ["COPY", draw.Key(type), draw.Key(type), "REPLACE"],
            2 => ["COPY", draw.Key(type), draw.Key(type), "DB", draw.Number(0, 3), draw.OneOf("REPLACE", "replace")],
            3 => ["COPY", draw.Sole(type), draw.Key(type)],
            4 => ["COPY", draw.Key(type), draw.Key(type),
                .. draw.OneOf("DB x", "DB 99", "DB -1", "DB", "OVER").Split(' ')],
            5 => ["FLUSHDB", draw.OneOf("SOON", "NOW")],
            6 when draw.Case(6) == 0 => [draw.OneOf("FLUSHDB", "FLUSHALL"), draw.OneOf("SYNC", "async")],
            _ => ["DEL", draw.Key(type)],
        };
    }

    private static string[] ListMoves(Draw draw) => draw.Case(8) switch
    {
        0 or 1 => ["LMOVE", draw.Key('l'), draw.Key('l'), Side(draw), Side(draw)],
        2 => [draw.OneOf("LPOP", "RPOP", "rpop"), draw.Sole('l'), draw.Number(0, 4)],
        3 => [draw.OneOf("LPOP", "RPOP"), draw.Key('l'), draw.OneOf("-1", "x", "1.5", "99")],
        4 => ["LMOVE", draw.Key('l'), draw.Key('l'), draw.OneOf("UP", "LEFT"), "DOWN"],
        5 => ["LMOVE", draw.Sole('l'), draw.Sole('l'), Side(draw), Side(draw)],
        _ => ["RPUSH", draw.Key('l'), .. draw.Some(6, draw.Member)],
    };

    private static string Side(Draw draw) => draw.OneOf("LEFT", "RIGHT", "left", "Right");

    private static string[] Pops(Draw draw) => draw.Case(8) switch
    {
        0 or 1 => ["LMPOP", "2", draw.Key('l'), draw.Sole('l'), Side(draw), .. Count(draw)],
        2 or 3 => ["ZMPOP", "2", draw.Key('z'), draw.Sole('z'), draw.OneOf("MIN", "MAX", "max"), .. Count(draw)],
        4 => [draw.OneOf("LMPOP", "ZMPOP"),
            .. draw.OneOf("0 l1 LEFT", "x l1 MIN", "1 l1 UP", "3 l1 LEFT", "1 z1 MIN COUNT", "1 z1 MIN COUNT 0",
            "1 l1 LEFT COUNT x", "1 l1 LEFT SOME 3").Split(' ')],
        5 => [draw.OneOf("ZPOPMIN", "ZPOPMAX"), draw.Sole('z'), draw.OneOf("0", "-1", "x", "2")],
        6 => ["ZADD", draw.Key('z'), .. draw.Pairs(5, draw.Score, draw.Member)],
        _ => ["LPUSH", draw.Key('l'), .. draw.Some(5, draw.Member)],
    };

    private static string[] Count(Draw draw) =>
        draw.Case(3) == 0 ? [] : [draw.OneOf("COUNT", "count"), draw.Number(1, 4)];

    private static string[] Scores(Draw draw) => draw.Case(6) switch
    {
        0 or 1 => ["ZADD", draw.Sole('z'), draw.OneOf("GT", "LT", "gt"), .. draw.Pairs(4, draw.Score, draw.Member)],
        2 => ["ZADD", draw.Key('z'), draw.OneOf("GT", "LT"), draw.OneOf("CH", "XX"),
            .. draw.Pairs(3, draw.Score, draw.Member)],
        3 => ["ZADD", draw.Key('z'), draw.OneOf("GT", "LT"), "INCR", draw.Score(), draw.Member()],
        4 => ["ZADD", draw.Key('z'), .. draw.OneOf("GT LT", "NX GT", "LT NX CH").Split(' '), "1", "m1"],
        _ => ["ZADD", draw.Key('z'), .. draw.Pairs(5, draw.Score, draw.Member)],
    };

    private static string[] Ranges(Draw draw) => draw.Case(12) switch
    {
        0 => ["ZRANGESTORE", draw.Key('z'), draw.Sole('z'), draw.Index(), draw.Index()],
        1 => ["ZRANGESTORE", draw.Key('z'), draw.Key('z'), draw.ScoreBound(), draw.ScoreBound(), "BYSCORE",
            .. Limit(draw)],
        2 => ["ZRANGESTORE", draw.Key('y'), draw.Key('y'), draw.LexBound(), draw.LexBound(), "BYLEX",
            draw.OneOf("REV", "rev"), .. Limit(draw)],
        3 => ["ZRANGE", draw.Sole('z'), draw.ScoreBound(), draw.ScoreBound(), "BYSCORE", .. draw.OneOf("", "REV",
            "WITHSCORES", "REV WITHSCORES").Split(' ', StringSplitOptions.RemoveEmptyEntries), .. Limit(draw)],
        4 => ["ZRANGE", draw.Key('y'), draw.LexBound(), draw.LexBound(), "BYLEX", .. Limit(draw)],
        5 => ["ZRANGE", draw.Key('z'), draw.Index(), draw.Index(), "REV", "WITHSCORES"],
        6 => ["ZDIFFSTORE", draw.Key('z'), "2", draw.Key('z'), draw.Key('x')],
        7 => ["ZDIFFSTORE", draw.Key('z'), .. draw.OneOf("0 z1", "2 z1", "1 z1 WEIGHTS 1", "x z1").Split(' ')],
        8 => [draw.OneOf("ZUNIONSTORE", "ZINTERSTORE"), draw.Key('z'), draw.OneOf("0", "-1", "9"), draw.Key('z')],
        9 => ["ZADD", draw.Key('y'), .. draw.Pairs(8, () => "0", draw.Member)],
        10 => ["ZRANGE", draw.Key('z'), "0", "1", .. draw.OneOf("LIMIT 0 1", "BYLEX WITHSCORES", "BYSCORE BYLEX", "UP",
            "LIMIT 0", "REV REV").Split(' ')],
        _ => ["ZADD", draw.Key('x'), .. draw.Pairs(5, () => draw.OneOf("0", "1", "2.5"), draw.Member)],
    };

    private static string[] Limit(Draw draw) =>
        draw.Case(2) == 0 ? [] : ["LIMIT", draw.Number(-1, 2), draw.Number(-1, 4)];

    private static string[] Places(Draw draw)
    {
        string[] Shape() => draw.Case(2) == 0
            ? ["BYRADIUS", draw.Number(10, 300), draw.OneOf("km", "MI")]
            : ["BYBOX", draw.Number(10, 500), draw.Number(10, 500), draw.OneOf("km", "mi")];
        return draw.Case(9) switch
        {
            0 => ["GEOSEARCHSTORE", draw.Key('z'), draw.Key('g'), "FROMLONLAT", .. draw.Place(), .. Shape()],
            1 => ["GEOSEARCHSTORE", draw.Key('z'), draw.Key('g'), "FROMMEMBER", draw.Member(), .. Shape(), "COUNT",
                "2"],
            2 => ["GEOSEARCH", draw.Key('g'), "FROMLONLAT", .. draw.Place(), .. Shape(), draw.OneOf("ASC", "DESC"),
                "WITHDIST"],
            3 => ["GEOSEARCH", draw.Key('g'), "FROMMEMBER", draw.Member(), .. Shape(), "ASC", "COUNT", "3",
                "WITHCOORD"],
            4 => ["GEORADIUS", draw.Key('g'), .. draw.Place(), "200", "km", draw.OneOf("STORE", "store"),
                draw.Key('z')],
            5 => ["GEOADD", draw.Key('g'), draw.OneOf("NX", "XX", "CH"), .. draw.Place(), draw.Member()],
            6 => ["GEOSEARCH", draw.Key('g'),
                .. draw.OneOf("FROMLONLAT 13 37 ASC COUNT 1", "BYRADIUS 5 km ASC WITHDIST",
                "FROMLONLAT 13 37 BYBOX 1 -1 km", "FROMLONLAT 13 37 BYRADIUS 1 km ANY",
                "FROMLONLAT 13 99 BYRADIUS 1 km", "FROMLONLAT 13 37 BYRADIUS 1 feet").Split(' ')],
            _ => ["GEOADD", draw.Key('g'),
                .. Enumerable.Range(0, 3).SelectMany(_ => draw.Place().Append(draw.Member()))],
        };
    }

    /// <summary>What 7.0 refuses in other words than 6.0.5, or accepts.</summary>
    private static string[] Mistakes(Draw draw) => draw.Case(10) switch
    {
        0 => [draw.OneOf("NOPE", "hnope", "XNOPE"), .. draw.Some(4, draw.Value)],
        1 => ["MSET", "s1"],
        2 => ["MSETNX", "s1", "a", "s2"],
        3 => [draw.OneOf("HSET", "HMSET"), "h1", "f", "v", "g"],
        4 => ["SETEX", "s1", draw.OneOf("0", "9223372036854775807", "-3", "x"), "v"],
        5 => ["SPOP", "t1", draw.OneOf("-1", "x", "0")],
        6 => [draw.OneOf("SINTER", "SUNION", "SDIFF"), "nothing", "ws"],
        7 => ["SINTERSTORE", draw.Key('t'), "nothing", draw.OneOf("ws", "wl", draw.Key('t'))],
        8 => ["FUNCTION", .. draw.OneOf("NOPE", "LOAD", "DELETE lib", "FLUSH SOON", "LOAD code").Split(' ')],
        _ => ["SCRIPT", "LOAD", "return " + draw.Number(0, 9)],
    };
}
