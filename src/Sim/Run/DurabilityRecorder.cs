using Aof;
using Aof.Data;
using Aof.KnownDefects;
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

    /// <summary>
    /// A server that is down or inside one turn for longer than this may not sync in time, in microseconds.
    /// </summary>
    private const int ShortTurnUs = 500_000;

    private readonly SimulatedMachine machine;
    private readonly LogLayout layout;
    private AofServer? server;
    private int acknowledged;
    private int handed;
    private int always;

    /// <summary>Units acknowledged under another policy than always.</summary>
    private int otherwise;

    /// <summary>Units acknowledged while the log was not on: a log that the server trusts promises them.</summary>
    private int withoutLog;
    private int ended;
    private int confirmed;
    private bool endedInOrder;
    private bool pagesLost;
    private long exemptUntilUs;
    private long faultsNoted;

    /// <summary>When a turn ended last.</summary>
    private long lastTurnUs;

    /// <summary>When a call failed last.</summary>
    private long lastFailureUs;

    /// <summary>What was acknowledged when a turn last ended with a sound log; null: the last one did not.</summary>
    private int? soundlyOn;

    /// <summary>Since when a background fsync has been under way, as seen at the end of turns; null: none is.</summary>
    private long? pendingSinceUs;
    private int turns;
    private int turnsNoted;
    private int lives;

    public DurabilityRecorder(Plan plan, SimulatedMachine machine)
    {
        this.machine = machine;
        layout = plan.Config.Layout;
        lastTurnUs = machine.Clock.NowUs;
        exemptUntilUs = plan.Disk.SyncMaxUs <= HealthySyncUs ? 0 : long.MaxValue;
        machine.Disk.Changing += Note;
        machine.Trace.CallReturned += call =>
        {
            if (call.Injected || call.Error is not (Errno.None or Errno.EAGAIN or Errno.ENOENT or Errno.EEXIST))
            {
                lastFailureUs = call.EndUs;
                Troubled(call.EndUs);
            }
        };
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
    public bool LogMayBeDamaged => pagesLost || Files.Any(file => file.HasLostPages);

    /// <summary>The file that the server appends to, as the page cache has it; null when there is none.</summary>
    public Inode? Log => Find(LogPath);

    /// <summary>The file that the server appends to, or the server before it.</summary>
    private string LogPath =>
        layout == LogLayout.MultiPart && server?.Status.FileName is { Length: > 0 } name ? name : ServerFiles.Log;

    /// <summary>All files of the log as the page cache has them.</summary>
    private IEnumerable<Inode> Files =>
        layout == LogLayout.SingleFile
            ? Log is { } log ? [log] : []
            : (machine.Disk.List(ServerFiles.Directory) is { Ok: true, Value: var names } ? names : [])
                .Select(name => Find($"{ServerFiles.Directory}/{name}")).OfType<Inode>();

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

        (Down, endedInOrder, pendingSinceUs, soundlyOn) = (null, false, null, null);
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
        otherwise = Math.Min(otherwise, back);
        withoutLog = Math.Min(withoutLog, back);
        ended = Math.Min(ended, back);
        confirmed = Math.Min(confirmed, back);
    }

    /// <summary>A reply has left the server.</summary>
    /// <param name="promised">The units that it promises; 0 when it promises none.</param>
    public void Delivered(int promised)
    {
        if (promised > acknowledged)
        {
            acknowledged = promised;
            History.Acks.Add(new Ack(promised, machine.Clock.NowUs));
        }
    }

    /// <summary>A reply to WAITAOF has said that these units are on the disk.</summary>
    public void Confirmed(int units) => confirmed = Math.Max(confirmed, units);

    /// <summary>The flush is over and the replies are out.</summary>
    public void TurnEnded()
    {
        turns++;
        var hasFailed = lastFailureUs >= lastTurnUs;
        lastTurnUs = machine.Clock.NowUs;
        var (status, config) = (server!.Status, server.Config);
        var on = status.Mode == AofMode.On;
        var everysec = config.Policy == FsyncPolicy.EverySecond;
        var leavesSyncsOut = config.NoFsyncOnRewrite && status.RewriteInProgress;
        pendingSinceUs = status.PendingBackgroundSyncs == 0 ? null : pendingSinceUs ?? lastTurnUs;
        if (!on || !everysec || leavesSyncsOut || !status.LastWriteOk || lastTurnUs - pendingSinceUs > HealthySyncUs)
        {
            Troubled();
        }

        NoteSwitchedOff(status, hasFailed);
        if (!on)
        {
            withoutLog = acknowledged;
            return;
        }

        if (status.BufferLength == 0 || (status.LastWriteOk && !(everysec && status.PendingBackgroundSyncs > 0)))
        {
            handed = acknowledged;
        }

        if (config.Policy != FsyncPolicy.Always)
        {
            otherwise = acknowledged;
        }
        else if (!leavesSyncsOut && acknowledged > otherwise && (acknowledged > withoutLog || !status.FileUnsafe))
        {
            always = acknowledged;
        }
    }

    /// <summary>
    /// CONFIG SET appendonly no promises every write that was acknowledged before its turn, where no call has failed.
    /// </summary>
    private void NoteSwitchedOff(AofStatus status, bool hasFailed)
    {
        if (status.Mode == AofMode.Off && soundlyOn is { } acknowledgedBefore && !hasFailed)
        {
            handed = Math.Max(handed, acknowledgedBefore);
            ended = status.PendingBackgroundSyncs > 0 ? ended : Math.Max(ended, acknowledgedBefore);
        }

        soundlyOn = status is { Mode: AofMode.On, LastWriteOk: true, FileUnsafe: false } ? acknowledged : null;
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
            handed = ended = acknowledged;
        }
    }

    /// <summary>
    /// Something hinders the fsync of each second: a fault, a pause of the machine, a setting, no server. The bound of
    /// everysec is claimed again two seconds after the last trouble.
    /// </summary>
    public void Troubled() => Troubled(machine.Clock.NowUs);

    private void Troubled(long nowUs) =>
        exemptUntilUs = Math.Max(exemptUntilUs, nowUs + DurabilityPoint.EverysecBoundUs);

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

    private Inode? Find(string path) =>
        machine.Disk.Lookup(path) is { Ok: true, Value: var file } ? file : null;

    private void Note()
    {
        var nowUs = machine.Clock.NowUs;
        if (machine.Faults.InjectedCount > faultsNoted || nowUs - lastTurnUs > ShortTurnUs)
        {
            faultsNoted = machine.Faults.InjectedCount; // A fault may have delayed this change.
            Troubled();
        }

        History.Promises.Add(new DurabilityPoint(
            nowUs, Math.Max(0, History.Executed), acknowledged, handed, always, History.Acks.Count,
            nowUs >= exemptUntilUs,
            server is { Status.FileUnsafe: false },
            turns,
            server?.Status.BufferLength ?? 0,
            Down is not null)
        {
            IsQuiescent = turns > turnsNoted && server is not null && Down is null && !TailMayStay,
            LogIsOn = server?.Status.Mode == AofMode.On,
            Life = lives,
            Ended = ended,
            Confirmed = confirmed,
            Log = LogPath,
        });
        turnsNoted = turns;
    }

    /// <summary>The log may end in a part of a buffer, because the truncation after a short write has failed.</summary>
    private bool TailMayStay => machine.Faults.InjectedCount > 0
        && machine.Faults.Injected.Any(
        row => row is { Call: SystemCall.Truncate, Kind: FaultKind.Error } or { Errno: Errno.EROFS }
            or { Kind: FaultKind.Abort });
}
