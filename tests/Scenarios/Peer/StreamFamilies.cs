namespace Tests.Scenarios.Peer;

/// <summary>
/// The families of streams. Ids are given: two clocks would choose others. Not drawn, for 6.0.5 and 7.0 differ in it:
/// the arguments that 7.0 has added (XADD NOMKSTREAM, MINID and LIMIT, partial ids, ENTRIESREAD, XPENDING IDLE,
/// exclusive ranges), a wrong number of arguments for XADD, XREAD or a subcommand of XGROUP (7.0 has other words for
/// it), CREATECONSUMER, the fields of XINFO, and which changes abort a transaction that watches a stream. A blocked
/// client cannot be compared in turns.
/// </summary>
internal static class StreamFamilies
{
    public static IReadOnlyList<Family> All { get; } =
    [
        new("streams", Streams), new("nodes", Nodes), new("groups", Groups), new("claims", Claims),
        new("stream mistakes", Mistakes),
    ];

    /// <summary>The groups there may be.</summary>
    public static IReadOnlyList<string> GroupNames { get; } = ["g1", "g2"];

    /// <summary>
    /// Whether a stream of this name may lose entries. What is pending is claimed in other streams only: 7.0 drops a
    /// pending entry that the stream has lost when it is claimed, 6.0.5 answers nil.
    /// </summary>
    public static bool Loses(string key) => key.EndsWith('r') || key.StartsWith('r');

    private static string[] Streams(Draw draw) => draw.Case(16) switch
    {
        0 => ["XLEN", draw.Sole('r')],
        1 => ["XRANGE", draw.Sole('r'), First(draw), Last(draw), .. Count(draw)],
        2 => ["XREVRANGE", draw.Sole('r'), Last(draw), First(draw), .. Count(draw)],
        3 => ["XREAD", .. Count(draw), "STREAMS", draw.Key('r'), draw.OneOf("0", "$", draw.RecentId())],
        4 => ["XREAD", .. Count(draw), "STREAMS", draw.Key('r'), draw.Key('c'), draw.RecentId(),
            draw.OneOf("0-0", draw.RecentId())],
        5 or 6 => ["XDEL", draw.Sole('r'), .. draw.Some(5, draw.RecentId)],
        7 => ["XTRIM", draw.Sole('r'), "MAXLEN", draw.Number(0, 12)],
        8 => ["XTRIM", draw.Key('r'), "MAXLEN", "=", draw.Number(0, 12)],
        9 => ["XADD", draw.Key('r'), "MAXLEN", .. draw.OneOf("", "=").Split(' ', StringSplitOptions.RemoveEmptyEntries),
            draw.Number(0, 10), draw.NextId(), .. Fields(draw)],
        10 => ["XSETID", draw.Sole('c'), draw.OneOf(draw.RecentId(), draw.NextId())],
        11 => ["XADD", draw.Sole('r'), draw.RecentId(), .. Fields(draw)],
        _ => ["XADD", draw.Sole(draw.OneOf("r", "c")[0]), draw.NextId(), .. Fields(draw)],
    };

    /// <summary>
    /// One stream that grows to several nodes of a hundred entries. They stay small: where the bytes of a node come to
    /// its bound, 7.0 begins the next one earlier. Nothing is deleted within a node: 7.0 counts that among its hundred,
    /// 6.0.5 does not.
    /// </summary>
    private static string[] Nodes(Draw draw) => draw.Case(24) switch
    {
        0 => ["XTRIM", "rows", "MAXLEN", "~", draw.Number(50, 250)],
        1 => ["XADD", "rows", "MAXLEN", "~", draw.Number(50, 250), draw.NextId(), "f", "v"],
        2 => ["XLEN", "rows"],
        3 => ["XRANGE", "rows", "-", "+", "COUNT", "1"],
        _ => ["XADD", "rows", draw.NextId(), draw.OneOf("f", "g"), draw.Number(0, 99)],
    };

    private static string[] Groups(Draw draw)
    {
        var type = draw.OneOf("r", "c")[0];
        return draw.Case(22) switch
        {
            0 or 1 => ["XGROUP", "CREATE", draw.Sole(type), Group(draw), draw.OneOf("0", "$", draw.RecentId()),
                "MKSTREAM"],
            2 => ["XGROUP", "CREATE", draw.Sole(type), Group(draw), draw.OneOf("0", "$", draw.RecentId())],
            3 => ["XGROUP", "SETID", draw.Sole(type), Group(draw), draw.OneOf("0", "$", draw.RecentId())],
            4 => ["XGROUP", "DELCONSUMER", draw.Sole(type), Group(draw), Consumer(draw)],
            5 when draw.Case(2) == 0 => ["XGROUP", "DESTROY", draw.Sole(type), Group(draw)],
            6 or 7 or 8 or 9 => Read(draw, "XREADGROUP", [], [draw.Key(type)], [">"]),
            10 => Read(draw, "XREADGROUP", ["NOACK"], [draw.Key(type)], [">"]),
            11 or 12 => Read(draw, "XREADGROUP", [], [draw.Key(type)], [draw.OneOf("0", draw.RecentId())]),
            13 => Read(draw, "xreadgroup", [], [draw.Key('r'), draw.Key('c')], [">", draw.OneOf(">", "0")]),
            14 or 15 => ["XACK", draw.Sole(type), Group(draw), .. draw.Some(5, draw.RecentId)],
            16 => ["XPENDING", draw.Sole(type), Group(draw)],
            17 => ["XPENDING", draw.Sole(type), Group(draw), First(draw), Last(draw), draw.Number(-1, 8)],
            18 => ["XPENDING", draw.Sole(type), Group(draw), First(draw), Last(draw), "10", Consumer(draw)],
            19 when type == 'r' => ["XDEL", draw.Key('r'), .. draw.Some(3, draw.RecentId)],
            _ => ["XADD", draw.Key(type), draw.NextId(), .. Fields(draw)],
        };
    }

    /// <summary>Only two idle times, far apart, so that clocks do not matter: none, and more than an hour.</summary>
    private static string[] Claims(Draw draw)
    {
        string[] Claim(
            params string[] options) => ["XCLAIM", draw.Key('c'), Group(draw), Consumer(draw),
                draw.OneOf("0", "0", "-5", "1000000"), .. draw.Some(6, draw.RecentId), .. options];
        return draw.Case(16) switch
        {
            0 or 1 => Claim(),
            2 => Claim("JUSTID"),
            3 => Claim("IDLE", draw.OneOf("0", "5000000")),
            4 => Claim("TIME", draw.OneOf("1000", "0", "-1", AfterAllClocks)),
            5 => Claim("RETRYCOUNT", draw.Number(0, 9), "JUSTID"),
            6 or 7 => Claim("FORCE"),
            8 => Claim("force", "justid", "IDLE", "5000000"),
            9 => Claim("LASTID", draw.RecentId(), "FORCE", "RETRYCOUNT", "3"),
            10 => ["XGROUP", "CREATE", draw.Key('c'), Group(draw), draw.OneOf("0", "$"), "MKSTREAM"],
            11 or 12 => Read(draw, "XREADGROUP", [], [draw.Key('c')], [">"]),
            13 => ["XPENDING", draw.Key('c'), Group(draw), "-", "+", "20"],
            _ => ["XADD", draw.Key('c'), draw.NextId(), .. Fields(draw)],
        };
    }

    /// <summary>
    /// What both refuse in the same words. XTRIM and XSETID are not among it: 6.0.5 looks for the key first, 7.0 reads
    /// the arguments first.
    /// </summary>
    private static string[] Mistakes(Draw draw) => draw.Case(16) switch
    {
        0 => ["XADD", draw.Key('r'),
            draw.OneOf("0-0", "0", "x", "1-2-3", "-1", "", "1-", "-", "+", "18446744073709551616"), "f", "v"],
        1 => ["XADD", draw.Key('r'), "MAXLEN", draw.OneOf("-1", "x", "1.5"), draw.NextId(), "f", "v"],
        2 => ["XRANGE", draw.Sole('r'), draw.OneOf("x", "", "1-x"), "+"],
        3 => ["XRANGE", draw.Sole('r'), "-", "+", draw.OneOf("COUNT", "LIMIT")],
        4 => ["XRANGE", draw.Sole('r'), "-", "+", "COUNT", draw.OneOf("x", "")],
        5 => ["XREAD", "STREAMS", draw.Key('r'), draw.OneOf(">", "x", "1-x")],
        6 => ["XREAD",
            draw.OneOf("COUNT x", "NOACK", "SOON", "GROUP g1 c1").Split(' ') is var options ? options[0] : "",
            .. options[1..], "STREAMS", draw.Key('r'), "0"],
        7 => ["XREADGROUP", "GROUP", Group(draw), Consumer(draw), "STREAMS", draw.Key('r'), draw.OneOf("x", "$")],
        8 => ["XDEL", draw.Sole('r'), draw.RecentId(), draw.OneOf("x", "-", "+")],
        9 or 10 or 11 => ["XGROUP", "CREATE", draw.Sole('c'), Group(draw), draw.OneOf("x", "-", ">")],
        12 => ["XACK", draw.Sole('c'), Group(draw), draw.OneOf("x", "-")],
        13 => ["XCLAIM", draw.Key('c'), Group(draw), Consumer(draw), draw.OneOf("0", "x"), draw.RecentId(),
            draw.OneOf("SOON", "IDLE", "TIME"), draw.OneOf("x", "")],
        14 => ["XPENDING", draw.Sole('c'), Group(draw),
            .. draw.OneOf("-", "- +", "x + 1", "- x 1", "- + x").Split(' ')],
        _ => ["XGROUP", draw.OneOf("SETID", "DESTROY", "DELCONSUMER") is var sub ? sub : "", draw.Key('c'), Group(draw),
            .. sub == "DESTROY" ? (string[])[] : ["x"]],
    };

    /// <summary>The year 2100, in milliseconds.</summary>
    private const string AfterAllClocks = "4102444800000";

    private static string[] Read(Draw draw, string name, string[] options, string[] keys, string[] ids) =>
        [name, "GROUP", Group(draw), Consumer(draw), .. Count(draw), .. options, "STREAMS", .. keys, .. ids];

    private static string Group(Draw draw) => GroupNames[draw.Case(GroupNames.Count)];

    private static string Consumer(Draw draw) => draw.OneOf("c1", "c2", "c3");

    private static string[] Fields(Draw draw) => draw.Pairs(2, draw.Member, draw.Value);

    private static string[] Count(Draw draw) => draw.Case(2) == 0 ? [] : ["COUNT", draw.Number(-1, 6)];

    private static string First(Draw draw) => draw.OneOf("-", "0", draw.RecentId());

    private static string Last(Draw draw) => draw.OneOf("+", "+", draw.RecentId());
}
