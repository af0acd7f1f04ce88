using System.Text;
using Aof.KnownDefects;
using Aof.State;
using Sim.Check;
using Sim.Check.Rules;

namespace Tests.Scenarios.Peer;

/// <summary>
/// A log of 6.0.5 after a simulated crash is given to the simulated 6.0.5 and to a real redis-server 7.0.15. Both do
/// the same: they start or refuse, with the same dataset, the same replies to more writes, and the same dataset after a
/// kill and another start. Where they differ, or both lose acknowledged writes, the name of the test says so.
/// </summary>
public sealed class CrashImageTests
{
    /// <summary>How many images of a kind: the first ones, and the last.</summary>
    private static readonly int Each = PeerTests.Seeds.Count;

    private static readonly string[] PlainWrites = ["SET after 1", "RPUSH list x y"];
    private static readonly string[] WithTransaction = [.. PlainWrites, "MULTI", "INCR number", "SADD set z", "EXEC"];

    private static readonly byte[] TornInTransaction =
        Encoding.Latin1.GetBytes(Resp.Log("SELECT 0", "SET a 1", "MULTI", "SET b 1", "SET c 1")[..^3]);
    private static readonly byte[] EndsInTransaction =
        Encoding.Latin1.GetBytes(Resp.Log("SELECT 0", "SET a 1", "MULTI", "SET b 1"));

    [PeerTheory]
    [InlineData(CrashDamage.Killed, false)]
    [InlineData(CrashDamage.Killed, true)]
    [InlineData(CrashDamage.Torn, false)]
    [InlineData(CrashDamage.Zeros, false)]
    [InlineData(CrashDamage.OldName, false)]
    [InlineData(CrashDamage.ZerosAsData, false)]
    [InlineData(CrashDamage.Noise, false)]
    [InlineData(CrashDamage.Torn, true)]
    [InlineData(CrashDamage.BadAfterRewrite, true)]
    public void BothMakeTheSameOfACrashImage(CrashDamage kind, bool preamble)
    {
        foreach (var wreck in Some(kind, preamble))
        {
            var simulated = StartOutcome.OfSimulated(wreck.Log, Profile.Redis605, WithTransaction);
            Assert.Equal(simulated, StartOutcome.OfOldLog(wreck.Log, WithTransaction));
            Assert.Equal(kind is CrashDamage.Zeros or CrashDamage.Noise or CrashDamage.BadAfterRewrite,
                simulated.Start == StartOutcome.Refused);
            Assert.False(simulated.Forgets);
        }
    }

    /// <summary>
    /// valkey #4342: the cut leaves MULTI and what was queued; all that is acknowledged afterwards is queued behind it
    /// at the next start, and thrown away.
    /// </summary>
    [PeerTheory]
    [Trait("Defect", "4342")]
    [InlineData(false)]
    [InlineData(true)]
    public void BothLoseAcknowledgedWritesAfterATornTransaction(bool preamble)
    {
        foreach (var wreck in Some(CrashDamage.TornInTransaction, preamble))
        {
            var simulated = StartOutcome.OfSimulated(wreck.Log, Profile.Redis605, PlainWrites);
            Assert.Equal(simulated, StartOutcome.OfOwnLog(wreck.Log, PlainWrites));
            Assert.True(simulated.Forgets);
            Assert.Equal(simulated.Start, simulated.Restart);
            Assert.False(StartOutcome.OfSimulated(wreck.Log, Profile.Hardened, PlainWrites).Forgets);
        }
    }

    /// <summary>
    /// The next transaction's EXEC ends the one that was torn: half of it, which was not there before, is.
    /// </summary>
    [PeerTheory]
    [Trait("Defect", "4342")]
    [InlineData("MULTI", "SET d 1", "SET e 1", "EXEC")]
    public void BothExecuteHalfATornTransactionWithTheNextOne(params string[] writes)
    {
        var simulated = StartOutcome.OfSimulated(TornInTransaction, Profile.Redis605, writes);
        Assert.Equal(simulated, StartOutcome.OfOwnLog(TornInTransaction, writes));
        Assert.Equal(
            TestServer.On(Resp.Log("SELECT 0", "SET a 1", "SET b 1", "SET d 1", "SET e 1")).Server.Data.Digest(),
            simulated.Restart);
        Assert.True(simulated.Forgets);
    }

    /// <summary>7.0 logs a transaction of one write without MULTI and EXEC, so that it ends no torn one.</summary>
    [PeerTheory]
    [Trait("Defect", "4342")]
    [InlineData("MULTI", "SET d 1", "EXEC")]
    public void AOneWriteTransactionEndsATornOneIn605AndIsLostIn70(params string[] writes)
    {
        var simulated = StartOutcome.OfSimulated(TornInTransaction, Profile.Redis605, writes);
        Assert.Equal(simulated with { Restart = simulated.Start }, StartOutcome.OfOwnLog(TornInTransaction, writes));
        Assert.Equal(TestServer.On(Resp.Log("SELECT 0", "SET a 1", "SET b 1", "SET d 1")).Server.Data.Digest(),
            simulated.Restart);
    }

    /// <summary>
    /// What 6.0.5 forgets 7.0 cannot get at: taken over as the base of its log, the file with the dangling MULTI is
    /// torn and not the last one.
    /// </summary>
    [PeerTheory]
    [Trait("Defect", "4342")]
    [InlineData(false)]
    [InlineData(true)]
    public void TheSecondStartOf70RefusesAnOldTornTransaction(bool preamble)
    {
        foreach (var wreck in Some(CrashDamage.TornInTransaction, preamble))
        {
            var simulated = StartOutcome.OfSimulated(wreck.Log, Profile.Redis605, PlainWrites);
            Assert.Equal(
                simulated with { Restart = StartOutcome.Refused }, StartOutcome.OfOldLog(wreck.Log, PlainWrites));
        }
    }

    /// <summary>#5201, fixed in 5.0: nothing of the transaction stays.</summary>
    [PeerTheory]
    [Trait("Defect", "5201")]
    [InlineData(true)]
    [InlineData(false)]
    public void BothCutAnOpenTransactionThatEndsBetweenCommands(bool own)
    {
        var simulated = StartOutcome.OfSimulated(EndsInTransaction, Profile.Redis605, PlainWrites);
        Assert.Equal(simulated,
            own
                ? StartOutcome.OfOwnLog(EndsInTransaction, PlainWrites)
                : StartOutcome.OfOldLog(EndsInTransaction, PlainWrites));
        Assert.False(simulated.Forgets);
    }

    /// <summary>
    /// 6.0.5 logs the value and the deadline one after the other; torn between the two, the key stays for ever, in 7.0
    /// as well.
    /// </summary>
    [PeerTheory]
    [InlineData("SETEX k 100 v")]
    [InlineData("SET k v PX 100000")]
    public void BothKeepAKeyForEverWhoseDeadlineWasTornOff(string write)
    {
        var world = TestServer.Up(FsyncPolicy.No, Profile.Redis605.Defects);
        Assert.Equal("OK", world.Send(write));
        var log = Encoding.Latin1.GetBytes(world.Content(TestServer.AofName)[..^3]);
        var simulated = StartOutcome.OfSimulated(log, Profile.Redis605, "TTL k");
        Assert.Equal(simulated, StartOutcome.OfOldLog(log, "TTL k"));
        Assert.Equal(":-1\r\n", simulated.Replies);
    }

    /// <summary>
    /// A rewrite renames before it syncs (and never syncs the name): the real server, too, starts on what is left,
    /// without writes that an fsync had covered.
    /// </summary>
    [PeerTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void BothLoseSyncedWritesAfterARewrite(bool preamble)
    {
        var plan = CrashedLog.Plan(preamble);
        var (wreck, replay) = CrashedLog.Of(plan).Where(wreck => wreck.Kind == CrashDamage.OldName)
            .Select(wreck => (wreck, Replayer.Replay(plan with { Crash = wreck.Crash })))
            .First(found => found.Item2.Verdict.Violation?.Kind == ViolationKind.LostSynced);
        var simulated = StartOutcome.OfSimulated(wreck.Log, Profile.Redis605, PlainWrites);
        Assert.Equal(simulated, StartOutcome.OfOldLog(wreck.Log, PlainWrites));
        var acknowledged = replay.Run.History.Promises[wreck.Crash.Position].Acknowledged;
        Assert.DoesNotContain(
            simulated.Start, replay.Run.History.Units.Skip(acknowledged).Select(unit => unit.State.Digest()));
    }

    /// <summary>Some of a kind.</summary>
    private static CrashedLog[] Some(CrashDamage kind, bool preamble)
    {
        var all = CrashedLog.Of(CrashedLog.Plan(preamble)).Where(wreck => wreck.Kind == kind).ToArray();
        Assert.NotEmpty(all);
        return [.. all.Take(Each - 1).Append(all[^1]).Distinct()];
    }
}
