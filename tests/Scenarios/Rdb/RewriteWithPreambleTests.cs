using System.Text;
using Aof.State;

namespace Tests.Scenarios.Rdb;

/// <summary>A rewrite with aof-use-rdb-preamble: the bytes that Redis 6.0.5 would write.</summary>
public sealed class RewriteWithPreambleTests
{
    private const string Head = "'REDIS0009' fa <'redis-ver'> <'6.0.5'> fa <'redis-bits'> c0 40 fa <'ctime'> c2 00 10 5e 5f fa <'used-mem'> c0 00 fa <'aof-preamble'> c0 01";

    [Fact]
    public void AnEmptyDatasetIsAHeadAndAnEnd() => Assert.Equal(RdbBytes.Sealed(RdbBytes.Of($"{Head} ff")), Rewritten());

    [Theory]
    [InlineData("SET k abc", "00 <'k'> <'abc'>")]
    [InlineData("SET k -129", "00 <'k'> c1 7f ff")]
    [InlineData("SET k 2147483648", "00 <'k'> <'2147483648'>")]
    [InlineData("SET 17 aaaaaaaaaaaaaaaaaaaa", "00 c0 11 <'aaaaaaaaaaaaaaaaaaaa'>")]
    [InlineData("SET k aaaaaaaaaaaaaaaaaaaaaaaa", "00 <'k'> c3 05 18 00 'a' e0 0e 00")]
    [InlineData("RPUSH k one 2", "0e <'k'> 01 <12 00 00 00 0f 00 00 00 02 00 00 03 'one' 05 f3 ff>")]
    [InlineData("SADD k 1000 7 -5", "0b <'k'> <02 00 00 00 03 00 00 00 fb ff 07 00 e8 03>")]
    [InlineData("SADD k x", "02 <'k'> 01 <'x'>")]
    [InlineData("HSET k f 2", "0d <'k'> <10 00 00 00 0d 00 00 00 02 00 00 01 'f' 03 f3 ff>")]
    [InlineData("ZADD k 1.5 m", "0c <'k'> <13 00 00 00 0d 00 00 00 02 00 00 01 'm' 03 03 '1.5' ff>")]
    public void EachTypeAsTheServerWritesIt(string command, string record) =>
        Assert.Equal(RdbBytes.Sealed(RdbBytes.Of($"{Head} fe 00 fb 01 00 {record} ff")), Rewritten(command));

    [Fact]
    public void DatabasesAndDeadlinesStandBeforeTheirKeys()
    {
        var file = Rewritten("SELECT 3", "SET k v", "PEXPIREAT k 1700000000000");
        Assert.Equal(RdbBytes.Sealed(RdbBytes.Of($"{Head} fe 03 fb 01 01 fc 00 68 e5 cf 8b 01 00 00 00 <'k'> <'v'> ff")), file);
    }

    [Fact]
    public void WhatComesMeanwhileStandsBehindItInResp()
    {
        TestServer w = TestServer.Up(new AofConfig { UseRdbPreamble = true });
        w.SendTurn("SELECT 2", "SET k 1");
        w.Send("BGREWRITEAOF");
        w.SendTurn("SELECT 2", "INCR k");
        w.PassUntilChildHasEnded();
        Assert.EndsWith(Resp.Log("SELECT 2", "INCR k"), w.Content(TestServer.AofName), StringComparison.Ordinal);
        Assert.StartsWith("REDIS0009", w.Content(TestServer.AofName), StringComparison.Ordinal);
        Assert.Equal(["OK", "2"], w.KillAndRestart().SendTurn("SELECT 2", "GET k"));
    }

    [Fact]
    public void TheOptionIsReadWhenTheRewriteBegins()
    {
        TestServer w = TestServer.Up();
        w.SendTurn("SET k v", "CONFIG SET aof-use-rdb-preamble yes");
        Assert.Equal("[aof-use-rdb-preamble, yes]", w.Send("CONFIG GET aof-use-rdb-preamble"));
        Assert.StartsWith("REDIS0009", w.Rewrite().Content(TestServer.AofName), StringComparison.Ordinal);
        w.Send("CONFIG SET aof-use-rdb-preamble no");
        Assert.StartsWith("*2", w.Rewrite().Content(TestServer.AofName), StringComparison.Ordinal);
    }

    private static byte[] Rewritten(params string[] commands)
    {
        TestServer w = TestServer.Up(new AofConfig { UseRdbPreamble = true });
        w.SendTurn(commands);
        return Encoding.Latin1.GetBytes(w.Rewrite().Content(TestServer.AofName));
    }
}
