using Aof;
using Aof.Data;
using Aof.Diagnostics;
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
    /// The dataset, or the equal one of the history where there is one. Thousands of copies would burden the garbage
    /// collector.
    /// </summary>
    public Dataset Kept(Dataset state, IReadOnlyList<int> matches) =>
        matches.Count > 0 ? history.Units[matches[0]].State : state;

    /// <summary>
    /// When a server starts on an image. Half of the starts are half a day later, for time must make no difference.
    /// </summary>
    public long StartUs(DiskImage image)
    {
        const long DayUs = 86_400_000_000;
        return crashUs + ((image.Hash & 1) == 0 ? 0 : DayUs / 2);
    }

    /// <summary>Switches a machine on.</summary>
    /// <param name="image">What is on its disk.</param>
    /// <param name="startUs">When, in microseconds since 1970.</param>
    public static SimulatedMachine Boot(DiskImage image, long startUs) =>
        new(VirtualDisk.From(image), FaultInjector.None, new Seed(0), new Trace(), startUs)
        {
            Timings = MachineTimings.Instant,
            StepsLeft = LiveRun.MaxCalls,
        };

    /// <summary>What a start without faults makes of an image.</summary>
    public UndisturbedStart Undisturbed(DiskImage image)
    {
        var probes = Probes.Watch(null);
        var machine = Boot(image, crashUs);
        if (TryStart(machine, out var server) is not null)
        {
            _ = LogRepair.Cut(machine, Config);
            _ = TryStart(machine, out server);
        }

        _ = Probes.Watch(probes);
        return new UndisturbedStart(server?.Data, LogHistory.Of(image, machine.Disk.Journal, from: 0));
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
