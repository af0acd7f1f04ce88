using System.Text;
using Aof.Load;
using Sim.Os;
using Tests.Scenarios.Rdb;

namespace Tests.Scenarios.Load;

/// <summary>
/// A command of a log that replies with an error does nothing, as in Redis. The load goes on, and says how many there
/// were, where the first one is, and why.
/// </summary>
public sealed class RefusedCommandsTests
{
    /// <summary>Digests of redis-server 6.0.5.</summary>
    [Theory]
    [InlineData("SET z 1|MULTI|SET a 1|MULTI|SET b 1|EXEC|SET c 1", 3, "a8a739f31f74f62fd3581a86d4192754051820f7")]
    [InlineData("MULTI|MULTI|SET a 1|EXEC", 1, "943d800368fb9c0e951138f1bc0e313ac769d91f")]
    [InlineData("MULTI|SET a 1|MULTI|SET b 1|EXEC|MULTI|SET c 1|EXEC|SET d 1",
        2, "dbffad6962778fcc08b028ace1f0ead92b7a05f5")]
    [InlineData("MULTI|SET a 1|WATCH a|SET b 1|EXEC", 2, "21b05463fdcee4e7798054b2699fee7ee895c243")]
    [InlineData("MULTI|SET a 1|MULTI x|SET b 1|EXEC", 2, "21b05463fdcee4e7798054b2699fee7ee895c243")]
    [InlineData("SET a 1|EXEC|SET b 1", 1, "21b05463fdcee4e7798054b2699fee7ee895c243")]
    [InlineData("SELECT 20|SET a 1", 0, "943d800368fb9c0e951138f1bc0e313ac769d91f")]
    [InlineData("SET a 1|FLUSHALL SYNC", 1, "943d800368fb9c0e951138f1bc0e313ac769d91f")]
    [InlineData("ZADD z 5 b|ZADD z GT 7 b", 1, "cf372aab0973a22a97564379e2069f1e1241b9ca")]
    [InlineData("RESTORE k 0 nothing|SET a 1", 0, "943d800368fb9c0e951138f1bc0e313ac769d91f")]
    [InlineData("MULTI|SET a x|INCR a|EXEC", 2, "023fb603a3c136a7fc93e7b6c60c8e265f793d05")]
    public void OneCommandIsRefusedAndTheRestIsLoaded(string log, int which, string digest)
    {
        var commands = log.Split('|');
        var w = TestServer.On(Resp.Log(commands));
        Assert.Equal((LoadOutcome.Loaded, commands.Length), (w.Server.Loaded.Outcome, (int)w.Server.Loaded.Commands));
        var refused = w.Server.Loaded.Refused!;
        Assert.Equal((1, Resp.Log(commands[..which]).Length), (refused.Count, refused.Offset));
        Assert.StartsWith($"{commands[which].Split(' ')[0]}: ERR", refused.Reason, StringComparison.Ordinal);
        Assert.True(w.Logged(LogLevel.Warning, $"were refused: {refused}"));
        Assert.Equal(digest, w.Server.Data.Digest());
    }

    /// <summary>The digest is that of redis-server 7.0.15 on the same bytes.</summary>
    [Fact]
    public void BehindAPreambleItIsTheSame()
    {
        var preamble = RdbBytes.File("00 <'k'> <'v'>");
        var tail = Resp.Log("SET z 1", "MULTI", "SET a 1", "MULTI", "SET b 1", "EXEC", "SET c 1");
        var (result, data) = RdbBytes.Load([.. preamble, .. Encoding.Latin1.GetBytes(tail)]);
        Assert.Equal((LoadOutcome.Loaded, 7), (result.Outcome, result.Commands));
        Assert.Equal(preamble.Length + Resp.Log("SET z 1", "MULTI", "SET a 1").Length, result.Refused?.Offset);
        Assert.Equal("24db6e655871db39ddb1ed68cdc70217e9ab8187", data.Digest());
    }

    [Fact]
    public void ALogWithoutOneSaysNothing()
    {
        var w = TestServer.On(Resp.Log("SET a 1", "MULTI", "INCR a", "EXEC"));
        Assert.Null(w.Server.Loaded.Refused);
        Assert.Equal(0, w.CountLogged("refused"));
    }

    [Fact]
    public void EachIsCounted()
    {
        var w = TestServer.On(Resp.Log("SET a x", "INCR a", "LPUSH a 1", "MULTI", "INCR a", "INCR a", "EXEC"));
        Assert.Equal("4, the first at byte 27: INCR: ERR value is not an integer or out of range",
            w.Server.Loaded.Refused?.ToString());
    }
}
