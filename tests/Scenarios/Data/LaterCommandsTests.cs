using Aof.Data;
using Aof.Data.Primitives;
using Aof.KnownDefects;

namespace Tests.Scenarios.Data;

/// <summary>Commands of 6.2 and 7.0: the profile of 7.0 has them, and that of 6.0.5 says whose they are.</summary>
public sealed class LaterCommandsTests
{
    private readonly TestExecutor seven = new(new Dataset(dialect: Dialect.Redis7));

    [Theory]
    [InlineData("LMOVE a b LEFT RIGHT", "Redis 6.2")]
    [InlineData("FUNCTION FLUSH", "Redis 7.0")]
    [InlineData("WAITAOF 1 0 0", "Redis 7.2")]
    [InlineData("HPEXPIREAT h 5 FIELDS 1 f", "Redis 7.4")]
    [InlineData("XDELEX s 1-1", "Redis 8.2")]
    [InlineData("DELIFEQ k v", "Valkey 9.0")]
    public void ALoadNamesTheVersionOfALaterCommand(string command, string version)
    {
        var w = TestServer.On(Resp.Log("SET a 1", command));
        Assert.Equal(1, w.ExitCode);
        Assert.Contains($"unknown command '{command.Split(' ')[0]}', which came with {version}", w.ExitReason!,
            StringComparison.Ordinal);
        Assert.StartsWith("-ERR unknown command", new TestExecutor().Do(command), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("EXPIRE k 10 NX", "-ERR wrong number of arguments for 'expire' command")]
    [InlineData("SET k v GET", "-ERR syntax error")]
    [InlineData("ZADD z GT 1 m", "-ERR syntax error")]
    [InlineData("LPOP l 2", "-ERR wrong number of arguments for 'lpop' command")]
    public void OptionsOfLaterVersionsAreNoneBefore(string command, string error) =>
        Assert.Equal(error, new TestExecutor().Do(command));

    /// <summary>Both keys hold one value until one of them is written, also across a snapshot.</summary>
    [Theory]
    [InlineData("RPUSH k 1 2", "LPOP k", "LRANGE c 0 -1", "*2\n$1\n1\n$1\n2")]
    [InlineData("HSET k f v", "HSET c f w", "HGET k f", "$1\nv")]
    [InlineData("ZADD k 1 m", "ZADD c 5 m", "ZSCORE k m", "$1\n1")]
    [InlineData("SADD k m", "SREM k m", "SCARD c", ":1")]
    [InlineData("XADD k 1-1 f v", "XADD c 2-2 f v", "XLEN k", ":1")]
    public void ACopyIsAValueOfItsOwn(string make, string change, string look, string reply)
    {
        _ = seven.Do(make);
        Assert.Equal(":1", seven.Do("COPY k c"));
        var snapshot = seven.Data.Snapshot();
        _ = seven.Do(change);
        Assert.Equal(reply, seven.Do(look));
        Assert.Equal(2, snapshot[0].Count);
        Assert.False(snapshot.ContentEquals(seven.Data));
    }

    /// <summary>Functions are a part of the dataset, and a rewrite and a restart keep them.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void FunctionsSurviveARewriteAndARestart(bool preamble)
    {
        var w = TestServer.Up(MultiPart.Parts.Config() with { UseRdbPreamble = preamble });
        w.SendBytes(Bytes.Of("FUNCTION"), Bytes.Of("LOAD"), Bytes.Of("#!lua name=lib\nany code"));
        var before = w.Server.Data.Snapshot();
        _ = w.Rewrite().Pass(2000).KillAndRestart();
        Assert.Null(before.FirstDifference(w.Server.Data, "before", "after"));
        Assert.Equal("OK", w.Send("FUNCTION DELETE lib"));
        Assert.StartsWith("functions, library 'lib'", before.FirstDifference(w.Server.Data, "before", "after")!,
            StringComparison.Ordinal);
    }
}
