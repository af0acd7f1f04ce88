using Aof.Data.Execution;
using Aof.State;
using Sim.Os;

namespace Tests.Scenarios.MultiPart;

/// <summary>How a server starts on a log of several files.</summary>
public sealed class PartsStartTests
{
    private static readonly string Log = Resp.Log("SELECT 0", "SET k v");

    [Fact]
    public void AFirstStartMakesABaseAndAnIncrement()
    {
        var w = TestServer.UpWithParts();
        w.SendTurn("SET k v", "SET k w EX 100");
        Assert.Equal(Parts.FirstManifest, w.Content(Parts.Manifest));
        Assert.Equal("", w.Content(Parts.Base(1)));
        Assert.Equal(["SELECT 0", "SET k v", $"SET k w PXAT {w.NowMs + 100_000}"],
            Resp.Commands(w.Content(Parts.Increment(1))));
        Assert.Equal("w", w.KillAndRestart().Send("GET k"));
    }

    [Theory]
    [InlineData("MULTI|GET k|EXEC", "")]
    [InlineData("MULTI|SET a 1|EXEC", "SELECT 0|SET a 1")]
    [InlineData("MULTI|GET a|SET a 1|SET b 2|EXEC|SET c 3", "MULTI|SELECT 0|SET a 1|SET b 2|EXEC|SET c 3")]
    [InlineData("MULTI|SET a 1|SELECT 3|SET b 2|EXEC", "MULTI|SELECT 0|SET a 1|SELECT 3|SET b 2|EXEC")]
    [InlineData("SET a 1|GETSET a 2|SETBIT a 1 0|LTRIM l 0 -1", "SELECT 0|SET a 1|SET a 2")]
    public void OnlySeveralRecordsNeedMulti(string sent, string logged)
    {
        var w = TestServer.UpWithParts();
        var client = new Session(new Reply());
        Array.ForEach(sent.Split('|'), command => w.Send(client, command));
        Assert.Equal(logged, string.Join('|', Resp.Commands(w.Content(Parts.Increment(1)))));
    }

    [Fact]
    public void TheBaseIsLoadedBeforeTheIncrements()
    {
        var w = TestServer.On(Parts.Config(), Parts.Disk(
            Parts.Base(1), Log, Parts.Increment(1), Resp.Log("APPEND k 1"), Parts.Increment(2), Resp.Log("APPEND k 2"),
            Parts.Manifest, Parts.FirstManifest + "file appendonly.aof.2.incr.aof seq 2 type i\n"));
        Assert.Equal("v12", w.Send("GET k"));
        Assert.Equal((Log.Length, 3), (w.Server.Loaded.RewrittenSize, w.Server.Loaded.Commands - 1));
    }

    [Fact]
    public void ATornEndIsCutInTheLastFile()
    {
        var w = TestServer.On(Parts.Config(), Parts.Disk(
            Parts.Base(1), Log, Parts.Increment(1), Log + "*3\r\n$3", Parts.Manifest, Parts.FirstManifest));
        Assert.Equal(("v", Log), (w.Send("GET k"), w.Content(Parts.Increment(1))));
    }

    [Theory]
    [InlineData("*3\r\n$3\r\nSET", "ends inside a command")]
    [InlineData("*1\r\n$5\r\nMULTI\r\n", "ends inside a transaction")]
    public void AFileThatIsNotTheLastMayNotBeTorn(string torn, string reason)
    {
        var w = TestServer.On(Parts.Config(), Parts.Disk(
            Parts.Base(1), torn, Parts.Increment(1), Log, Parts.Manifest, Parts.FirstManifest));
        Assert.Contains(reason, w.ExitReason, StringComparison.Ordinal);
        Assert.Contains("not the last file", w.ExitReason, StringComparison.Ordinal);
        Assert.Equal(torn, w.Content(Parts.Base(1)));
    }

    [Theory]
    [InlineData("file gone.aof seq 1 type i\n", "gone.aof cannot be opened")]
    [InlineData("file a seq 0 type i\n", "line 1, at byte 0")]
    [InlineData("", "it is empty")]
    public void AManifestThatCannotBeFollowedIsNamed(string manifest, string reason)
    {
        var w = TestServer.On(Parts.Config(), Parts.Disk(Parts.Manifest, manifest));
        Assert.Contains(reason, w.ExitReason, StringComparison.Ordinal);
        Assert.Equal(manifest, w.Content(Parts.Manifest));
    }

    /// <summary>An increment behind it would make a hole of what a power loss takes from the base.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("*3\r\n$3")]
    public void NothingFollowsABaseThatCouldNotBeCopied(string torn)
    {
        const string Manifest = "file appendonly.aof.1.base.aof seq 1 type b\n";
        var w = TestServer.On(Parts.Config(), Parts.Disk(Parts.Base(1), Log + torn, Parts.Manifest, Manifest),
            "ENOSPC on write by server of appendonlydir/temp-*, 1st call, once");
        var started = w.Moment;
        Assert.StartsWith("-MISCONF", w.Send("SET l w"), StringComparison.Ordinal);
        Assert.Equal((Manifest, Log), (w.Content(Parts.Manifest), w.Content(Parts.Base(1))));
        w.Pass(2000).PassUntilChildHasEnded();
        Assert.Equal(["v"], w.AfterPowerLoss("k", started, bound: 16));
        Assert.Equal("OK", w.Send("SET l w"));
        Assert.Equal(["v", "w"], w.KillAndRestart().SendTurn("GET k", "GET l"));
    }

    [Fact]
    public void HistoryAndTemporaryFilesAreDeleted()
    {
        var w = TestServer.On(Parts.Config(), Parts.Disk(
            Parts.Base(1), Log, Parts.Increment(1), "", Parts.Base(7), "old", Parts.Folder + "temp-x", "torn",
            "temp-rewriteaof-bg-1.aof", "torn",
            Parts.Manifest, Parts.FirstManifest + "file appendonly.aof.7.base.aof seq 7 type h\n"));
        Assert.Equal("v", w.Send("GET k"));
        Assert.Equal(Parts.FirstManifest, w.Content(Parts.Manifest));
        Assert.Equal(3, w.Files.Count(path => path.Contains('/', StringComparison.Ordinal)));
    }

    [Fact]
    public void AnOldLogBecomesTheBaseAtEveryMoment()
    {
        var w = TestServer.On(Parts.Config(FsyncPolicy.Always), Parts.Disk(TestServer.AofName, Log));
        Assert.Equal("file appendonly.aof seq 1 type b\nfile appendonly.aof.1.incr.aof seq 1 type i\n",
            w.Content(Parts.Manifest));
        Assert.Equal(("(absent)", Log), (w.Content(TestServer.AofName), w.Content(Parts.Folder + TestServer.AofName)));
        Assert.Equal(["v"], w.AfterPowerLoss("k", since: 0, bound: 16));
        w.Send("SET k w");
        Assert.False(w.PowerLossMayTake("k", "w"));
    }

    [Fact]
    public void ATornOldLogIsCutBeforeAnIncrementFollows()
    {
        var w = TestServer.On(Parts.Config(FsyncPolicy.Always), Parts.Disk(TestServer.AofName, Log + "*3\r\n$3"));
        Assert.Equal("OK", w.Send("SET l w"));
        Assert.Equal(["v", "w"], w.KillAndRestart().SendTurn("GET k", "GET l"));
        Assert.False(w.PowerLossMayTake("l", "w"));
    }

    [Theory]
    [InlineData("EIO on sync-data by server of appendonlydir/temp-*, 1st call, once", 1)]
    [InlineData("ENOSPC on mkdir, 1st call, once", 1)]
    [InlineData("EIO on open by server of appendonlydir/*incr.aof, 1st call, once", 1)]
    [InlineData("EIO on sync by server of appendonlydir, 1st call, once", 1)]
    [InlineData("EIO on unlink, 1st call, for ever", 0)]
    public void UnderAlwaysAStartNeedsADurableManifest(string fault, int exit)
    {
        var w = TestServer.UpWithParts(FsyncPolicy.Always, default, fault);
        Assert.Equal(exit, w.ExitCode ?? 0);
        Assert.Equal("OK", w.KillAndRestart().Send("SET k v"));
        Assert.False(w.PowerLossMayTake("k", "v"));
        Assert.False(w.Logged(LogLevel.Warning, "not valid"));
    }
}
