using Aof.KnownDefects;
using Sim.Plans;

namespace Sim.Generate;

/// <content>
/// Every command of a family by its grammar, so that each option meets each other. The commands of the tables elsewhere
/// are weighted by what matters to a log; these are not.
/// </content>
public sealed partial class Workload
{
    private static readonly (Feature Family, Form[] Forms)[] Grammar =
    [
        (Feature.Strings, Forms(
            "SET s v [ NX | XX ]", "SETNX s v", "GETSET s v", "APPEND s v", "SETRANGE s bit v", "GETRANGE s idx idx",
            "SUBSTR s idx idx", "STRLEN s", "MGET < s >", "MSET < s v >", "MSETNX < s v >", "INCR n", "DECR n",
            "INCRBY n int", "DECRBY n int", "INCRBYFLOAT f float")),
        (Feature.Bits, Forms(
            "SETBIT s bit ( 0 | 1 )", "GETBIT s bit", "BITCOUNT s [ idx idx ]", "BITPOS s ( 0 | 1 ) [ idx [ idx ] ]",
            "BITOP ( AND | OR | XOR ) s < s >", "BITOP NOT s s",
            "BITFIELD s < [ OVERFLOW ( WRAP | SAT | FAIL ) ] ( SET | INCRBY ) ( u7 | i6 | u13 | i64 ) bit int >",
            "BITFIELD s < GET ( u4 | i9 ) bit >")),
        (Feature.Counts, Forms("PFADD p < m >", "PFCOUNT < p >", "PFMERGE p < p >")),
        (Feature.Places, Forms(
            "GEOADD g < cnt idx m >", "GEOPOS g < m >", "GEOHASH g < m >", "GEODIST g m m [ m | km | ft ]",
            "GEORADIUS g cnt idx float km [ COUNT pos ] [ ASC | DESC ] [ STORE z ]",
            "GEORADIUSBYMEMBER g m 900 km [ WITHCOORD ] [ WITHDIST ] [ WITHHASH ] [ COUNT pos ] [ ASC | DESC ]")),
        (Feature.Lists, Forms(
            "LPUSH l < v >", "RPUSH l < v >", "LPUSHX l < m >", "RPUSHX l < m >", "LPOP l", "RPOP l", "LLEN l",
            "LINDEX l idx", "LRANGE l idx idx", "LSET l idx v", "LINSERT l ( BEFORE | AFTER ) m m", "LREM l idx m",
            "LTRIM l idx idx", "RPOPLPUSH l l",
            "SORT l [ LIMIT cnt cnt ] [ ASC | DESC ] ALPHA [ STORE l ]", "SORT i [ LIMIT cnt cnt ] [ STORE l ]")),
        (Feature.Hashes, Forms(
            "HSET h < m v >", "HMSET h < m v >", "HSETNX h m v", "HDEL h < m >", "HINCRBY h m int",
            "HINCRBYFLOAT h m float", "HGET h m", "HMGET h < m >", "HGETALL h", "HKEYS h", "HVALS h", "HLEN h",
            "HEXISTS h m", "HSTRLEN h m", "HSCAN h 0 [ MATCH pat ] [ COUNT pos ]")),
        (Feature.Sets, Forms(
            "SADD t < m >", "SADD i < int >", "SREM t < m >", "SPOP t [ cnt ]", "SMOVE t t m", "SRANDMEMBER t [ idx ]",
            "SINTERSTORE t < t >", "SUNIONSTORE t < t >", "SDIFFSTORE t < t >", "SINTER < t >", "SUNION < t >",
            "SDIFF < t >", "SISMEMBER t m", "SMEMBERS t", "SCARD t", "SSCAN t 0 [ MATCH pat ] [ COUNT pos ]")),
        (Feature.SortedSets, Forms(
            "ZADD z [ NX | XX ] [ CH ] < float m >", "ZADD z [ NX | XX ] [ CH ] INCR float m", "ZINCRBY z float m",
            "ZREM z < m >", "ZPOPMIN z [ cnt ]", "ZPOPMAX z [ cnt ]", "ZREMRANGEBYRANK z idx idx",
            "ZREMRANGEBYSCORE z score score", "ZREMRANGEBYLEX z lex lex",
            "ZUNIONSTORE z 2 z ( z | t ) [ WEIGHTS int int ] [ AGGREGATE ( SUM | MIN | MAX ) ]",
            "ZINTERSTORE z 2 z ( z | t ) [ WEIGHTS int int ] [ AGGREGATE ( SUM | MIN | MAX ) ]",
            "ZRANGE z idx idx [ WITHSCORES ]", "ZREVRANGE z idx idx [ WITHSCORES ]",
            "ZRANGEBYSCORE z score score [ WITHSCORES ] [ LIMIT cnt cnt ]", "ZRANGEBYLEX z lex lex [ LIMIT cnt cnt ]",
            "ZREVRANGEBYSCORE z score score", "ZREVRANGEBYLEX z lex lex", "ZCOUNT z score score", "ZLEXCOUNT z lex lex",
            "ZRANK z m", "ZREVRANK z m", "ZSCORE z m", "ZCARD z", "ZSCAN z 0 [ MATCH pat ] [ COUNT pos ]")),
        (Feature.Streams, Forms(
            "XADD y [ MAXLEN [ ~ ] cnt ] * < m v >", "XTRIM y MAXLEN [ ~ ] cnt", "XLEN y", "XINFO STREAM y",
            "XRANGE y - + [ COUNT pos ]", "XREVRANGE y + - [ COUNT pos ]", "XINFO GROUPS x", "XPENDING x g")),
        (Feature.Deadlines, Forms(
            "SET s v [ NX | XX ] ( EX sec | PX ms | < EX sec > | < PX ms > | KEEPTTL )", "SETEX s sec v",
            "PSETEX s ms v", "EXPIRE any sec",
            "PEXPIRE any ms", "EXPIREAT any atsec", "PEXPIREAT any atms", "TTL any", "PTTL any", "PERSIST any")),
        (Feature.Keyspace, Forms(
            "DEL < any >", "UNLINK < any >", "EXISTS < any >", "TOUCH < any >", "TYPE any", "RENAME any any",
            "RENAMENX any any", "MOVE any cnt", "DUMP any", "RANDOMKEY", "DBSIZE", "KEYS pat",
            "SCAN 0 [ MATCH pat ] [ COUNT pos ] [ TYPE ( list | string ) ]", "SWAPDB 0 cnt", "FLUSHDB [ ASYNC ]")),
        (Feature.Transactions, Forms("UNWATCH")),
    ];

    /// <summary>A command by its grammar; null for a family that has none.</summary>
    private string[]? ByGrammar(Feature family)
    {
        var forms = FormsOf(Grammar, family);
        if (dialect != Dialect.Redis6)
        {
            forms = [.. forms, .. FormsOf(LaterGrammar, family), .. NewerForms(family)];
        }

        return forms.Length == 0 ? null : forms[chance.Below(forms.Length)].Draw(chance, WordOf);
    }

    private static Form[] FormsOf((Feature Family, Form[] Forms)[] grammar, Feature family) =>
        Array.Find(grammar, row => row.Family == family).Forms ?? [];

    /// <summary>A visit to a stream has an order, which other commands would disturb.</summary>
    private bool IsStreamVisit(Feature family) => visit is not null && family == Feature.Streams;

    private static Form[] Forms(params ReadOnlySpan<string> texts)
    {
        var forms = new Form[texts.Length];
        for (var i = 0; i < forms.Length; i++)
        {
            forms[i] = new Form(texts[i]);
        }

        return forms;
    }

    private int LaterMs() => chance.OneIn(Odds.CommonDeadline) ? 50_000 : chance.Below(100_000);

    /// <summary>The word that a name in a grammar stands for. One letter is a key of that type, or m or v.</summary>
    private string WordOf(string name) => name switch
    {
        "m" => Member(),
        "v" => Value(),
        "any" => AnyKey(),
        "int" => Number(-99, 99),
        "float" => Number(-9, 9) + "." + (chance.Below(2) == 0 ? "25" : "5"),
        "idx" => Number(-4, 9),
        "cnt" => Number(0, 4),
        "pos" => Number(1, 9),
        "bit" => Number(0, 200),
        "sec" => Number(1, 100),
        "ms" => ShortTime(),
        "atsec" => Milliseconds((Plan.StartUs / 1_000_000) + (LaterMs() / 1000)),
        "atms" => Milliseconds((Plan.StartUs / 1000) + LaterMs()),
        "score" => chance.Below(4) switch { 0 => "-inf", 1 => "+inf", 2 => "(" + Number(-9, 9), _ => Number(-9, 9) },
        "lex" => chance.Below(4) switch { 0 => "-", 1 => "+", 2 => "(" + Member(), _ => "[" + Member() },
        "pat" => chance.Below(3) switch { 0 => "*", 1 => "m*", _ => "[a-s]?" },
        "group" => Group(),
        "consumer" => Consumer(),
        "id" => OldId(Number('x')),
        "wait" => Wait(),
        "library" => Library(),
        _ when name.Length == 1 => Key(name[0]),
        _ => name,
    };
}
