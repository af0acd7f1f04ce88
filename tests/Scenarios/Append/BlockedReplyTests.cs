using Aof.Data.Execution;
using Aof.State;

namespace Tests.Scenarios.Append;

/// <summary>
/// The reply of a client that waited for a key promises what every other reply does: it leaves after the flush, or not
/// at all.
/// </summary>
public sealed class BlockedReplyTests
{
    private const string Misconf = "-MISCONF Errors writing to the AOF file: No space left on device";

    private readonly Session waiting = new(new Reply());
    private readonly Session other = new(new Reply());

    [Fact]
    public void ThePopThatServesIsInTheLogAfterThePush()
    {
        var w = TestServer.Up();
        Assert.Equal("(waits)", w.Send(waiting, "BLPOP l 0"));
        Assert.Equal("1", w.Send(other, "RPUSH l x"));
        Assert.Equal("[l, x]", TestServer.RepliesOf(waiting));
        Assert.Equal(["SELECT 0", "RPUSH l x", "LPOP l"], w.Log);
        Assert.Equal("0", w.KillAndRestart().Send("EXISTS l"));
    }

    [Fact]
    public void ACrashBetweenPushAndPopLeavesThePush()
    {
        var w = TestServer.Up();
        w.Send(waiting, "BLPOP l 0");
        w.Send(other, "RPUSH l x");
        var torn = w.Content(TestServer.AofName)[..^3];
        Assert.Equal("[x]", TestServer.On(torn).Send("LRANGE l 0 -1"));
    }

    [Fact]
    public void WhenTheTurnCannotBeWrittenNeitherIsAnsweredOk()
    {
        var w = TestServer.Up(faults: "ENOSPC on write by server of appendonly.aof, 2nd call, 10 times");
        w.Send(other, "SET a 1");
        w.Send(waiting, "BLPOP l 0");
        Assert.Equal(Misconf, w.Send(other, "RPUSH l x"));
        Assert.Equal(Misconf, TestServer.RepliesOf(waiting));
    }

    [Fact]
    public void AlwaysExitsBeforeTheReplyOfWhoWaitedLeaves()
    {
        var w =
            TestServer.Up(FsyncPolicy.Always, faults: "EIO on sync-data by server of appendonly.aof, 2nd call, once");
        w.Send(other, "SET a 1");
        w.Send(waiting, "BRPOPLPUSH l m 0");
        w.Send(other, "RPUSH l x");
        Assert.Equal(1, w.ExitCode);
        Assert.Equal("[x]", w.KillAndRestart().Send("LRANGE m 0 -1"));
    }

    [Fact]
    public void UnderAlwaysWhatServedSurvivesAPowerLoss()
    {
        var w = TestServer.Up(FsyncPolicy.Always);
        w.Send(waiting, "BZPOPMIN z 0");
        w.Send(other, "ZADD z 1 a");
        Assert.Equal("[z, a, 1]", TestServer.RepliesOf(waiting));
        w.Send(other, "SET k v");
        Assert.Equal(["v"], w.AfterPowerLoss("k"));
        Assert.Equal("[]", w.KillAndRestart().Send("KEYS z"));
    }

    [Fact]
    public void AWaitEndsByTheClockAlthoughNothingElseHappens()
    {
        var w = TestServer.Up();
        w.Send(waiting, "BLPOP l 0.25");
        Assert.Equal("(waits)", TestServer.RepliesOf(waiting));
        w.Pass(250);
        Assert.Equal("(waits)", TestServer.RepliesOf(waiting));
        w.Pass(2);
        Assert.Equal("(nil)", TestServer.RepliesOf(waiting));
        Assert.Equal("1", w.Send(other, "RPUSH l x"));
        Assert.Equal(["SELECT 0", "RPUSH l x"], w.Log);
    }

    [Fact]
    public void AWaitGoesOnToItsTimeoutWhileWritesAreRefused()
    {
        var w = TestServer.Up(faults: "ENOSPC on write by server of appendonly.aof, 2nd call, for ever");
        w.Send(other, "SET a 1");
        w.Send(waiting, "BLPOP l 0.5");
        w.Send(other, "SET a 2");
        Assert.Equal(Misconf, w.Send(other, "RPUSH l x"));
        Assert.Equal("(waits)", TestServer.RepliesOf(waiting));
        w.Pass(600);
        Assert.Equal("(nil)", TestServer.RepliesOf(waiting));
        Assert.Equal(Misconf, w.Send(waiting, "BLPOP l 0.5"));
    }

    [Fact]
    public void AServerThatIsKilledForgetsWhoWaited()
    {
        var w = TestServer.Up();
        w.Send(waiting, "BLPOP l 0");
        w.KillAndRestart().Send(other, "RPUSH l x");
        Assert.Equal("(waits)", TestServer.RepliesOf(waiting));
        Assert.Equal("1", w.Send(other, "LLEN l"));
    }

    [Fact]
    public void WhoHasGoneTakesNothing()
    {
        var w = TestServer.Up();
        w.Send(waiting, "BLPOP l 0");
        w.Server.Forget(waiting);
        w.Send(other, "RPUSH l x");
        Assert.Equal("1", w.Send(other, "LLEN l"));
    }

    [Fact]
    public void WithTheLogSwitchedOffWhoWaitsIsServedAsWell()
    {
        var w = TestServer.Up(new AofConfig { AppendOnly = false });
        w.Send(waiting, "BLPOP l 0");
        w.Send(other, "RPUSH l x");
        Assert.Equal("[l, x]", TestServer.RepliesOf(waiting));
    }
}
