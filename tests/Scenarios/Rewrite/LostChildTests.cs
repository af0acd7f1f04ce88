using Aof.Data.Primitives;
using Aof.KnownDefects;
using Aof.State;
using Sim.Os;

namespace Tests.Scenarios.Rewrite;

/// <summary>
/// A child that is killed, gives up or hangs, and one whose server dies: the log stays, nothing is left behind, and the
/// server goes on.
/// </summary>
public sealed class LostChildTests
{
    private const string KilledInItsAnswer =
        "SIGKILL after the effect on pipe-write by server of pipe:[3], 1st call, once";

    private static readonly string[] ChildCalls =
        ["open", "write", "sync", "2nd sync", "pipe-read of pipe:[1]", "pipe-write of pipe:[2]",
        "pipe-read of pipe:[3]", "close", "rename"];

    public static TheoryData<string> Deaths() =>
        [.. from call in ChildCalls
        from effect in new[] { "SIGKILL before the effect", "SIGKILL after the effect", "exit 1" }
        select At(call, effect)];

    public static TheoryData<string> Hangs() => [.. ChildCalls.Select(call => At(call, "hang"))];

    [Theory]
    [MemberData(nameof(Deaths))]
    public void WhereverTheChildDiesTheLogIsAsItWas(string fault)
    {
        var w = TestServer.Up(faults: fault);
        w.SendTurn("SET k 1", "SET k 2", "BGREWRITEAOF");
        w.Send("SET k 3");
        w.PassUntilChildHasEnded();
        Assert.Equal(1, w.Machine.Faults.InjectedCount);
        Assert.False(w.Status.LastRewriteOk);
        Assert.Equal(["SELECT 0", "SET k 1", "SET k 2", "SELECT 0", "SET k 3"], w.Log);
        Assert.Equal([TestServer.AofName], w.Files);
        Assert.Equal(["SELECT 0", "SET k 3"], w.Rewrite().Log);
    }

    /// <summary>The first child goes on beside the second, with a file of its own. No server uses that.</summary>
    [Fact]
    public void AChildThatCannotBeKilledIsReplaced()
    {
        var w = TestServer.Up(faults: "EPERM on kill by server, 1st call, for ever");
        _ = w.SendTurn("SET k 1", "BGREWRITEAOF");
        Assert.Equal(["OK", "OK"], w.SendTurn("CONFIG SET appendonly no", "CONFIG SET appendonly yes"));
        Assert.Equal(2, w.Machine.LiveChildren.Count);
        w.PassUntilChildHasEnded();
        Assert.Equal("OK", w.Send("SET k 2"));
        Assert.Equal("2", w.KillAndRestart().Send("GET k"));
        Assert.Equal([TestServer.AofName], w.Files);
    }

    [Theory]
    [MemberData(nameof(Hangs))]
    public void AChildThatHangsStopsNobodyButTheNextRewrite(string fault)
    {
        var w = TestServer.Up(faults: fault);
        w.SendTurn("SET k 1", "BGREWRITEAOF");
        w.Pass(3_600_000);
        Assert.Equal("OK", w.Send("SET k 2"));
        Assert.StartsWith("-ERR Background append only file rewriting already in progress", w.Send("BGREWRITEAOF"),
            StringComparison.Ordinal);
        Assert.False(w.Pass(3000).PowerLossMayTake("k", "2"));
        w.Machine.KillChild(w.Status.ChildPid, Signals.Kill);
        w.Pass(200);
        Assert.False(w.Status.LastRewriteOk);
        Assert.Equal(["SELECT 0", "SET k 2"], w.Rewrite().Log);
        Assert.Equal([TestServer.AofName], w.Files);
    }

    [Fact]
    public void SwitchingTheLogOffEndsAChildThatHangs()
    {
        var w = TestServer.Up(faults: "hang on sync by child, 1st call, once");
        w.Send("BGREWRITEAOF");
        w.Pass(100);
        w.SendTurn("CONFIG SET appendonly no", "CONFIG SET appendonly yes");
        Assert.Single(w.Machine.LiveChildren);
        Assert.Equal(AofMode.On, w.PassUntilChildHasEnded().Status.Mode);
    }

    [Fact]
    public void WhatAHangingChildIsNotSentWaitsInMemory()
    {
        var w = TestServer.Up(faults: "hang on open by child, 1st call, once");
        w.Send("BGREWRITEAOF");
        for (var i = 0; i < 4; i++)
        {
            w.SendBytes(Bytes.Of("SET"), Bytes.Of("k"), new Bytes(new byte[100_000]));
        }

        Assert.InRange(w.Status.RewriteBufferLength, 330_000, 340_000);
        w.Machine.EndHangs();
        Assert.Equal(0, w.Pass(200).Status.RewriteBufferLength);
    }

    [Fact]
    public void AnOrphanThatFinishesLeavesAFileThatIsNotLoaded()
    {
        // The next server has seen the unfinished file; before it can remove it, the orphan gives it its finished name.
        var w =
            TestServer.Up(faults: [KilledInItsAnswer, "20000 us more on unlink by server of temp-*, 1st call, once"]);
        w.SendTurn("SET k 1", "BGREWRITEAOF");
        w.Pass(5000).KillAndRestart();
        Assert.Equal([TestServer.AofName, "temp-rewriteaof-bg-1001.aof"], w.Files);
        Assert.Equal("1", w.Send("GET k"));
        Assert.Equal(["SELECT 0", "SET k 2"], w.Send("SET k 2") == "OK" ? w.Rewrite().Log : []);
        Assert.Equal([TestServer.AofName], w.KillAndRestart().Files);
    }

    [Fact]
    public void AnOrphanWhoseFileIsRemovedUnderItsHandsGivesUp()
    {
        var w = TestServer.Up(faults: KilledInItsAnswer);
        w.Send("BGREWRITEAOF");
        w.Pass(5000).KillAndRestart().Pass(100);
        Assert.Empty(w.Machine.LiveChildren);
        Assert.Equal([TestServer.AofName], w.Files);
        Assert.True(w.Logged(LogLevel.Warning, "could not be rewritten: No such file"));
    }

    [Fact]
    public void WhatOneStartCannotRemoveTheNextOneDoes()
    {
        var w = TestServer.Up(faults: "EIO on unlink by server, 1st call, 2 times");
        w.Send("BGREWRITEAOF");
        w.Machine.KillChild(w.Machine.LiveChildren[0], Signals.Kill);
        w.PassWithoutServer(10).KillAndRestart();
        Assert.DoesNotContain("temp-rewriteaof-1001.aof", w.KillAndRestart().Files);
        Assert.Equal([TestServer.AofName], w.Files);
    }

    [Fact]
    public void EveryDeadChildsFilesAreRemovedAtStart()
    {
        var w = TestServer.Up(faults: "SIGKILL after the effect on open by child, 1st call, 2 times");
        for (var life = 0; life < 2; life++)
        {
            w.Send("BGREWRITEAOF");
            w.PassWithoutServer(10);
            Assert.Contains(w.Files, name => name.StartsWith("temp-", StringComparison.Ordinal));
            Assert.Equal([TestServer.AofName], w.KillAndRestart().Files);
        }
    }

    [Theory]
    [InlineData(4_900_000, true)]
    [InlineData(5_100_000, false)]
    public void TheChildOfRedisWaitsFiveSecondsForItsAnswer(int lateUs, bool succeeds)
    {
        var w = TestServer.Up(FsyncPolicy.EverySecond, Defects.Of(Defect.FiveSecondsToAgree),
            $"{lateUs} us more on pipe-write by server of pipe:[3], 1st call, once");
        w.SendTurn("SET k 1", "SET k 2");
        w.Rewrite();
        Assert.Equal(succeeds, w.Status.LastRewriteOk);
        Assert.Equal(!succeeds, w.Logged(LogLevel.Warning, "Connection timed out"));
        Assert.True(w.Rewrite().Status.LastRewriteOk);
    }

    [Theory]
    [InlineData("EAGAIN on pipe-write by server of pipe:[3], 1st call, once")]
    [InlineData("EPIPE on pipe-write by server of pipe:[3], 1st call, once")]
    public void AnAnswerThatIsLostEndsTheChildAndNotTheNextOne(string fault)
    {
        var w = TestServer.Up(FsyncPolicy.EverySecond, Defects.Of(Defect.FiveSecondsToAgree), fault);
        Assert.False(w.Rewrite().Status.LastRewriteOk);
        Assert.True(w.Rewrite().Status.LastRewriteOk);
    }

    [Fact]
    public void ALongFullPipeDelaysTheRewriteAndLosesNothing()
    {
        var w = TestServer.Up();
        w.Machine.ChildSlowdown = 5_000_000;
        w.Send("BGREWRITEAOF");
        for (var i = 0; i < 40; i++)
        {
            w.SendBytes(Bytes.Of("APPEND"), Bytes.Of("k"), new Bytes(new byte[5_000]));
            w.Pass(100);
        }

        Assert.InRange(w.Status.RewriteBufferLength, 100_000, 200_000);
        w.Machine.ChildSlowdown = 1;
        Assert.True(w.PassUntilChildHasEnded().Status.LastRewriteOk);
        Assert.Equal("200000", w.KillAndRestart().Send("STRLEN k"));
    }

    private static string At(string call, string effect)
    {
        var (nth, rest) = call.StartsWith("2nd ", StringComparison.Ordinal) ? ("2nd", call[4..]) : ("1st", call);
        var of = rest.IndexOf(" of ", StringComparison.Ordinal);
        return of < 0
            ? $"{effect} on {rest} by child, {nth} call, once"
            : $"{effect} on {rest[..of]} by child{rest[of..]}, {nth} call, once";
    }
}
