namespace Tests.Scenarios.Peer;

/// <summary>A family of commands that both servers answer alike.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Draw">Draws one command.</param>
internal sealed record Family(string Name, Func<Draw, string[]> Draw);

/// <summary>All families. A command that is added to the server is added here too.</summary>
internal static class Families
{
    /// <summary>Far enough away that no clock comes near: 126 years, the year 2100.</summary>
    private const string AfterSeconds = "4000000000", AfterMs = "4000000000000", AtSecond = "4102444800", AtMs =
        "4102444800000";

    /// <summary>In seconds.</summary>
    private const string ShortWait = "0.01";

    public static IReadOnlyList<Family> All { get; } =
    [
        new("strings", Strings), new("numbers", Numbers), new("bits", Bits), new("bitfields", BitFields),
        new("hyperloglogs", HyperLogLogs), new("lists", Lists), new("hashes", Hashes),
        new("sets", Sets), new("zsets", SortedSets), new("ranges", Ranges), new("algebra", Algebra), new("geo", Geo),
        new("sort", Sort),
        new("keys", Keys), new("deadlines", Deadlines), new("mistakes", Mistakes), new("waiting", Waiting),
        .. StreamFamilies.All,
    ];

    /// <summary>
    /// Whether a client might wait for the reply. The two servers take turns here, so such a command is sent only
    /// inside a transaction, where no client waits. If the minimizer moves one out of its transaction, the real server
    /// answers soon.
    /// </summary>
    public static bool Waits(string[] words) =>
        words[0] is "BLPOP" or "BRPOP" or "BRPOPLPUSH" or "BZPOPMIN" or "BZPOPMAX" || words.Contains("BLOCK");

    private static string[] Strings(Draw draw) => draw.Case(13) switch
    {
        0 => ["APPEND", draw.Sole('s'), draw.Value()],
        1 => ["GET", draw.Sole('s')],
        2 => ["GETSET", draw.Sole('s'), draw.Value()],
        3 => ["MGET", .. draw.Some(4, draw.AnyKey)],
        4 => ["MSET", .. draw.Pairs(3, () => draw.Key('s'), draw.Value)],
        5 => ["MSETNX", .. draw.Pairs(3, () => draw.Key('s'), draw.Value)],
        6 => ["SETNX", draw.Key('s'), draw.Value()],
        7 => ["SETRANGE", draw.Sole('s'), draw.Number(0, 40), draw.Value()],
        8 => [draw.OneOf("GETRANGE", "SUBSTR"), draw.Sole('s'), draw.Index(), draw.Index()],
        9 => ["STRLEN", draw.Sole('s')],
        10 => ["SET", draw.Key('s'), draw.Value(), draw.OneOf("NX", "XX", "KEEPTTL")],
        _ => ["SET", draw.Key('s'), draw.Value()],
    };

    private static string[] Numbers(Draw draw) => draw.Case(8) switch
    {
        0 => [draw.OneOf("INCR", "DECR"), draw.Sole('n')],
        1 => [draw.OneOf("INCRBY", "DECRBY"), draw.Sole('n'), draw.Number(-1000, 1000)],
        2 => ["INCRBY", draw.Key('n'),
            draw.OneOf("9223372036854775807", "-9223372036854775808", "4611686018427387904")],
        3 => ["INCRBYFLOAT", draw.Sole('f'), draw.Float()],
        4 => ["INCRBYFLOAT", draw.Key('n'), draw.Float()],
        5 => ["SET", draw.Key('n'), draw.OneOf("0", "41", "-1", "9223372036854775800")],
        6 => ["SET", draw.Key('f'), draw.Float()],
        _ => ["GET", draw.OneOf(draw.Key('n'), draw.Key('f'))],
    };

    private static string[] Bits(Draw draw) => draw.Case(9) switch
    {
        0 => ["GETBIT", draw.Sole('b'), draw.Number(0, 100)],
        1 => ["BITCOUNT", draw.Sole('b')],
        2 => ["BITCOUNT", draw.Sole('b'), draw.Index(), draw.Index()],
        3 => ["SET", draw.Key('b'), draw.Value()],
        4 => ["BITOP", draw.OneOf("AND", "OR", "xor"), draw.Key('b'), .. draw.Some(3, () => draw.Key('b'))],
        5 => ["BITOP", "NOT", draw.Key('b'), draw.Sole('b')],
        6 => ["BITPOS", draw.Sole('b'), draw.Number(0, 1),
            .. draw.OneOf("", "0", "1 -1", "-3 5").Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        _ => ["SETBIT", draw.Sole('b'), draw.Number(0, 300), draw.Number(0, 1)],
    };

    /// <summary>
    /// But i64: 6.0.5 shifts by 64 bits there, and 7.0 does not. And but FAIL: where that makes the string longer and
    /// changes nothing else, 7.0 does not log it, and its log does not give its dataset (seen with 7.0.15 and DEBUG
    /// LOADAOF).
    /// </summary>
    private static string[] BitFields(Draw draw)
    {
        string Type() => draw.OneOf("u1", "u8", "i8", "i5", "u63", "i63", "u16");
        string Place() => draw.OneOf("0", "#1", "7", "100", "#3");
        return draw.Case(5) switch
        {
            0 => [draw.OneOf("BITFIELD", "BITFIELD_RO"), draw.Sole('b'), "GET", Type(), Place(), "GET", Type(),
                Place()],
            1 => ["BITFIELD", draw.Sole('b'), "SET", Type(), Place(), draw.Number(-300, 300), "GET", Type(), Place()],
            2 => ["BITFIELD", draw.Sole('b'), "INCRBY", Type(), Place(), draw.Number(-300, 300)],
            3 => ["BITFIELD", draw.Key('b'), "OVERFLOW", draw.OneOf("WRAP", "SAT"), "INCRBY", Type(), Place(),
                draw.OneOf("1", "-1", "100", "9223372036854775807")],
            _ => ["BITFIELD", draw.Key('b'), "OVERFLOW", "sat", "SET", Type(), Place(),
                draw.OneOf("255", "-128", "70000")],
        };
    }

    private static string[] HyperLogLogs(Draw draw) => draw.Case(7) switch
    {
        0 => ["PFCOUNT", .. draw.Some(3, () => draw.Key('p'))],
        1 => ["PFMERGE", draw.Key('p'), .. draw.Some(2, () => draw.Key('p'))],
        2 => ["GET", draw.Key('p')],
        3 => ["PFADD", draw.Key('p'), .. draw.Some(300, () => draw.Number(0, 1_000_000))],
        4 => ["PFADD", draw.Key('p')],
        _ => ["PFADD", draw.Key('p'), .. draw.Some(8, draw.Member)],
    };

    private static string[] Lists(Draw draw) => draw.Case(13) switch
    {
        0 => [draw.OneOf("LPOP", "RPOP"), draw.Sole('l')],
        1 => ["LSET", draw.Sole('l'), draw.Index(), draw.Value()],
        2 => ["LINSERT", draw.Sole('l'), draw.OneOf("BEFORE", "after"), draw.Member(), draw.Member()],
        3 => ["LREM", draw.Sole('l'), draw.Number(-2, 2), draw.Member()],
        4 => ["LTRIM", draw.Sole('l'), draw.Number(0, 2), draw.Number(-2, 12)],
        5 => ["RPOPLPUSH", draw.Key('l'), draw.Key('l')],
        6 => [draw.OneOf("LPUSHX", "RPUSHX"), draw.Sole('l'), .. draw.Some(3, draw.Member)],
        7 => ["LINDEX", draw.Sole('l'), draw.Index()],
        8 => ["LLEN", draw.Sole('l')],
        9 => ["LRANGE", draw.Sole('l'), draw.Index(), draw.Index()],
        _ => [draw.OneOf("LPUSH", "RPUSH"), draw.Sole('l'), .. draw.Some(6, draw.Member)],
    };

    private static string[] Hashes(Draw draw) => draw.Case(12) switch
    {
        0 => ["HDEL", draw.Sole('h'), .. draw.Some(3, draw.Member)],
        1 => ["HINCRBY", draw.Sole('h'), draw.OneOf("n1", "n2", draw.Member()), draw.Number(-50, 50)],
        2 => ["HINCRBYFLOAT", draw.Sole('h'), draw.OneOf("f1", "f2", draw.Member()), draw.Float()],
        3 => ["HSETNX", draw.Sole('h'), draw.Member(), draw.Value()],
        4 => ["HMSET", draw.Sole('h'), .. draw.Pairs(4, draw.Member, draw.Value)],
        5 => ["HMGET", draw.Sole('h'), .. draw.Some(4, draw.Member)],
        6 => [draw.OneOf("HGET", "HEXISTS", "HSTRLEN"), draw.Sole('h'), draw.Member()],
        7 => [draw.OneOf("HGETALL", "HKEYS", "HVALS"), draw.Sole('h')],
        8 => ["HLEN", draw.Sole('h')],
        _ => ["HSET", draw.Sole('h'), .. draw.Pairs(5, draw.Member, draw.Value)],
    };

    /// <summary>SPOP and SRANDMEMBER are asked for more members than there are: then chance has no say.</summary>
    private static string[] Sets(Draw draw) => draw.Case(10) switch
    {
        0 => ["SREM", draw.Sole('t'), .. draw.Some(3, draw.Member)],
        1 => ["SMOVE", draw.Key('t'), draw.Key('t'), draw.Member()],
        2 => ["SISMEMBER", draw.Sole('t'), draw.Member()],
        3 => [draw.OneOf("SCARD", "SMEMBERS"), draw.Sole('t')],
        4 => ["SRANDMEMBER", draw.Sole('t'), "1000"],
        5 when draw.Case(3) == 0 => ["SPOP", draw.Sole('t'), "1000"],
        6 => ["SADD", draw.Sole('t'), .. draw.Some(40, () => draw.Number(-99, 99))],
        _ => ["SADD", draw.Sole('t'), .. draw.Some(6, draw.Member)],
    };

    private static string[] SortedSets(Draw draw) => draw.Case(12) switch
    {
        0 => ["ZREM", draw.Sole('z'), .. draw.Some(3, draw.Member)],
        1 => ["ZINCRBY", draw.Sole('z'), draw.Score(), draw.Member()],
        2 => ["ZADD", draw.Sole('z'), draw.OneOf("NX", "XX"), .. draw.Pairs(3, draw.Score, draw.Member)],
        3 => ["ZADD", draw.Sole('z'), "CH", .. draw.Pairs(3, draw.Score, draw.Member)],
        4 => ["ZADD", draw.Sole('z'), draw.OneOf("INCR", "ch"), draw.Score(), draw.Member()],
        5 => [draw.OneOf("ZPOPMIN", "ZPOPMAX"), draw.Sole('z')],
        6 => [draw.OneOf("ZPOPMIN", "ZPOPMAX"), draw.Sole('z'), draw.Number(1, 3)],
        7 => [draw.OneOf("ZSCORE", "ZRANK", "ZREVRANK"), draw.Sole('z'), draw.Member()],
        8 => ["ZCARD", draw.Sole('z')],
        _ => ["ZADD", draw.Sole('z'), .. draw.Pairs(6, draw.Score, draw.Member)],
    };

    /// <summary>
    /// Ranges of members are asked for where all scores are the same (the keys y): elsewhere they mean nothing.
    /// </summary>
    private static string[] Ranges(Draw draw) => draw.Case(14) switch
    {
        0 => [draw.OneOf("ZRANGE", "ZREVRANGE"), draw.Sole('z'), draw.Index(), draw.Index()],
        1 => [draw.OneOf("ZRANGE", "ZREVRANGE"), draw.Sole('z'), "0", "-1", "WITHSCORES"],
        2 => [draw.OneOf("ZRANGEBYSCORE", "ZREVRANGEBYSCORE"), draw.Sole('z'), draw.ScoreBound(), draw.ScoreBound()],
        3 => [draw.OneOf("ZRANGEBYSCORE", "ZREVRANGEBYSCORE"), draw.Sole('z'), draw.ScoreBound(), draw.ScoreBound(),
            "WITHSCORES", "LIMIT", draw.Number(0, 2), draw.Number(-1, 4)],
        4 => ["ZADD", draw.Key('y'), .. draw.Pairs(8, () => "0", draw.Member)],
        5 => [draw.OneOf("ZRANGEBYLEX", "ZREVRANGEBYLEX"), draw.Key('y'), draw.LexBound(), draw.LexBound()],
        6 => ["ZRANGEBYLEX", draw.Key('y'), "-", "+", "LIMIT", draw.Number(0, 2), draw.Number(-1, 4)],
        7 => ["ZCOUNT", draw.Sole('z'), draw.ScoreBound(), draw.ScoreBound()],
        8 => ["ZLEXCOUNT", draw.Key('y'), draw.LexBound(), draw.LexBound()],
        9 => ["ZREMRANGEBYRANK", draw.Sole('z'), draw.Number(-3, 3), draw.Number(-3, 3)],
        10 => ["ZREMRANGEBYSCORE", draw.Sole('z'), draw.ScoreBound(), draw.ScoreBound()],
        11 => ["ZREMRANGEBYLEX", draw.Key('y'), draw.LexBound(), draw.LexBound()],
        _ => ["ZADD", draw.Key('z'), .. draw.Pairs(8, draw.Score, draw.Member)],
    };

    private static string[] Algebra(Draw draw) => draw.Case(9) switch
    {
        0 => [draw.OneOf("SINTER", "SUNION", "SDIFF"), .. draw.Some(3, () => draw.Key('t'))],
        1 or 2 => [draw.OneOf("SINTERSTORE", "SUNIONSTORE", "SDIFFSTORE"), draw.Key('t'),
            .. draw.Some(3, () => draw.Key('t'))],
        3 => [draw.OneOf("ZUNIONSTORE", "ZINTERSTORE"), draw.Key('z'), "2", draw.Key('z'), draw.Key('t')],
        4 => [draw.OneOf("ZUNIONSTORE", "ZINTERSTORE"), draw.Key('z'), "2", draw.Key('z'), draw.Key('x'), "AGGREGATE",
            draw.OneOf("SUM", "MIN", "max")],
        5 => [draw.OneOf("ZUNIONSTORE", "ZINTERSTORE"), draw.Key('z'), "2", draw.Key('z'), draw.Key('z'), "WEIGHTS",
            draw.OneOf("2", "-0.5", "0"), draw.OneOf("1", "3")],
        6 => ["SADD", draw.Key('t'), .. draw.Some(8, draw.Member)],
        7 => ["ZADD", draw.Key('x'), .. draw.Pairs(5, () => draw.OneOf("0", "1", "2.5"), draw.Member)],
        _ => ["ZADD", draw.Key('z'), .. draw.Pairs(5, () => draw.OneOf("4", "-1", "0.25"), draw.Member)],
    };

    /// <summary>
    /// Places on and around an island, never scores that are no places, and always in order: how places are looked for
    /// has changed since. No STORE: where there is no source 7.0 deletes the target, and 6.0.5 does not.
    /// </summary>
    private static string[] Geo(Draw draw)
    {
        string[] Around() => [draw.Number(10, 500), draw.OneOf("km", "mi")];
        string[] With() =>
            draw.OneOf("", "WITHCOORD", "WITHDIST", "WITHHASH WITHDIST", "COUNT 2").Split(
            ' ', StringSplitOptions.RemoveEmptyEntries);
        return draw.Case(10) switch
        {
            0 => ["GEODIST", draw.Key('g'), draw.Member(), draw.Member(), draw.OneOf("m", "km", "ft", "mi")],
            1 => ["GEOHASH", draw.Key('g'), .. draw.Some(3, draw.Member)],
            2 => ["GEOPOS", draw.Key('g'), .. draw.Some(3, draw.Member)],
            3 => [draw.OneOf("GEORADIUS", "GEORADIUS_RO"), draw.Key('g'), .. draw.Place(), .. Around(),
                draw.OneOf("ASC", "DESC"), .. With()],
            4 => ["GEORADIUSBYMEMBER", draw.Key('g'), draw.Member(), .. Around(), "ASC", .. With()],
            5 => ["ZREM", draw.Key('g'), draw.Member()],
            _ => ["GEOADD", draw.Key('g'),
                .. Enumerable.Range(0, 3).SelectMany(_ => draw.Place().Append(draw.Member()))],
        };
    }

    /// <summary>Only orders that leave no two elements equal: what is equal comes as it lies in memory.</summary>
    private static string[] Sort(Draw draw) => draw.Case(8) switch
    {
        0 => ["SADD", draw.Key('i'), .. draw.Some(8, () => draw.Number(-99, 99))],
        1 => ["SORT", draw.Sole('i'), draw.OneOf("ASC", "DESC")],
        2 => ["SORT", draw.Key('i'), "LIMIT", draw.Number(0, 2), draw.Number(1, 5), "STORE", draw.Key('l')],
        3 => ["SORT", draw.Key('t'), "ALPHA", draw.OneOf("asc", "desc")],
        4 => ["SORT", draw.Key('t'), "ALPHA", "GET", "#", "GET", "s*", "GET", "h1->*", "STORE", draw.Key('l')],
        5 => ["SORT", draw.Key('l'), "BY", "nosort", "GET", "#"],
        6 => ["SORT", draw.Key('i'), "BY", "#", "LIMIT", "0", "0"],
        _ => ["SADD", draw.Key('t'), .. draw.Some(8, draw.Member)],
    };

    private static string[] Keys(Draw draw)
    {
        var type = draw.AnyType();
        return draw.Case(24) switch
        {
            0 or 1 or 2 => [draw.OneOf("RENAME", "RENAMENX"), draw.Key(type), draw.Key(type)],
            3 or 4 => ["MOVE", draw.AnyKey(), draw.Number(0, 2)],
            5 or 6 or 7 => [draw.OneOf("DEL", "UNLINK"), .. draw.Some(2, draw.AnyKey)],
            8 or 9 => [draw.OneOf("EXISTS", "TOUCH"), .. draw.Some(4, draw.AnyKey)],
            10 or 11 => ["TYPE", draw.Sole(type)],
            12 or 13 => ["KEYS", draw.OneOf("*", "s*", "?1", "[a-m]*", "[^s]?", "w\\l", "nothing*")],
            14 => ["DBSIZE"],
            15 or 16 or 17 => ["SELECT", draw.Number(0, 2)],
            18 => ["SWAPDB", draw.Number(0, 2), draw.Number(0, 2)],
            19 when draw.Case(5) == 0 => [draw.OneOf("FLUSHDB", "FLUSHALL")],
            20 => ["ECHO", draw.Value()],
            21 => ["PING", draw.Value()],
            _ => ["SET", draw.Key('s'), draw.Value()],
        };
    }

    private static string[] Deadlines(Draw draw) => draw.Case(13) switch
    {
        0 => ["SETEX", draw.Key('s'), AfterSeconds, draw.Value()],
        1 => ["PSETEX", draw.Key('s'), AfterMs, draw.Value()],
        2 => ["SET", draw.Key('s'), draw.Value(), "EX", AfterSeconds],
        3 => ["SET", draw.Key('s'), draw.Value(), "PX", AfterMs, draw.OneOf("NX", "XX")],
        4 => ["SET", draw.Key('s'), draw.Value(), "KEEPTTL"],
        5 => ["EXPIRE", draw.AnyKey(), AfterSeconds],
        6 => ["PEXPIRE", draw.AnyKey(), AfterMs],
        7 => ["EXPIREAT", draw.AnyKey(), AtSecond],
        8 => ["PEXPIREAT", draw.AnyKey(), AtMs],
        9 => [draw.OneOf("EXPIRE", "PEXPIRE", "EXPIREAT", "PEXPIREAT"), draw.AnyKey(), draw.OneOf("0", "-1", "-100")],
        10 => ["PERSIST", draw.AnyKey()],
        11 => [draw.OneOf("TTL", "PTTL"), draw.AnyKey()],
        _ => ["SET", draw.Key('s'), draw.Value()],
    };

    /// <summary>What both refuse in the same words.</summary>
    private static string[] Mistakes(Draw draw) => draw.Case(20) switch
    {
        0 => [draw.OneOf("GET", "get", "LPUSH", "ZADD", "SetRange", "hincrby", "EXPIRE")],
        1 => ["SET", draw.Key('s'), "v", draw.OneOf("NX", "EX", "SOON"), draw.OneOf("XX", "KEEPTTL")],
        2 => ["INCRBY", draw.Key('n'), draw.OneOf("abc", "1.5", "", " 1", "9223372036854775808")],
        3 => ["INCRBYFLOAT", draw.Key('f'), draw.OneOf("abc", "", "1 ", "nan")],
        4 => ["SETRANGE", draw.Key('s'), draw.OneOf("-1", "x", ""), "v"],
        5 => ["SETBIT", draw.Key('b'), draw.OneOf("-1", "x", "4294967296"), "1"],
        6 => ["SETBIT", draw.Key('b'), "7", draw.OneOf("2", "x")],
        7 => ["LINSERT", draw.Key('l'), "NEAR", "m1", "m2"],
        8 => ["LSET", draw.Key('l'), "x", "v"],
        9 => ["LRANGE", draw.Key('l'), "0", "end"],
        10 => ["HINCRBY", draw.Key('h'), draw.Member(), "x"],
        11 => ["HINCRBYFLOAT", draw.Key('h'), draw.Member(), "x"],
        12 => ["ZADD", draw.Key('z'), "NX", "XX", "1", "m"],
        13 => ["ZADD", draw.Key('z'), draw.OneOf("x", "nan", ""), "m1"],
        14 => ["ZADD", draw.Key('z'), "INCR", "1", "m1", "2", "m2"],
        15 => ["ZRANGEBYSCORE", draw.Key('z'), draw.OneOf("x", "(", "nan"), "1"],
        16 => ["ZRANGEBYLEX", draw.Key('z'), draw.OneOf("m1", "", "1"), "+"],
        17 => [draw.OneOf("EXPIRE", "PEXPIREAT"), draw.Key('s'), draw.OneOf("x", "1.5")],
        18 => ["RENAME", "nothing", draw.Key('s')],
        _ => ["SORT", draw.OneOf(draw.Key('t'), "wh"), draw.OneOf("LIMIT", "UP")],
    };

    private static string[] Waiting(Draw draw) => draw.Case(10) switch
    {
        0 or 1 => [draw.OneOf("BLPOP", "BRPOP"), draw.Sole('l'), ShortWait],
        2 => [draw.OneOf("BLPOP", "BRPOP"), .. draw.Some(3, () => draw.Key('l')), ShortWait],
        3 => ["BRPOPLPUSH", draw.Key('l'), draw.Key('l'), ShortWait],
        4 => [draw.OneOf("BZPOPMIN", "BZPOPMAX"), .. draw.Some(3, () => draw.Key('z')), ShortWait],
        5 => ["XREAD", "BLOCK", "10", "STREAMS", draw.Key('r'), draw.OneOf("$", "0", draw.RecentId())],
        6 => [draw.OneOf("BLPOP", "BZPOPMIN"), draw.Key('l'), draw.OneOf("x", "-1", "")],
        7 => ["XADD", draw.Key('r'), draw.NextId(), "f", "v"],
        8 => ["ZADD", draw.Key('z'), .. draw.Pairs(4, draw.Score, draw.Member)],
        _ => ["RPUSH", draw.Key('l'), .. draw.Some(3, draw.Member)],
    };
}
