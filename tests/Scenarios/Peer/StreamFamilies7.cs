namespace Tests.Scenarios.Peer;

/// <summary>
/// Streams as 7.0 has them: what XADD, XTRIM and XSETID take more, claims of entries that the stream has lost, the
/// numbers that a group has read, and what XINFO says of all that.
/// </summary>
internal static class StreamFamilies7
{
    public static IReadOnlyList<Family> All { get; } =
    [
        new("trimmed streams", Trims), new("small nodes", Nodes), new("counting groups", Groups),
        new("claims of what is lost", Claims), new("stream mistakes of 7", Mistakes),
    ];

    private static string[] Trims(Draw draw) => draw.Case(10) switch
    {
        0 => ["XADD", draw.Key('r'), "NOMKSTREAM", draw.NextId(), "f", "v"],
        1 => ["XADD", draw.Key('r'), "MINID", draw.OneOf("=", "~"), draw.RecentId(), draw.NextId(), "f", "v"],
        2 => ["xadd", draw.Key('r'), "maxlen", "~", draw.Number(0, 9), "LIMIT", draw.Number(0, 30), draw.NextId(), "f",
            "v"],
        3 => ["XTRIM", draw.Key('r'), "MINID", draw.RecentId()],
        4 => ["XTRIM", draw.Key('r'), draw.OneOf("MINID", "MAXLEN"), "~", draw.Number(1, 9), "LIMIT",
            draw.Number(0, 30)],
        5 => ["XADD", draw.Key('r'), draw.NextId().Split('-')[0] + "-*", "f", "v"],
        6 => ["XSETID", draw.Key('r'), draw.NextId(), "ENTRIESADDED", draw.Number(50, 900), "MAXDELETEDID",
            draw.RecentId()],
        7 => ["XINFO", "STREAM", draw.Sole('r')],
        8 => ["XDEL", draw.Key('r'), .. draw.Some(4, draw.RecentId)],
        _ => ["XADD", draw.Key('r'), draw.NextId(), .. draw.Pairs(2, draw.Member, draw.Value)],
    };

    /// <summary>Nodes that fill by their bytes, and by entries that are deleted.</summary>
    private static string[] Nodes(Draw draw) => draw.Case(16) switch
    {
        0 => ["XTRIM", "big", "MAXLEN", "~", draw.Number(5, 150)],
        1 => ["XADD", "big", "MINID", "~", draw.RecentId(), draw.NextId(), "f", "v"],
        2 or 3 => ["XDEL", "big", .. draw.Some(6, draw.RecentId)],
        4 => ["XINFO", "STREAM", "big"],
        5 => ["XADD", "big", draw.NextId(), "f", new string('x', 700)],
        _ => ["XADD", "big", draw.NextId(), draw.OneOf("f", "g"), draw.Number(0, 99)],
    };

    private static string[] Groups(Draw draw) => draw.Case(14) switch
    {
        0 => ["XGROUP", "CREATE", draw.Sole('r'), Group(draw), draw.OneOf("0", "$", draw.RecentId()), "MKSTREAM",
            "ENTRIESREAD", draw.Number(-1, 9)],
        1 => ["XGROUP", "CREATE", draw.Key('r'), Group(draw), "0", "ENTRIESREAD", draw.Number(-1, 9)],
        2 => ["XGROUP", "SETID", draw.Key('r'), Group(draw), draw.RecentId(), "ENTRIESREAD", draw.Number(-1, 50)],
        3 => ["XGROUP", "CREATECONSUMER", draw.Sole('r'), Group(draw), draw.OneOf("c1", "c2", "c3", "c4")],
        4 => ["XGROUP", "DELCONSUMER", draw.Key('r'), Group(draw), draw.OneOf("c3", "c4", "c5")],
        5 or 6 => ["XINFO", "GROUPS", draw.Sole('r')],
        7 or 8 => ["XREADGROUP", "GROUP", Group(draw), draw.OneOf("c1", "c2"), "COUNT", draw.Number(1, 4), "STREAMS",
            draw.Key('r'), ">"],
        9 => ["XREADGROUP", "GROUP", Group(draw), draw.OneOf("c1", "c6", "c7"), "NOACK", "STREAMS", draw.Key('r'), ">"],
        10 => ["XDEL", draw.Key('r'), .. draw.Some(3, draw.RecentId)],
        11 => ["XPENDING", draw.Key('r'), Group(draw), "IDLE", draw.OneOf("0", "5000000"), "-", "+", "10"],
        _ => ["XADD", draw.Key('r'), draw.NextId(), "f", draw.Value()],
    };

    private static string[] Claims(Draw draw) => draw.Case(10) switch
    {
        0 or 1 => ["XCLAIM", draw.Key('r'), Group(draw), draw.OneOf("c1", "c2"), "0", .. draw.Some(5, draw.RecentId)],
        2 => ["XCLAIM", draw.Key('r'), Group(draw), "c3", "0", .. draw.Some(5, draw.RecentId), "FORCE", "JUSTID"],
        3 or 4 => ["XAUTOCLAIM", draw.Sole('r'), Group(draw), draw.OneOf("c1", "c8"), "0", draw.OneOf("0", "-",
            draw.RecentId(), "(" + draw.RecentId()), .. draw.OneOf("", "COUNT 1", "COUNT 3 JUSTID").Split(
            ' ', StringSplitOptions.RemoveEmptyEntries)],
        5 => ["XAUTOCLAIM", draw.Key('r'), Group(draw), "c9", "5000000", "0"],
        6 => ["XDEL", draw.Key('r'), .. draw.Some(3, draw.RecentId)],
        7 => ["XRANGE", draw.Key('r'), "(" + draw.RecentId(), draw.OneOf("+", "(" + draw.RecentId())],
        8 => ["XREADGROUP", "GROUP", Group(draw), "c1", "STREAMS", draw.Key('r'), ">"],
        _ => ["XADD", draw.Key('r'), draw.NextId(), "f", "v"],
    };

    private static string[] Mistakes(Draw draw) => draw.Case(8) switch
    {
        0 => ["XADD", "r1", .. draw.OneOf("MAXLEN 1 LIMIT 5", "MAXLEN 1 MINID 3", "LIMIT 5", "MAXLEN ~ 1 LIMIT -1",
            "MINID x").Split(' '), draw.NextId(), "f", "v"],
        1 => ["XADD", "r1", draw.NextId(), "f",
            .. draw.OneOf("", "v g").Split(' ', StringSplitOptions.RemoveEmptyEntries)],
        2 => ["XTRIM", "r1", .. draw.OneOf("MAXLEN", "MAXLEN x", "LIMIT 5", "SOON 1", "MINID ~ x").Split(' ')],
        3 => ["XSETID", "r1", .. draw.OneOf("x", "0-1 ENTRIESADDED -1", "0-1 MAXDELETEDID 5-5", "0-1 SOON 1",
            "900000-1 ENTRIESADDED 0").Split(' ')],
        4 => ["XGROUP", .. draw.OneOf("NOPE", "CREATE", "CREATE r1 g1", "CREATE r1 g9 $ SOON", "SETID r1 g1",
            "DESTROY r1", "CREATE r1 g9 $ ENTRIESREAD -5").Split(' ')],
        5 => ["XINFO", .. draw.OneOf("NOPE", "STREAM", "GROUPS", "STREAM r1 SOON", "STREAM nothing").Split(' ')],
        6 => ["XAUTOCLAIM", "r1",
            .. draw.OneOf("g1 c x 0", "g1 c 0 x", "g1 c 0 0 COUNT 0", "g1 c 0 0 SOON", "nope c 0 0").Split(' ')],
        _ => ["XRANGE", "r1", .. draw.OneOf("(18446744073709551615-18446744073709551615 +", "- (0-0", "(x +", "(- +")
            .Split(' ')],
    };

    private static string Group(Draw draw) => StreamFamilies.GroupNames[draw.Case(StreamFamilies.GroupNames.Count)];
}
