using Aof.Data.Primitives;

namespace Tests.Scenarios.Data;

/// <summary>
/// Reads that no recorded stream holds; the replies are those of redis-server 7.0.15 to the same commands.
/// </summary>
public sealed class ReadTests
{
    private static readonly string[] Given =
    [
        "SET s hello", "SADD t a", "SADD u a b", "ZADD z 1 a 2 b 2 c 3.5 d", "ZADD x 0 a 0 b 0 c", "HSET h f v",
        "SETRANGE bits 2 z",
        "GEOADD places 13.361389 38.115556 Palermo 15.087269 37.502669 Catania",
    ];

    private readonly TestExecutor executor = new();

    [Theory]
    [InlineData("ECHO hello", "hello")]
    [InlineData("SUBSTR s 1 3", "ell")]
    [InlineData("SUBSTR s -3 -1", "llo")]
    [InlineData("SMEMBERS t", "[a]")]
    [InlineData("SDIFF u t", "[b]")]
    [InlineData("SINTER t u", "[a]")]
    [InlineData("SUNION t", "[a]")]
    [InlineData("SRANDMEMBER t", "a")]
    [InlineData("SRANDMEMBER t -2", "[a, a]")]
    [InlineData("SRANDMEMBER t 5", "[a]")]
    [InlineData("SRANDMEMBER none", "(nil)")]
    [InlineData("HGETALL h", "[f, v]")]
    [InlineData("HKEYS h", "[f]")]
    [InlineData("HVALS h", "[v]")]
    [InlineData("HGETALL none", "[]")]
    [InlineData("ZCOUNT z 2 (3.5", "2")]
    [InlineData("ZCOUNT z -inf +inf", "4")]
    [InlineData("ZLEXCOUNT x [b +", "2")]
    [InlineData("ZRANGEBYLEX x (a +", "[b, c]")]
    [InlineData("ZRANGEBYLEX x - [c LIMIT 1 1", "[b]")]
    [InlineData("ZREVRANGEBYLEX x + (a", "[c, b]")]
    [InlineData("ZREVRANGE z 0 1 WITHSCORES", "[d, 3.5, c, 2]")]
    [InlineData("ZREVRANGEBYSCORE z (3.5 2", "[c, b]")]
    [InlineData("ZREVRANGEBYSCORE z +inf -inf WITHSCORES LIMIT 1 2", "[c, 2, b, 2]")]
    [InlineData("ZREVRANK z d", "0")]
    [InlineData("ZREVRANK z none", "(nil)")]
    [InlineData("BITFIELD_RO bits GET u8 16 GET i4 16", "[122, 7]")]
    [InlineData("GEOHASH places Palermo none", "[sqc8b49rny0, (nil)]")]
    [InlineData("GEOPOS places Catania none", "[[15.08726745843887329, 37.50266842333162032], (nil)]")]
    [InlineData("GEORADIUS_RO places 15 37 200 km ASC", "[Catania, Palermo]")]
    [InlineData("GEORADIUSBYMEMBER_RO places Catania 200 km WITHDIST", "[[Palermo, 166.2742], [Catania, 0.0000]]")]
    [InlineData("DUMP none", "(nil)")]
    [InlineData("ECHO", "-ERR wrong number of arguments for 'echo' command")]
    [InlineData("HKEYS s", "-WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("SDIFF s", "-WRONGTYPE Operation against a key holding the wrong kind of value")]
    [InlineData("ZCOUNT z x 1", "-ERR min or max is not a float")]
    [InlineData("ZLEXCOUNT x a b", "-ERR min or max not valid string range item")]
    [InlineData("SUBSTR s x 1", "-ERR value is not an integer or out of range")]
    public void AReadAnswersAsTheRealServerAndChangesNothing(string line, string reply)
    {
        Array.ForEach(Given, command => executor.Do(command));
        executor.Do(line);
        Assert.Equal(reply, Replies.Taken(executor.Client));
        Assert.Equal(Given.Length, executor.Log.Count);
    }

    [Fact]
    public void ARandomKeyIsOneThatIsThere()
    {
        Assert.Equal("$-1", executor.Do("RANDOMKEY"));
        Array.ForEach(Given, command => executor.Do(command));
        for (var i = 0; i < 20; i++)
        {
            executor.Do("RANDOMKEY");
            Assert.True(executor.Data[0].TryGet(Bytes.Of(Replies.Taken(executor.Client)), out _));
        }
    }
}
