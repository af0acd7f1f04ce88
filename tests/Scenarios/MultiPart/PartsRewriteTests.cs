using Aof.KnownDefects;
using Aof.State;

namespace Tests.Scenarios.MultiPart;

/// <summary>How a log of several files is rewritten: a base takes the place of all that was before the fork.</summary>
public sealed class PartsRewriteTests
{
    private const string SecondManifest =
        "file appendonly.aof.2.base.aof seq 2 type b\nfile appendonly.aof.2.incr.aof seq 2 type i\n";

    [Fact]
    public void WhatIsWrittenMeanwhileGoesToTheNextIncrement()
    {
        var w = TestServer.UpWithParts(FsyncPolicy.Always);
        w.SendTurn("SET k 1", "SET k 2", "BGREWRITEAOF", "SET l 3");
        Assert.Equal("file appendonly.aof.2.incr.aof seq 2 type i", w.Content(Parts.Manifest).Split('\n')[2]);
        w.PassUntilChildHasEnded();
        Assert.Equal(SecondManifest, w.Content(Parts.Manifest));
        Assert.Equal(["SELECT 0", "SET k 2"], Resp.Commands(w.Content(Parts.Base(2))));
        Assert.Equal(["SELECT 0", "SET l 3"], Resp.Commands(w.Content(Parts.Increment(2))));
        Assert.Equal(["(absent)", "(absent)"], [w.Content(Parts.Base(1)), w.Content(Parts.Increment(1))]);
        Assert.Equal(["2", "3"], w.KillAndRestart().SendTurn("GET k", "GET l"));
    }

    [Fact]
    public void APowerLossDuringARewriteTakesNothingSynced()
    {
        var w = TestServer.UpWithParts(FsyncPolicy.Always);
        w.SendTurn("SET k 1", "BGREWRITEAOF");
        w.Send("SET k 2");
        var moment = w.Moment;
        w.PassUntilChildHasEnded();
        Assert.False(w.PowerLossMayTake("k", "2", since: moment));
    }

    [Theory]
    [InlineData("ENOMEM on fork, 1st call, once")]
    [InlineData("EIO on open by server of appendonlydir/*.2.incr.aof, 1st call, once")]
    [InlineData("ENOSPC on write by server of appendonlydir/temp-*, 2nd call, once")]
    [InlineData("EIO on sync-data by server of appendonlydir/temp-*, 2nd call, once")]
    [InlineData("EIO on rename by server of appendonlydir/temp-*, 2nd call, once")]
    [InlineData("EIO on open by child, 1st call, once")]
    [InlineData("ENOSPC on write by child, 1st call, once")]
    [InlineData("EIO on sync by child, 1st call, once")]
    [InlineData("EIO on rename by child, 1st call, once")]
    [InlineData("EIO on size by server of temp-rewriteaof-bg-*, 1st call, once")]
    [InlineData("EIO on rename by server of temp-rewriteaof-bg-*, 2nd call, once")]
    [InlineData("ENOSPC on write by server of appendonlydir/temp-*, 3rd call, once")]
    [InlineData("EIO on sync-data by server of appendonlydir/temp-*, 3rd call, once")]
    [InlineData("EIO on rename by server of appendonlydir/temp-*, 3rd call, once")]
    public void AFailureLeavesALogThatStarts(string fault)
    {
        var w = TestServer.UpWithParts(FsyncPolicy.Always, default, fault);
        w.Send("SET k 1");
        Assert.False(w.Rewrite().Status.LastRewriteOk);
        Assert.Equal("OK", w.Send("SET l 2"));
        Assert.Equal(["1", "2"], w.KillAndRestart().SendTurn("GET k", "GET l"));
        Assert.True(w.Rewrite().Status.LastRewriteOk);
        Assert.Equal(["1", "2"], w.KillAndRestart().SendTurn("GET k", "GET l"));
        Assert.DoesNotContain(w.Files, path => path.Contains("temp-", StringComparison.Ordinal));
    }

    [Fact]
    public void AFailedFsyncIsHealedByARewrite()
    {
        var w = TestServer.UpWithParts(
            FsyncPolicy.EverySecond, default, "EIO on sync-data by background, 1st call, once");
        w.Pass(1000).Send("SET k v");
        w.Pass(1500);
        w.PassUntilChildHasEnded().Pass(100);
        Assert.False(w.Status.FileUnsafe);
        Assert.False(w.PowerLossMayTake("k", "v"));
        Assert.Equal("OK", w.Send("SET k w"));
        Assert.Equal("w", w.KillAndRestart().Send("GET k"));
    }

    [Fact]
    public void SwitchedOnTheLogBeginsWithTheRewrite()
    {
        var w = TestServer.Up(Parts.Config(FsyncPolicy.Always) with { AppendOnly = false });
        w.SendTurn("SET a 1", "CONFIG SET appendonly yes", "SET b 2");
        Assert.Equal("OK", w.Send("SET c 3"));
        Assert.Equal("(absent)", w.Content(Parts.Manifest));
        w.PassUntilChildHasEnded().Configure(config => config with { AppendOnly = true });
        Assert.False(w.PowerLossMayTake("c", "3"));
        w.KillAndRestart();
        Assert.Equal(["1", "2", "3"], w.SendTurn("GET a", "GET b", "GET c"));
        Assert.DoesNotContain(w.Files, path => path.Contains("temp-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("EIO on rename by server of temp-rewriteaof-bg-*, 1st call, once")]
    [InlineData("EIO on rename by server of appendonlydir/temp-*incr, 1st call, once")]
    [InlineData("EIO on rename by server of appendonlydir/temp-*manifest, 1st call, once")]
    [InlineData("ENOSPC on write by child, 1st call, once")]
    public void AFirstRewriteThatFailsIsTriedAgain(string fault)
    {
        var w = TestServer.Up(Parts.Config(FsyncPolicy.Always) with { AppendOnly = false }, faults: fault);
        w.SendTurn("SET a 1", "CONFIG SET appendonly yes", "SET b 2");
        w.PassUntilChildHasEnded();
        Assert.Equal((AofMode.WaitRewrite, false), (w.Status.Mode, w.Status.LastRewriteOk));
        w.Send("INCR b");
        w.Pass(3000).PassUntilChildHasEnded();
        Assert.Equal(AofMode.On, w.Status.Mode);
        w.Configure(config => config with { AppendOnly = true }).KillAndRestart();
        Assert.Equal(["1", "3"], w.SendTurn("GET a", "GET b"));
    }

    [Fact]
    public void ARewriteWhileOffLeavesABaseAlone()
    {
        var w = TestServer.UpWithParts(FsyncPolicy.Always);
        w.SendTurn("SET a 1", "CONFIG SET appendonly no", "SET a 2");
        w.Rewrite();
        Assert.Equal("file appendonly.aof.2.base.aof seq 2 type b\n", w.Content(Parts.Manifest));
        Assert.Equal("2", w.KillAndRestart().Send("GET a"));
        Assert.Equal("OK", w.Send("SET a 3"));
        Assert.False(w.PowerLossMayTake("a", "3"));
    }

    [Fact]
    public void GrowthIsThatOfAllFiles()
    {
        var w = TestServer.Up(Parts.Config() with { AutoRewriteMinSize = 100, AutoRewritePercentage = 100 });
        w.Send("SET k " + new string('v', 200));
        w.Pass(200).PassUntilChildHasEnded();
        Assert.Equal("(absent)", w.Content(Parts.Increment(1)));
        Assert.Equal(w.Status.CurrentSize, w.Status.BaseSize);
        w.Pass(1000);
        Assert.Equal(SecondManifest, w.Content(Parts.Manifest));
    }

    /// <summary>
    /// Each failure leaves an increment. Redis 7.0 tries three times at once, then waits for a minute; without a child
    /// it does not count.
    /// </summary>
    [Theory]
    [InlineData(false, "ENOSPC on write by child, 1st call, for ever", 3)]
    [InlineData(false, "ENOMEM on fork, 1st call, for ever", 3)]
    [InlineData(true, "ENOSPC on write by child, 1st call, for ever", 3)]
    [InlineData(true, "ENOMEM on fork, 1st call, for ever", 100)]
    public void AfterThreeFailuresARewriteWaits(bool is70, string fault, int increments)
    {
        var w = TestServer.Up(
            Parts.Config(is70 ? Profile.Redis70 : Profile.Hardened7, FsyncPolicy.No) with
            {
                AutoRewriteMinSize = 1,
                AutoRewritePercentage = 1,
            },
            faults: fault);
        w.Send("SET k 1");
        w.Pass(50_000);
        Assert.InRange(Increments(), 1 + increments, 1 + (6 * increments));
        var before = Increments();
        w.Pass(60_000);
        Assert.InRange(Increments(), before + (increments / 3), before + (6 * increments));
        Assert.Equal("1", w.KillAndRestart().Send("GET k"));

        int Increments() => w.Content(Parts.Manifest).Split('\n').Count(
            line => line.EndsWith("type i", StringComparison.Ordinal));
    }

    /// <summary>Its increments are temporary, and its clients are refused meanwhile: it does not wait long.</summary>
    [Fact]
    public void AnUnsafeLogIsRewrittenWithoutTheLimit()
    {
        var w = TestServer.UpWithParts(FsyncPolicy.EverySecond, default,
            "EIO on sync-data by background, 1st call, once", "ENOSPC on write by child, 1st call, 4 times");
        w.Pass(1000).Send("SET k v");
        w.Pass(30_000);
        Assert.Equal("OK", w.Send("SET k w"));
        Assert.Equal("w", w.KillAndRestart().Send("GET k"));
    }
}
