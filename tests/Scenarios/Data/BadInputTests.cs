namespace Tests.Scenarios.Data;

/// <summary>Bad input is answered with Redis's own error, changes nothing and is not logged.</summary>
public class BadInputTests
{
    private const string WrongType = "-WRONGTYPE Operation against a key holding the wrong kind of value";
    private const string NotAnInteger = "-ERR value is not an integer or out of range";
    private const string NotAFloat = "-ERR value is not a valid float";
    private const string Syntax = "-ERR syntax error";

    [Theory]
    [InlineData("NOSUCH a b", "-ERR unknown command `NOSUCH`, with args beginning with: `a`, `b`, ")]
    [InlineData("get", "-ERR wrong number of arguments for 'get' command")]
    [InlineData("GET l", WrongType)]
    [InlineData("APPEND h x", WrongType)]
    [InlineData("SET s v EX 0", "-ERR invalid expire time in set")]
    [InlineData("SET s v EX soon", NotAnInteger)]
    [InlineData("SET s v EX 1 PX 1", Syntax)]
    [InlineData("SET s v NX XX", Syntax)]
    [InlineData("SET s v KEEPTTL EX 1", Syntax)]
    [InlineData("SET s v EX", Syntax)]
    [InlineData("SET s v PXAT 1895173522017", Syntax)]
    [InlineData("SETEX s -1 v", "-ERR invalid expire time in setex")]
    [InlineData("PSETEX s 0 v", "-ERR invalid expire time in psetex")]
    [InlineData("INCR s", NotAnInteger)]
    [InlineData("INCRBY n 9223372036854775807", "-ERR increment or decrement would overflow")]
    [InlineData("INCRBY n +1", NotAnInteger)]
    [InlineData("INCRBY n 01", NotAnInteger)]
    [InlineData("INCRBY n 9223372036854775808", NotAnInteger)]
    [InlineData("INCRBYFLOAT n 1.5x", NotAFloat)]
    [InlineData("INCRBYFLOAT n nan", NotAFloat)]
    [InlineData("INCRBYFLOAT n inf", "-ERR increment would produce NaN or Infinity")]
    [InlineData("MSET a 1 b", "-ERR wrong number of arguments for MSET")]
    [InlineData("SETRANGE s -1 x", "-ERR offset is out of range")]
    [InlineData("SETRANGE s 536870912 x", "-ERR string exceeds maximum allowed size (512MB)")]
    [InlineData("SETBIT s -1 1", "-ERR bit offset is not an integer or out of range")]
    [InlineData("SETBIT s 1 2", "-ERR bit is not an integer or out of range")]
    [InlineData("LPUSH s x", WrongType)]
    [InlineData("LSET l 9 x", "-ERR index out of range")]
    [InlineData("LSET none 0 x", "-ERR no such key")]
    [InlineData("LINSERT l BESIDE a b", Syntax)]
    [InlineData("LREM l many a", NotAnInteger)]
    [InlineData("RPOPLPUSH l s", WrongType)]
    [InlineData("HSET h f", "-ERR wrong number of arguments for 'hset' command")]
    [InlineData("HSET h f 1 g", "-ERR wrong number of arguments for HMSET")]
    [InlineData("HINCRBY h f 1", "-ERR hash value is not an integer")]
    [InlineData("HINCRBYFLOAT h f 1", "-ERR hash value is not a float")]
    [InlineData("SADD l x", WrongType)]
    [InlineData("SPOP t -1", "-ERR index out of range")]
    [InlineData("SMOVE t s a", WrongType)]
    [InlineData("SUNIONSTORE d t s", WrongType)]
    [InlineData("ZADD z one a", NotAFloat)]
    [InlineData("ZADD z 1 a two b", NotAFloat)]
    [InlineData("ZADD z NX XX 1 a", "-ERR XX and NX options at the same time are not compatible")]
    [InlineData("ZADD z INCR 1 a 2 b", "-ERR INCR option supports a single increment-element pair")]
    [InlineData("ZADD z 1 a 2", Syntax)]
    [InlineData("ZINCRBY z -inf top", "-ERR resulting score is not a number (NaN)")]
    [InlineData("ZREMRANGEBYSCORE z low 1", "-ERR min or max is not a float")]
    [InlineData("ZREMRANGEBYLEX z a b", "-ERR min or max not valid string range item")]
    [InlineData("ZUNIONSTORE d 0 z", "-ERR at least 1 input key is needed for ZUNIONSTORE/ZINTERSTORE")]
    [InlineData("ZUNIONSTORE d 3 z", Syntax)]
    [InlineData("ZUNIONSTORE d 1 z WEIGHTS x", "-ERR weight value is not a float")]
    [InlineData("EXPIRE s soon", NotAnInteger)]
    [InlineData("RENAME none s", "-ERR no such key")]
    [InlineData("MOVE s 99", "-ERR index out of range")]
    [InlineData("MOVE s 0", "-ERR source and destination objects are the same")]
    [InlineData("SELECT x", "-ERR invalid DB index")]
    [InlineData("SELECT 16", "-ERR DB index is out of range")]
    [InlineData("SWAPDB 0 16", "-ERR DB index is out of range")]
    [InlineData("FLUSHALL NOW", Syntax)]
    [InlineData("SORT h", WrongType)]
    [InlineData("SORT x", WrongType)]
    [InlineData("SORT x ALPHA", WrongType)]
    [InlineData("SORT x BY nosort", WrongType)]
    [InlineData("SORT x LIMIT 0 1", WrongType)]
    [InlineData("SORT x GET # STORE s", WrongType)]
    [InlineData("SORT x STORE s", WrongType)]
    [InlineData("SORT x BY nosort STORE s", WrongType)]
    [InlineData("SORT empty STORE s", WrongType)]
    [InlineData("SORT s STORE l", WrongType)]
    [InlineData("SORT t STORE d", "-ERR One or more scores can't be converted into double")]
    [InlineData("EXEC", "-ERR EXEC without MULTI")]
    [InlineData("DISCARD", "-ERR DISCARD without MULTI")]
    public void BadInputIsRefusedAndChangesNothing(string line, string error)
    {
        var executor = WithOneOfEachType();
        var (logged, before) = (executor.Log.Count, executor.Data.Snapshot());

        Assert.Equal(error, executor.Do(line).TrimEnd('\n'));

        Assert.Null(before.FirstDifference(executor.Data, "before", "after"));
        Assert.Equal(logged, executor.Log.Count);
        Assert.Equal(0, executor.Client.Database);
    }

    [Theory]
    [InlineData("SADD t a")]
    [InlineData("SREM t nobody")]
    [InlineData("HSETNX h f v")]
    [InlineData("HDEL h nothing")]
    [InlineData("ZADD z inf top")]
    [InlineData("ZADD z XX 1 nobody")]
    [InlineData("DEL none")]
    [InlineData("PERSIST s")]
    [InlineData("EXPIRE none 10")]
    [InlineData("SETNX s v")]
    [InlineData("MSETNX new 1 s 2")]
    [InlineData("LPUSHX none a")]
    [InlineData("GET s")]
    public void ACommandThatChangesNothingIsNotLogged(string line)
    {
        var executor = WithOneOfEachType();
        var (logged, before) = (executor.Log.Count, executor.Data.Snapshot());
        executor.Do(line);
        Assert.Null(before.FirstDifference(executor.Data, "before", "after"));
        Assert.Equal(logged, executor.Log.Count);
    }

    private static TestExecutor WithOneOfEachType()
    {
        var executor = new TestExecutor();
        foreach (var line in (string[])["SET s text", "SET n 9223372036854775807", "RPUSH l a b", "HSET h f text",
            "SADD t a b", "ZADD z inf top", "XADD x 1-1 f v", "XADD empty 1-1 f v", "XDEL empty 1-1"])
        {
            Assert.NotEqual('-', executor.Do(line)[0]);
        }

        return executor;
    }
}
