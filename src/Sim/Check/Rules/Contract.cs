using Sim.Machine.Disk;
using Sim.Plans;
using Sim.Run;

namespace Sim.Check.Rules;

/// <summary>
/// The oracle: all that is promised, rule by rule. Where a check applies a rule, it names the rule's number.
/// <para>
/// 1. What comes back after a crash is the state after some prefix of the executed writes: no hole, no other order,
/// nothing torn. Promises are made only while the log is on.
/// </para>
/// <para>
/// 2. Kill -9: every acknowledged write whose bytes were handed to write(2) is in that prefix. A reply waits for that
/// hand-over, except under everysec while a background fsync is under way.
/// </para>
/// <para>
/// 3. Power loss: every write that was acknowledged under always is in that prefix. With no-appendfsync-on-rewrite,
/// writes acknowledged during a rewrite are exempt. What was acknowledged while the log was off is promised by the
/// first log that the server trusts.
/// </para>
/// <para>
/// 4. Power loss under every policy: all that a completed fsync covered is in it. After a failed sync of the log, this
/// holds once the same server has ended its turn without an error of its log. Under everysec so is every write that was
/// acknowledged two seconds ago, when nothing has hindered the fsync of each second for two seconds: no failed, slow or
/// hanging call, no pause of the machine, no other setting, no server that is down, no rewrite with
/// no-appendfsync-on-rewrite. That needs a disk whose sync takes at most 200 ms.
/// </para>
/// <para>
/// 5. An orderly end (SHUTDOWN, SIGTERM) with exit code 0: every write that was acknowledged before it is in that
/// prefix, after a kill and after a power loss, under every policy and without the exemptions of rules 2 to 4. The
/// server refuses to end only after a call failed, while a background fsync does not end, or while the first rewrite of
/// its log runs. Then it goes on. CONFIG SET appendonly no is such an end of the log, when no call fails in its turn.
/// </para>
/// <para>
/// 6. What a disk takes back was not promised. (a) Where the page cache gives up pages after a failed sync, a kill may
/// come back with what the cache has left. (b) Where a disk reports an error one sync late, writes acknowledged after
/// the sync that hid it are promised only when they are durable, and rules 4 and 5 promise nothing until then. (c)
/// Where syncs lie, a power loss leaves a prefix of no certain length, of the history or of what an earlier server had
/// executed. (d) There, a new file that took the log's place
/// may be cut short. What comes back then may be no prefix, or nothing: such states are counted. (e) Once the journal
/// of the file system has aborted, nothing becomes durable any more, and some syncs still succeed. So what is
/// acknowledged later is not promised after a power loss. (f) A server that could not make durable what it has loaded
/// says so, and refuses writes. Until one has done that, a power loss may leave what an earlier server had executed.
/// </para>
/// <para>
/// 7. A server refuses to start only where the disk can leave an unreadable file, or where torn tails are refused.
/// After the checker's repair rules 1 to 6 hold.
/// </para>
/// <para>
/// 8. Between two turns the log is whole. Where torn tails are refused, a server that is killed then starts again,
/// unless the tail could not be cut off.
/// </para>
/// <para>
/// 9. The format has no checksum, so damage may look like data. <see cref="Evidence"/> says what damage excuses: bytes
/// that no program wrote, or a flipped bit. A log with a flipped bit may be refused. Excused states are counted.
/// Damage never excuses a breach of rule 10.
/// </para>
/// <para>
/// 10. After a recovery the server goes on soundly, whatever damage the log had: it accepts writes, and a restart has
/// them. A crash during the recovery ends in the same state, except where syncs lie. The checker finds no error in a
/// log that a server has started on, but for commands of a spoiled log that the server has refused.
/// </para>
/// <para>
/// 11. Within a run a server that was killed comes back as rules 1, 2 and 6a say. Where a start read a wrong bit and
/// could not notice it, the run ends. Crashes after that server went down are not judged.
/// </para>
/// <para>
/// 12. Each command gets one whole reply, in order. A command for one key leaves the value and the deadline that a
/// second, small model says. A write is not answered OK in a turn in which the log could not be written. While the
/// server refuses writes, none is executed. The server knows where its log ends, or reports that the log is lost.
/// </para>
/// <para>
/// 13. The server ends itself only under always, and only after a call failed. It refuses writes only after a call
/// failed. A call that is slow, or moves a part of what it was asked to move, has not failed. A disk of limited size
/// may be full.
/// </para>
/// <para>
/// 14. After the faults the server starts, accepts writes and completes a rewrite, within a bound of time, turns and
/// system calls. It throws nothing that ends a process by itself.
/// </para>
/// <para>15. Where nothing is lost: what BehaviourChecks lists.</para>
/// <para>
/// 16. Power loss under every policy: where WAITAOF has told a client that its log is on the disk, everything up to the
/// client's last write is in that prefix, except where rule 6 promises nothing. The reply comes when an fsync has
/// covered it, and when the timeout is over.
/// </para>
/// </summary>
public static class Contract
{
    /// <summary>What a kill -9 must leave.</summary>
    /// <param name="promise">What was promised then.</param>
    /// <param name="cached">Units that the page cache had left when it gave up pages of the log; unbounded when it did
    /// not.</param>
    public static RequiredPrefix OfKill(DurabilityPoint promise, int cached) =>
        new(Math.Min(promise.Handed, cached), ViolationKind.LostPromised,
        "acknowledged after they were handed to write(2), so kill -9 must not lose them");

    /// <summary>What a power loss must leave.</summary>
    /// <param name="disk">The disk.</param>
    /// <param name="promise">What was promised when the power went.</param>
    /// <param name="durable">What the disk had been seen to do by then.</param>
    public static RequiredPrefix OfPowerLoss(DiskPreset disk, DurabilityPoint promise, DurableUnits durable)
    {
        if (!disk.KeepsItsWord)
        {
            return new(0, ViolationKind.LostPromised, "nothing is promised on a disk whose syncs lie");
        }

        var none = new RequiredPrefix(0, ViolationKind.LostPromised, "nothing was promised");
        var always = new RequiredPrefix(
            Math.Min(promise.Always, durable.BeforeHiddenError), ViolationKind.LostPromised,
            "acknowledged under appendfsync always, so a power loss must not lose them");
        var everysec = new RequiredPrefix(durable.HidesError ? 0 : durable.Window, ViolationKind.LostPromised,
            "acknowledged more than two seconds ago under appendfsync everysec on a healthy disk");
        var byEnd = new RequiredPrefix(
            durable.HidesError ? 0 : promise.Ended, ViolationKind.LostPromised,
            "acknowledged before the server ended in order, so a power loss must not lose them");
        var bySync = new RequiredPrefix(
            durable.Synced, ViolationKind.LostSynced, "covered by an fsync that completed");
        var confirmed = new RequiredPrefix(
            durable.HidesError ? 0 : promise.Confirmed, ViolationKind.LostPromised,
            "on the disk as WAITAOF has said, so a power loss must not lose them");
        return none.OrLonger(always).OrLonger(confirmed).OrLonger(bySync).OrLonger(byEnd).OrLonger(everysec);
    }

    /// <summary>What a crash state comes to: the rule that it breaks, and what excuses it.</summary>
    /// <param name="outcome">What a server made of the state.</param>
    /// <param name="history">What the run did.</param>
    /// <param name="floor">What rules 2 to 6 and 16 promise.</param>
    /// <param name="facts">What is true of the crash.</param>
    public static Ruling Judge(RecoveryOutcome outcome, History history, RequiredPrefix floor, CrashFacts facts)
    {
        var broken = outcome.Refused is not null && !MayRefuse(facts)
            ? ViolationKind.Refused
            : Broken(outcome, history, facts, floor);
        if (broken is not { } kind || !EvidenceOf(facts).Excuses(kind, outcome))
        {
            return new Ruling(broken, IsExcused: false);
        }

        // Rule 10: a server must keep what it has accepted, whatever that is. Rule 9: it has seen the rot.
        return outcome is { State: not null, Defect: not null }
            ? new Ruling(ViolationKind.AfterRecovery, IsExcused: false)
            : facts.Kind == CrashKind.BitRot && outcome.Refused is not null ? default
            : new Ruling(kind, IsExcused: true);
    }

    /// <summary>Rules 7, 8 and 9.</summary>
    private static bool MayRefuse(CrashFacts facts) => facts.Kind switch
    {
        CrashKind.BitRot => true,
        CrashKind.PowerLoss => !facts.CutsTornTail || facts.DiskLeavesUnreadable,
        CrashKind.Kill => facts.CacheLostPages || (!facts.CutsTornTail && !facts.Rests),
        _ => throw new ArgumentOutOfRangeException(nameof(facts)),
    };

    /// <summary>Rules 6d and 9.</summary>
    private static Evidence EvidenceOf(CrashFacts facts) =>
        facts.Kind == CrashKind.BitRot ? Evidence.Spoiled
        : facts.NewLogMayBeCutShort ? Evidence.CutShort
        : facts.HasForeignBytes() ? Evidence.Damaged
        : Evidence.Whole;

    /// <summary>Rules 1 to 6 and 10.</summary>
    private static ViolationKind? Broken(
        RecoveryOutcome outcome, History history, CrashFacts facts, RequiredPrefix floor)
    {
        if (outcome.State is not null && outcome.Matches.Count == 0)
        {
            return ViolationKind.NotAPrefix;
        }

        if (outcome.Defect is not null)
        {
            return ViolationKind.AfterRecovery;
        }

        var executed = history.Promises[facts.Position].Executed;
        var possible = false;
        for (var i = 0; i < outcome.Matches.Count && outcome.Matches[i] <= executed; i++)
        {
            var live = history.IsLive(
                outcome.Matches[i], facts.Position - facts.SyncLag, facts.Kind == CrashKind.PowerLoss);
            if (live && outcome.Matches[i] >= floor.Units)
            {
                return null;
            }

            possible |= live;
        }

        return possible ? floor.Kind : ViolationKind.NotAPrefix;
    }
}
