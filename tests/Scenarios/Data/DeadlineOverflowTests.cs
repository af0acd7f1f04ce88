using Aof.Data;
using Aof.Data.Primitives;
using Aof.KnownDefects;
using Tests.Scenarios.Rdb;

namespace Tests.Scenarios.Data;

/// <summary>
/// Times that overflow become negative deadlines, as in 6.0.5: for a command such a key is not expired, and the cycle
/// deletes it.
/// </summary>
public sealed class DeadlineOverflowTests
{
    private const string Max = "9223372036854775807";

    /// <summary>Replies of redis-server 6.0.5 to the same commands, sent at once.</summary>
    [Theory]
    [InlineData($"SET e v PX {Max}|EXISTS e|INCR e|PTTL e|PERSIST e|TTL e",
        $"+OK|:1|-ERR value is not an integer or out of range|:{Max}|:1|:-1")]
    [InlineData("SETEX e 9223372036854775 1|EXISTS e|INCR e", "+OK|:1|:2")]
    [InlineData("SET e 1 EX 9223372036854775|INCR e|GET e", "+OK|:2|$1\n2")]
    [InlineData($"PSETEX e {Max} 1|INCR e|KEYS e|RANDOMKEY|DBSIZE", "+OK|:2|*1\n$1\ne|$1\ne|:1")]
    [InlineData($"MULTI|PSETEX m {Max} 1|INCR m|EXEC", "+OK|+QUEUED|+QUEUED|*2\n+OK\n:2")]
    [InlineData($"SET e 1|PEXPIRE e {Max}|EXISTS e", "+OK|:1|:0")]
    [InlineData("SET e 1|EXPIRE e 9223372036854775|EXISTS e", "+OK|:1|:0")]
    [InlineData($"SET e 1|EXPIREAT e {Max}|EXISTS e", "+OK|:1|:0")]
    [InlineData($"SET e 1|PEXPIREAT e {Max}|EXISTS e", "+OK|:1|:1")]
    [InlineData($"PSETEX e {Max} 1|RENAME e f|MOVE f 1|SELECT 1|GET f|TTL f",
        "+OK|+OK|:1|+OK|$1\n1|:9223372036854776")]
    [InlineData($"SET e 1 EX {Max}|TTL e", "+OK|:-2")]
    [InlineData($"PSETEX e {Max} 1|SET e 2 KEEPTTL|TTL e|APPEND e 3|GETSET e 4|TTL e",
        "+OK|+OK|:9223372036854776|:2|$2\n23|:-1")]
    public void EveryReplyIsThatOf605(string commands, string replies)
    {
        var executor = new TestExecutor();
        Assert.Equal(replies.Split('|'), commands.Split('|').Select(executor.Do));
    }

    /// <summary>
    /// Replies of redis-server 7.0.15: an overflow is refused up to the last millisecond (#15626), but that of RESTORE,
    /// whose key is gone at once and not logged.
    /// </summary>
    [Theory]
    [InlineData($"SET e v PX {Max}|EXISTS e", "-ERR invalid expire time in 'set' command|:0")]
    [InlineData("SET e v PX 9223370241681258807|EXISTS e", "+OK|:1")]
    [InlineData("SET e v PX 9223370241681258808|EXISTS e", "-ERR invalid expire time in 'set' command|:0")]
    [InlineData("SET e v EX 9223372036854775|EXISTS e", "-ERR invalid expire time in 'set' command|:0")]
    [InlineData("SETEX e 9223370241772775 v|EXISTS e", "-ERR invalid expire time in 'setex' command|:0")]
    [InlineData($"PSETEX e {Max} v|EXISTS e", "-ERR invalid expire time in 'psetex' command|:0")]
    [InlineData($"SET e v|PEXPIRE e {Max}|PTTL e", "+OK|-ERR invalid expire time in 'pexpire' command|:-1")]
    [InlineData($"SET e v|GETEX e PX {Max}|PTTL e", "+OK|-ERR invalid expire time in 'getex' command|:-1")]
    [InlineData($"SET e v PXAT {Max}|EXISTS e", "+OK|:1")]
    public void EveryReplyIsThatOf7015(string commands, string replies)
    {
        var executor = new TestExecutor(new Dataset(dialect: Dialect.Redis7));
        Assert.Equal(replies.Split('|'), commands.Split('|').Select(executor.Do));
    }

    /// <summary>The log is that of redis-server 7.0.15.</summary>
    [Theory]
    [InlineData(Max, "")]
    [InlineData("1", "ABSTTL")]
    [InlineData("1795173517000", "ABSTTL")]
    public void In7015ARestoredKeyIsGoneAtOnce(string time, string option)
    {
        var executor = new TestExecutor(new Dataset(dialect: Dialect.Redis7));
        var payload = RdbBytes.Payload(0, "01 'v'");
        string Restore(params string[] options) => executor.Send(executor.Client,
            [Bytes.Of("RESTORE"), Bytes.Of("k"), Bytes.Of(time), payload, .. options.Select(Bytes.Of)]);
        string[] options = option.Length > 0 ? [option] : [];
        Assert.Equal(("+OK\r\n", ":0", 0), (Restore(options), executor.Do("EXISTS k"), executor.Log.Count));
        executor.Do("SET k old");
        Assert.Equal("+OK\r\n", Restore([.. options, "REPLACE"]));
        Assert.Equal(":0", executor.Do("EXISTS k"));
        Assert.Equal(["0: SET k old", "0: DEL k"], executor.Log);
        time = "0";
        Assert.Equal(("+OK\r\n", ":1", ":-1"), (Restore(options), executor.Do("EXISTS k"), executor.Do("PTTL k")));
    }

    [Theory]
    [InlineData("PSETEX")]
    [InlineData("RESTORE")]
    [InlineData("RESTORE-ASKING")]
    public void TheKeyOutlivesARestartAndTheCycleEndsIt(string name)
    {
        foreach (var defects in (Defects[])[Defects.None, Defects.Redis605])
        {
            var w = TestServer.Up(defects: defects);
            w.SendBytes(Bytes.Of(name), Bytes.Of("k"), Bytes.Of(Max),
                name == "PSETEX" ? Bytes.Of("v") : RdbBytes.Payload(0, "01 'v'"));
            Assert.Equal("v", w.Send("GET k"));
            w.KillAndRestart();
            Assert.Equal(("v", null), (w.Send("GET k"), w.Server.Loaded.Refused));
            Assert.Equal("(nil)", w.Pass(200).Send("GET k"));
            Assert.Equal("DEL k", w.Log[^1]);
        }
    }
}
