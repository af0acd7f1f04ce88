using Aof;
using Aof.Data;
using Aof.State;
using Sim.Machine;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.FileSystem;
using Sim.Machine.Process;
using Sim.Machine.Random;
using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;
using Sim.Run;

namespace Sim.Check.Crashes;

/// <summary>Boots machines and servers on crash images of one run.</summary>
/// <param name="plan">The plan of the run.</param>
/// <param name="history">The history of the run.</param>
/// <param name="crashUs">When the machines are switched on again, in microseconds since 1970.</param>
internal sealed class ImageBoot(Plan plan, History history, long crashUs)
{
    /// <summary>The plan of the run.</summary>
    public Plan Plan => plan;

    /// <summary>The server's configuration.</summary>
    public AofConfig Config { get; } = plan.Config.ToAofConfig();

    /// <summary>When the machines are switched on again, in microseconds since 1970.</summary>
    public long CrashUs => crashUs;

    /// <summary>
    /// What is kept of a dataset that is as good as one of the history's is that one: thousands of copies would keep
    /// the garbage collector busy.
    /// </summary>
    public Dataset Kept(Dataset state, IReadOnlyList<int> matches) =>
        matches.Count > 0 ? history.Units[matches[0]].State : state;

    /// <summary>Half of the images are started on at once and half a day later: time must make no difference.</summary>
    public SimulatedMachine Boot(DiskImage image)
    {
        const long DayUs = 86_400_000_000;
        var startUs = crashUs + ((image.Hash & 1) == 0 ? 0 : DayUs / 2);
        return new SimulatedMachine(VirtualDisk.From(image), FaultInjector.None, new Seed(0), new Trace(), startUs)
        {
            Timings = MachineTimings.Instant,
        };
    }

    /// <summary>Starts a server; the reason when it refuses.</summary>
    public string? TryStart(SimulatedMachine machine, out AofServer? server) => TryStart(machine, out server, out _);

    /// <summary>Starts a server; the reason when it refuses.</summary>
    public string? TryStart(SimulatedMachine machine, out AofServer? server, out IFiles files)
    {
        server = null;
        var host = machine.BootServer(SilentLog.Instance, new Seed(0).Stream());
        files = host.Files;
        try
        {
            server = AofServer.Start(host, Config);
            return null;
        }
        catch (ProcessExit exit)
        {
            machine.KillServer();
            return exit.Message;
        }
    }
}
