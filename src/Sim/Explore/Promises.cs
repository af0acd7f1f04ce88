using Aof;
using Sim.Disk;
using Sim.Faults;

namespace Sim.Explore;

/// <summary>Watches a run and records what is promised at every change of the disk (see <see cref="Promise"/>).</summary>
internal sealed class Promises
{
    /// <summary>A disk whose fsync may take longer than this is not one for which the two-second bound is claimed.</summary>
    private const int HealthySyncUs = 200_000;

    private readonly Plan plan;
    private readonly Machine machine;
    private AofServer? server;
    private int acknowledged;
    private int handed;
    private int always;
    private bool acknowledgedNow;
    private bool healthy;
    private long exemptUntilUs;
    private int turns;

    /// <summary>When the server that is to be replaced was gone: how often the disk had changed, and how often something had been read wrong.</summary>
    private (int Position, long Misreads)? gone;

    /// <summary>The log that it left; null when there was none.</summary>
    private Inode? left;

    private bool pagesLost;

    /// <summary>How many units there were when a command began that must be refused; null when none has.</summary>
    private int? refused;

    private int turnsNoted;

    public Promises(Plan plan, Machine machine)
    {
        this.plan = plan;
        this.machine = machine;
        healthy = plan.Disk.SyncMaxUs <= HealthySyncUs && plan.Config.Policy == FsyncPolicy.EverySecond;
        machine.Disk.Changing += Note;
    }

    public History History { get; } = new();

    /// <summary>The step of the plan that is being executed; -1 when the server acts by itself.</summary>
    public int Step { get; set; } = -1;

    /// <summary>A call has failed, or the disk may be full: what explains an exit, or that writes are refused. A call that is slow or moves less than it was asked to has not failed.</summary>
    public bool SomethingWentWrong => plan.Disk.CapacityBytes > 0 || machine.Faults.Injected.Any(row => row.Kind is not (FaultKind.Slow or FaultKind.Short));

    /// <summary>How often a bit was read wrong so far.</summary>
    public long Misreads => machine.Faults.Injected.Where(row => row.Kind == FaultKind.Flip).Sum(row => row.Count);

    /// <summary>A server is about to start, or to try again. One that tried before may have put what it read wrong in the log's place, and then have given up for another reason.</summary>
    public void Starting()
    {
        if (gone is null)
        {
            (gone, left) = ((machine.Disk.Journal.Count, Misreads), Log);
        }
        else if (!ReferenceEquals(left, Log))
        {
            EndIfMisread(gone.Value.Position, gone.Value.Misreads);
        }

        pagesLost |= machine.Disk.Lookup(ServerFiles.Log) is { Ok: true, Value.HasLostPages: true };
    }

    private Inode? Log => machine.Disk.Lookup(ServerFiles.Log) is { Ok: true, Value: var log } ? log : null;

    /// <summary>True when the page cache has given up a part of the log, so that it may be unreadable to a server that starts.</summary>
    public bool LogMayBeDamaged => pagesLost;

    /// <summary>A server has started: for the first time with state 0, after a kill with a state that was promised, as far as the page cache still had it.</summary>
    public void Begin(AofServer started)
    {
        server = started;
        started.UnitApplied = UnitApplied;
        if (History.Units.Count == 0)
        {
            (gone, pagesLost) = (null, false);
            UnitApplied();
            return;
        }

        var back = History.LastLive(History.Matching(started.Data), machine.Disk.Journal.Count);
        var (position, misreads) = gone ?? throw new InvalidOperationException("a server has started that was not about to");
        (gone, var isExcused, pagesLost) = (null, pagesLost && back >= 0, false);
        if (back < handed && !isExcused)
        {
            EndIfMisread(position, misreads);
            var what = back < 0 ? "none that it ever was" : $"that after write {back}, and write {handed} had been acknowledged after it was handed to write(2)";
            throw new RunEnded(RunEnd.CameBackWrong, "after a kill the server started with a dataset that is " + what);
        }

        History.Restarts.Add(new Restart(machine.Disk.Journal.Count, back, History.Units.Count, History.Acks.Count));
        acknowledged = Math.Min(acknowledged, back);
        handed = Math.Min(handed, back);
        always = Math.Min(always, back);
    }

    /// <summary>A client's command is about to be executed.</summary>
    public void Begin(Client client, int step)
    {
        Step = step;
        refused = client.IsWriting && server!.Status is { Mode: not AofMode.Off, LastWriteOk: false } ? History.Executed : null;
    }

    /// <summary>It was executed.</summary>
    public void End(Client client)
    {
        Step = -1;
        if (History.Executed > refused)
        {
            throw new RunEnded(RunEnd.ErrorNotTold, $"the server refused writes, and client {client.Number} has written all the same");
        }
    }

    public void Delivered(Client client)
    {
        var promised = client.Take();
        if (promised > acknowledged)
        {
            acknowledged = promised;
            acknowledgedNow = true;
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
        if (acknowledgedNow && on && !status.LastWriteOk)
        {
            throw new RunEnded(RunEnd.ErrorNotTold, $"write {acknowledged} was answered OK in the turn in which the log could not be written");
        }

        acknowledgedNow = false;
        if (!on)
        {
            return;
        }

        if (!status.LastWriteOk && !SomethingWentWrong)
        {
            throw new RunEnded(RunEnd.NeedlessRefusal, "the server refuses writes, and no call has failed");
        }

        // What a short write left is cut off behind what the server takes for the end of its log.
        if (status is { LastWriteOk: true, FileUnsafe: false, PendingBackgroundSyncs: 0 } && Log is { } log && log.Size != status.CurrentSize)
        {
            throw new RunEnded(RunEnd.ErrorNotTold, string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"the server takes byte {status.CurrentSize} for the end of its log, which is at byte {log.Size}, and has not said that it is lost"));
        }

        var mayHoldBack = plan.Config.Policy == FsyncPolicy.EverySecond && status.PendingBackgroundSyncs > 0;
        if (status.BufferLength == 0 || (status.LastWriteOk && !mayHoldBack))
        {
            handed = acknowledged;
        }

        if (plan.Config.NoFsyncOnRewrite && status.RewriteInProgress)
        {
            exemptUntilUs = Math.Max(exemptUntilUs, machine.Clock.NowUs + Promise.EverysecBoundUs);
        }
        else
        {
            always = acknowledged;
        }
    }

    /// <summary>The operator has cut the log where it seemed damaged: what he read wrong may have been sound.</summary>
    /// <param name="misreads"><see cref="Misreads"/> before he looked.</param>
    public void Repaired(long misreads) => EndIfMisread(gone?.Position ?? 0, misreads);

    private void EndIfMisread(int position, long misreads)
    {
        if (Misreads > misreads)
        {
            History.MisreadAt = position;
            throw new RunEnded(RunEnd.Misread, "a bit was read wrong, and nothing showed it");
        }
    }

    /// <summary>The machine has stood still. The two seconds of everysec are seconds in which it runs; so as not to count them by pieces, none are claimed for the next two.</summary>
    public void Paused() => exemptUntilUs = Math.Max(exemptUntilUs, machine.Clock.NowUs + Promise.EverysecBoundUs);

    /// <summary>The run is over: the last moment.</summary>
    public void Close()
    {
        if (History.Units.Count == 0)
        {
            var nothing = new Aof.Data.Dataset();
            History.Add(new Unit(nothing, nothing.Fingerprint(), machine.Clock.NowUs, -1));
        }

        Note();
        machine.Disk.Changing -= Note;
    }

    private void UnitApplied()
    {
        var state = server!.Data.Snapshot();
        History.Add(new Unit(state, state.Fingerprint(), machine.Clock.NowUs, Step));
    }

    private void Note()
    {
        // A fault may be what this very change is late for.
        healthy &= machine.Faults.InjectedCount == 0;
        var nowUs = machine.Clock.NowUs;
        History.Promises.Add(new Promise(
            nowUs, Math.Max(0, History.Executed), acknowledged, handed, always, History.Acks.Count, healthy && nowUs >= exemptUntilUs,
            server is { Status.FileUnsafe: false },
            turns,
            server?.Status.BufferLength ?? 0,
            gone is not null)
        {
            Rests = turns > turnsNoted && server is not null && gone is null && !TailMayStay,
        });
        turnsNoted = turns;
    }

    /// <summary>The beginning of a buffer that could not be written whole may stand in the log, since it could not be cut off.</summary>
    private bool TailMayStay => machine.Faults.InjectedCount > 0
        && machine.Faults.Injected.Any(row => row is { Call: SystemCall.Truncate, Kind: FaultKind.Error } or { Errno: Aof.Os.Errno.EROFS });
}
