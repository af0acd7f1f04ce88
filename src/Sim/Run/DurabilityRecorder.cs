using Aof;
using Aof.Data;
using Aof.State;
using Sim.Machine;
using Sim.Machine.Faults;
using Sim.Machine.FileSystem;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;

namespace Sim.Run;

/// <summary>
/// Watches a run and records what is promised at every change of the disk (see <see cref="DurabilityPoint"/>).
/// </summary>
internal sealed class DurabilityRecorder
{
    /// <summary>The two-second bound is not claimed for a disk whose fsync may take longer than this.</summary>
    private const int HealthySyncUs = 200_000;

    private readonly Plan plan;
    private readonly SimulatedMachine machine;
    private AofServer? server;
    private int acknowledged;
    private int handed;
    private int always;
    private int ended;
    private bool endedInOrder;
    private bool pagesLost;
    private bool healthy;
    private long exemptUntilUs;
    private int turns;
    private int turnsNoted;
    private int lives;

    public DurabilityRecorder(Plan plan, SimulatedMachine machine)
    {
        this.plan = plan;
        this.machine = machine;
        healthy = plan.Disk.SyncMaxUs <= HealthySyncUs && plan.Config.Policy == FsyncPolicy.EverySecond;
        machine.Disk.Changing += Note;
    }

    public History History { get; } = new();

    /// <summary>The step of the plan that is being executed; -1 when the server acts by itself.</summary>
    public int Step { get; set; } = -1;

    /// <summary>How often a bit was read wrong so far.</summary>
    public long Misreads => machine.Faults.Injected.Where(row => row.Kind == FaultKind.Flip).Sum(row => row.Count);

    /// <summary>What the server before left to the next start; null while a server is up.</summary>
    public ServerDown? Down { get; private set; }

    /// <summary>
    /// True when the page cache has given up a part of the log, so that a server that starts may be unable to read it.
    /// </summary>
    public bool LogMayBeDamaged => pagesLost || Log is { HasLostPages: true };

    /// <summary>The log as the page cache has it; null when there is none.</summary>
    public Inode? Log => machine.Disk.Lookup(ServerFiles.Log) is { Ok: true, Value: var log } ? log : null;

    /// <summary>A server is about to start, or to try again.</summary>
    public void Starting()
    {
        lives++;
        Down ??= new ServerDown(machine.Disk.Journal.Count, Misreads, endedInOrder);
        pagesLost = LogMayBeDamaged;
    }

    /// <summary>A server has started. The first one has state 0; for a later one, what it came back with.</summary>
    public ServerReturn? Begin(AofServer started)
    {
        server = started;
        started.UnitApplied = UnitApplied;
        if (Down is null)
        {
            throw new InvalidOperationException("A server has started, and no start had begun.");
        }

        (Down, endedInOrder) = (null, false);
        (var lost, pagesLost) = (LogMayBeDamaged, false);
        if (History.Units.Count == 0)
        {
            UnitApplied();
            return null;
        }

        var back = History.LastLive(History.Matching(started.Data), machine.Disk.Journal.Count);
        return new ServerReturn(back, handed, lost);
    }

    /// <summary>The history goes on from the state that a server came back with.</summary>
    public void Resume(ServerReturn returned)
    {
        var back = returned.Back;
        History.Restarts.Add(new Restart(machine.Disk.Journal.Count, back, History.Units.Count, History.Acks.Count));
        acknowledged = Math.Min(acknowledged, back);
        handed = Math.Min(handed, back);
        always = Math.Min(always, back);
        ended = Math.Min(ended, back);
    }

    /// <summary>A reply has left the server, if there was one.</summary>
    public void Delivered(Client client)
    {
        var promised = client.Take();
        if (promised > acknowledged)
        {
            acknowledged = promised;
            History.Acks.Add(new Ack(promised, machine.Clock.NowUs));
        }
    }

    /// <summary>The flush is over and the replies are out.</summary>
    public void TurnEnded()
    {
        turns++;
        var status = server!.Status;
        var on = status.Mode == AofMode.On;
        healthy &= on && plan.Disk.CapacityBytes == 0;
        if (on)
        {
            NotePromised(status);
        }
    }

    /// <summary>
    /// The server has ended with exit code 0. While the log is on, that promises every acknowledged write.
    /// </summary>
    public void EndedInOrder()
    {
        Step = -1;
        if (server!.Status.Mode == AofMode.On)
        {
            endedInOrder = true;
            handed = always = ended = acknowledged;
        }
    }

    /// <summary>What the replies that have left promise from now on.</summary>
    private void NotePromised(AofStatus status)
    {
        var mayHoldBack = plan.Config.Policy == FsyncPolicy.EverySecond && status.PendingBackgroundSyncs > 0;
        if (status.BufferLength == 0 || (status.LastWriteOk && !mayHoldBack))
        {
            handed = acknowledged;
        }

        if (plan.Config.NoFsyncOnRewrite && status.RewriteInProgress)
        {
            exemptUntilUs = Math.Max(exemptUntilUs, machine.Clock.NowUs + DurabilityPoint.EverysecBoundUs);
        }
        else
        {
            always = acknowledged;
        }
    }

    /// <summary>
    /// The machine has paused. The two seconds of everysec count only while it runs, so the bound is not claimed for
    /// the next two seconds.
    /// </summary>
    public void Paused() =>
        exemptUntilUs = Math.Max(exemptUntilUs, machine.Clock.NowUs + DurabilityPoint.EverysecBoundUs);

    /// <summary>The run is over: the last moment.</summary>
    public void Close()
    {
        if (History.Units.Count == 0)
        {
            var nothing = new Dataset();
            History.Add(new WriteUnit(nothing, nothing.Fingerprint(), machine.Clock.NowUs, -1));
        }

        Note();
        machine.Disk.Changing -= Note;
    }

    private void UnitApplied()
    {
        var state = server!.Data.Snapshot();
        History.Add(new WriteUnit(state, state.Fingerprint(), machine.Clock.NowUs, Step));
    }

    private void Note()
    {
        // A fault may have delayed this change.
        healthy &= machine.Faults.InjectedCount == 0;
        var nowUs = machine.Clock.NowUs;
        History.Promises.Add(new DurabilityPoint(
            nowUs, Math.Max(0, History.Executed), acknowledged, handed, always, History.Acks.Count,
            healthy && nowUs >= exemptUntilUs,
            server is { Status.FileUnsafe: false },
            turns,
            server?.Status.BufferLength ?? 0,
            Down is not null)
        {
            IsQuiescent = turns > turnsNoted && server is not null && Down is null && !TailMayStay,
            Life = lives,
            Ended = ended,
        });
        turnsNoted = turns;
    }

    /// <summary>The log may end in a part of a buffer, because the truncation after a short write has failed.</summary>
    private bool TailMayStay => machine.Faults.InjectedCount > 0
        && machine.Faults.Injected.Any(
        row => row is { Call: SystemCall.Truncate, Kind: FaultKind.Error } or { Errno: Errno.EROFS });
}
