using Aof;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.State;
using Sim.Machine;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.FileSystem;
using Sim.Machine.Process;
using Sim.Machine.Random;
using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Sim.Plans;

namespace Bench;

/// <summary>A server on a simulated machine whose calls take no virtual time.</summary>
internal sealed class SimulatedServer
{
    private readonly Session session = new(new Reply());
    private readonly EventLoop loop;

    /// <summary>Starts the server on a disk with this image.</summary>
    public SimulatedServer(DiskImage image)
    {
        Machine = OfImage(image);
        var host = Machine.BootServer(SilentLog.Instance, new Seed(0).Stream());
        loop = new EventLoop(AofServer.Start(host, new AofConfig { AutoRewritePercentage = 0 }));
    }

    public SimulatedMachine Machine { get; }

    public AofServer Server => loop.Server;

    /// <summary>A machine with this image on its disk, without a running server.</summary>
    public static SimulatedMachine OfImage(DiskImage image) =>
        new(VirtualDisk.From(image), FaultInjector.None, new Seed(0), new Trace(), Plan.StartUs)
        {
            Timings = MachineTimings.Instant,
        };

    /// <summary>Runs a turn of the event loop with one command.</summary>
    public void Send(Bytes[] argv)
    {
        loop.Turn(session, argv);
        session.Output.Clear();
    }

    /// <summary>Runs BGREWRITEAOF to its end, and returns the size of the new log in bytes.</summary>
    public long Rewrite()
    {
        Send([Bytes.Of("BGREWRITEAOF")]);
        while (Server.Status.RewriteInProgress)
        {
            Machine.Advance(loop.WakeAtUs);
            _ = loop.Turn();
        }

        return Server.Status.LastRewriteOk
            ? Server.Status.CurrentSize
            : throw new InvalidOperationException("The log was not rewritten.");
    }
}
