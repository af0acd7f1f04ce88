using Aof.Data.Execution;
using Aof.KnownDefects;
using Aof.State;

namespace Tests.Scenarios.Append;

/// <summary>
/// The wall clock is set, or the whole machine stands still. Intervals do not care; deadlines of keys are moments of
/// the wall clock.
/// </summary>
public sealed class SetClockTests
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void ASecondBetweenFsyncsIsASecondOfTheMachine(int hours)
    {
        var w = TestServer.Up();
        w.Pass(1500);
        for (var i = 0; i < 10; i++)
        {
            w.SetClock(hours * Hour).Send($"SET k {i}");
            Assert.False(w.Pass(1200).PowerLossMayTake("k", $"{i}"));
        }
    }

    [Theory]
    [InlineData(true, "(waits)")]
    [InlineData(false, "(nil)")]
    public void ABlockedClientWaitsAsLongAsItAskedFor(bool byWallClock, string heard)
    {
        var w = TestServer.Up(defects: byWallClock ? Defects.Of(Defect.IntervalsByWallClock) : Defects.None);
        var client = new Session(new Reply());
        w.Send(client, "BLPOP l 1");
        w.SetClock(-Hour).Pass(1200);
        Assert.Equal(heard, TestServer.RepliesOf(client));
        w.SetClock(Hour).Pass(100);
        Assert.False(client.Blocked);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AChildThatIsNotAnsweredGivesUpAfterAMinute(bool byWallClock)
    {
        var w = TestServer.Up(defects: byWallClock ? Defects.Of(Defect.IntervalsByWallClock) : Defects.None);
        w.Send("BGREWRITEAOF");
        w.PassWithoutServer(100).SetClock(-Hour).PassWithoutServer(62_000);
        Assert.Equal(byWallClock, w.Machine.LiveChildren.Count == 1);
    }

    [Fact]
    public void AfterAFailureTheNextRewriteComesInItsTime()
    {
        var w = TestServer.Up(new AofConfig { AutoRewriteMinSize = 1, AutoRewritePercentage = 1 },
            faults: "ENOSPC on write by child, 1st call, once");
        w.SendTurn("SET k 1", "SET k 2");
        w.Pass(500).SetClock(-Hour).Pass(1500);
        Assert.True(w.Status.LastRewriteOk);
        Assert.Equal(2, w.CountLogged("has begun to rewrite"));
    }

    [Fact]
    public void APostponedWriteWaitsTwoSecondsOfTheMachine()
    {
        var w = TestServer.Up(faults: "hang on sync-data by background, 1st call, once");
        w.Pass(1500).Send("SET k 1");
        w.Pass(1000).Send("SET k 2");
        w.SetClock(-Hour).Pass(2200);
        Assert.Equal(0, w.Status.BufferLength);
    }

    [Fact]
    public void ARewriteDoesNotSeemToTakeLessThanNoTime()
    {
        var w = TestServer.Up();
        w.Send("BGREWRITEAOF");
        w.SetClock(-Hour);
        Assert.Equal(0, w.Status.CurrentRewriteTimeSec);
        Assert.Equal(0, w.PassUntilChildHasEnded().Status.LastRewriteTimeSec);
    }

    [Fact]
    public void ADeadlineIsAMomentOfTheWallClock()
    {
        var w = TestServer.Up(FsyncPolicy.Always);
        w.Send("SETEX k 60 v");
        w.SetClock(-Hour).Pass(120_000);
        Assert.Equal("v", w.Send("GET k"));
        Assert.Equal("3540", w.Send("TTL k"));
        w.SetClock(Hour).Pass(200);
        Assert.Equal("(nil)", w.Send("GET k"));
        Assert.Equal("DEL k", w.Log[^1]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public void WhatTheClockShowsAtAStartChangesNothing(int hours)
    {
        var w = TestServer.Up(FsyncPolicy.Always);
        w.SendTurn("SETEX soon 60 v", "SETEX late 7200 v", "XADD x * f v");
        var before = w.Server.Data.Snapshot();
        w.SetClock(hours * Hour).KillAndRestart();
        Assert.Null(before.FirstDifference(w.Server.Data, "before", "after"));
    }

    [Fact]
    public void AMachineThatStoodStillSyncsASecondLaterAtTheLatest()
    {
        var w = TestServer.Up();
        w.Pass(1500).Send("SET k 1");
        w.Send("SET k 2");
        w.Machine.Pause(20L * 60 * 1_000_000);
        Assert.False(w.Pass(1200).PowerLossMayTake("k", "2"));
    }

    [Fact]
    public void AMachinePausedDuringARewriteFinishesItOrTheNext()
    {
        var w = TestServer.Up();
        w.SendTurn("SET k 1", "SET k 2", "BGREWRITEAOF");
        w.PassWithoutServer(30);
        w.Machine.Pause(20L * 60 * 1_000_000);
        w.PassUntilChildHasEnded();
        Assert.Equal(["SELECT 0", "SET k 2"], w.Status.LastRewriteOk ? w.Log : w.Rewrite().Log);
        Assert.Equal([TestServer.AofName], w.Files);
    }
}
