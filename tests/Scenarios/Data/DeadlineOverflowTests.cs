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
