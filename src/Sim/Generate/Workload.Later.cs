namespace Sim.Generate;

/// <content>What Redis 6.2 to 7.2 added, for a server that knows it: see the dialect of the workload.</content>
public sealed partial class Workload
{
    /// <summary>
    /// No STOREDIST: the last bits of its scores differ between platforms, and runs must not.
    /// </summary>
    private static readonly (Feature Family, Form[] Forms)[] LaterGrammar =
    [
        (Feature.Strings, Forms("SET s v [ NX | XX ] GET", "GETDEL s")),
        (Feature.Places, Forms(
            "GEOADD g ( NX | XX ) [ CH ] < cnt idx m >",
            "GEOSEARCH g FROMLONLAT cnt idx BYBOX 900 700 km [ ASC | DESC ]",
            "GEOSEARCHSTORE g g FROMMEMBER m BYRADIUS 900 km [ ASC | DESC ] [ COUNT pos [ ANY ] ]")),
        (Feature.Lists, Forms(
            "LPOP l cnt", "RPOP l cnt", "LMOVE l l ( LEFT | RIGHT ) ( LEFT | RIGHT )",
            "LMPOP 2 l l ( LEFT | RIGHT ) [ COUNT pos ]")),
        (Feature.Waits, Forms(
            "BLMOVE l l ( LEFT | RIGHT ) ( LEFT | RIGHT ) wait", "BLMPOP wait 2 l l ( LEFT | RIGHT ) [ COUNT pos ]",
            "BZMPOP wait 2 z z ( MIN | MAX ) [ COUNT pos ]")),
        (Feature.SortedSets, Forms(
            "ZADD z [ XX ] ( GT | LT ) [ CH ] < float m >", "ZADD z ( GT | LT ) INCR float m",
            "ZRANGESTORE z z idx idx [ REV ]", "ZRANGESTORE z z score score BYSCORE [ LIMIT cnt cnt ]",
            "ZRANGESTORE z z lex lex BYLEX [ LIMIT cnt cnt ]",
            "ZRANGE z score score BYSCORE [ REV ] [ WITHSCORES ] [ LIMIT cnt cnt ]",
            "ZDIFFSTORE z 2 z ( z | t )", "ZMPOP 2 z z ( MIN | MAX ) [ COUNT pos ]")),
        (Feature.Streams, Forms(
            "XADD y NOMKSTREAM * < m v >", "XADD y MINID [ ~ ] id * < m v >", "XADD y MAXLEN ~ cnt LIMIT pos * m v",
            "XTRIM x MINID [ = | ~ ] id", "XTRIM x MAXLEN ~ cnt LIMIT pos",
            "XAUTOCLAIM x group consumer cnt 0 [ COUNT pos ] [ JUSTID ]", "XGROUP CREATECONSUMER x group consumer",
            "XGROUP SETID x group id ENTRIESREAD pos",
            "XSETID x id [ ENTRIESADDED 9 ] [ MAXDELETEDID id ]", "XINFO STREAM x FULL")),
        (Feature.Deadlines, Forms(
            "SET s v ( EXAT atsec | PXAT atms ) [ GET ]",
            "GETEX s [ PERSIST | EX sec | PX ms | < PX ms > | EXAT atsec | PXAT atms ]",
            "EXPIRE any sec ( NX | XX | GT | LT )",
            "PEXPIRE any ms ( NX | XX | GT | LT )", "EXPIREAT any atsec ( NX | XX | GT | LT )",
            "PEXPIREAT any atms ( NX | XX | GT | LT )")),
        (Feature.Keyspace, Forms(
            "COPY any any [ DB cnt ] [ REPLACE ]", "FUNCTION LOAD [ REPLACE ] library",
            "FUNCTION DELETE ( lib0 | lib1 )", "FUNCTION FLUSH [ ASYNC ]")),
    ];

    /// <summary>
    /// A stream's last entry, as if it had never been: XSETID may lower the last id below a deleted one.
    /// </summary>
    private string[][] TakeBack(int stream)
    {
        var (key, last) = (Name('x', stream), streams[stream].LastId);
        return
        [
            Words("XDEL", key, Invariant($"{last}-0"), Invariant($"{last}-1")),
            Words("XSETID", key, Invariant($"{Math.Max(0, last - 1)}-1")),
        ];
    }

    /// <summary>The code of a library, with one function.</summary>
    private string Library()
    {
        var name = "lib" + Number(0, 2);
        return $"#!lua name={name}\nredis.register_function('{name}', function() return '{Value()}' end)";
    }
}
