using Aof;

namespace Sim.Explore;

/// <summary>Watches a run and records what is promised at every change of the disk (see <see cref="Promise"/>).</summary>
internal sealed class Promises
{
    private const long WindowUs = 2_000_000;

    /// <summary>A disk whose fsync may take longer than this is not one for which the two-second bound is claimed.</summary>
    private const int HealthySyncUs = 200_000;

    private readonly Plan plan;
    private readonly Machine machine;
    private AofServer? server;
    private int acknowledged;
    private int handed;
    private int always;
    private bool healthy;
    private long exemptUntilUs;

    public Promises(Plan plan, Machine machine)
    {
        this.plan = plan;
        this.machine = machine;
        healthy = plan.Disk.SyncMaxUs <= HealthySyncUs && plan.Config.Policy == FsyncPolicy.EverySecond;
        machine.Disk.BeforeChange = Note;
    }

    public History History { get; } = new();

    /// <summary>The server has started: its dataset is state 0.</summary>
    public void Begin(AofServer started)
    {
        server = started;
        UnitApplied(step: -1);
    }

    public void UnitApplied(int step)
    {
        var state = server!.Data.Snapshot();
        History.Add(new Unit(state, state.Fingerprint(), machine.Clock.NowUs, step));
    }

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
        var status = server!.Status;
        var on = status.Mode == AofMode.On;
        healthy &= on && plan.Disk.CapacityBytes == 0;

        if (!on)
        {
            return;
        }

        if (status.BufferLength == 0)
        {
            handed = acknowledged;
        }

        if (plan.Config.NoFsyncOnRewrite && status.RewriteInProgress)
        {
            exemptUntilUs = machine.Clock.NowUs + WindowUs;
        }
        else
        {
            always = acknowledged;
        }
    }

    /// <summary>The run is over: the last moment.</summary>
    public void Close()
    {
        if (History.Units.Count == 0)
        {
            var nothing = new Aof.Data.Dataset();
            History.Add(new Unit(nothing, nothing.Fingerprint(), machine.Clock.NowUs, -1));
        }

        Note();
        machine.Disk.BeforeChange = null;
    }

    private void Note()
    {
        // A fault may be what this very change is late for.
        healthy &= machine.Faults.InjectedCount == 0;
        var nowUs = machine.Clock.NowUs;
        History.Promises.Add(new Promise(
            nowUs, Math.Max(0, History.Executed), acknowledged, handed, always, History.Acks.Count, healthy && nowUs >= exemptUntilUs));
    }
}
