using Aof.KnownDefects;
using Aof.State;

namespace Tests.Scenarios.MultiPart;

/// <summary>
/// startoffset and endoffset: how many records the log had before an increment, and at its end. The numbers are those
/// of Redis 8.0.6 and 8.6.3 after the same commands.
/// </summary>
public sealed class OffsetTests
{
    private const string Base = "file appendonly.aof.1.base.aof seq 1 type b\n";

    [Fact]
    public void EachIncrementSaysWhatCameBefore()
    {
        var w = Up(Dialect.Redis8);
        w.SendTurn("SET a 1", "SET b 2", "GET a", "SET c 3 EX 100", "MULTI", "SET d 1", "SET e 2", "EXEC");
        w.Rewrite();
        Assert.Equal("file appendonly.aof.2.base.aof seq 2 type b\n"
            + "file appendonly.aof.2.incr.aof seq 2 type i startoffset 7\n", w.Content(Parts.Manifest));
        w.SendTurn("SET x 1", "MULTI", "SET x 2", "EXEC", "CONFIG SET appendonly no");
        Assert.EndsWith(" startoffset 7 endoffset 9\n", w.Content(Parts.Manifest), StringComparison.Ordinal);
        w.SendTurn("SET x 3", "CONFIG SET appendonly yes");
        w.PassUntilChildHasEnded();
        Assert.EndsWith("seq 3 type i startoffset 9\n", w.Content(Parts.Manifest), StringComparison.Ordinal);
    }

    /// <summary>The end of a log that was closed in order is known; else there is one record for each byte.</summary>
    [Theory]
    [InlineData(" startoffset 7 endoffset 9", 9)]
    [InlineData(" startoffset 7", 7 + 23)]
    [InlineData("", 23)]
    [InlineData(" startoffset -1 endoffset 4", 4)]
    public void AStartGoesOnCounting(string offsets, long start)
    {
        var w = TestServer.On(new AofConfig { Dialect = Dialect.Redis8 }, Parts.Disk(
            Parts.Base(1), "", Parts.Increment(1), Resp.Log("SELECT 0"),
            Parts.Manifest, $"{Base}file appendonly.aof.1.incr.aof seq 1 type i{offsets}\n"));
        Assert.DoesNotContain("endoffset", w.Content(Parts.Manifest), StringComparison.Ordinal);
        w.Rewrite();
        Assert.EndsWith($"seq 2 type i startoffset {start}\n", w.Content(Parts.Manifest), StringComparison.Ordinal);
    }

    /// <summary>A version before reads over them, and forgets them with the next manifest.</summary>
    [Theory]
    [InlineData(Dialect.Redis72)]
    [InlineData(Dialect.Redis74)]
    [InlineData(Dialect.Valkey9)]
    public void OthersHaveNone(Dialect dialect)
    {
        var w = TestServer.On(new AofConfig { Dialect = dialect }, Parts.Disk(
            Parts.Base(1), "", Parts.Increment(1), Resp.Log("SELECT 0"),
            Parts.Manifest, $"{Base}file appendonly.aof.1.incr.aof seq 1 type i startoffset 5 endoffset 6\n"));
        Assert.Equal(Parts.FirstManifest, w.Content(Parts.Manifest));
    }

    private static TestServer Up(Dialect dialect) =>
        TestServer.Up(new AofConfig { Dialect = dialect, Policy = FsyncPolicy.No, AutoRewritePercentage = 0 });
}
