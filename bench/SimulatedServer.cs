using Aof;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.State;
using Sim.Machine;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.FileSystem;
using Sim.Machine.Random;
using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;

namespace Bench;

/// <summary>A server on a simulated machine on which everything takes no time.</summary>
internal sealed class SimulatedServer
{
    private readonly Session session = new(new Reply());
    private readonly EventLoop loop;

    /// <summary>Starts it on what a disk holds.</summary>
    public SimulatedServer(DiskImage image)
    {
        Machine = new SimulatedMachine(VirtualDisk.From(image), MachineTimings.Instant, FaultInjector.None, new Seed(0), new Trace(), Plan.StartUs);
        var host = Machine.BootServer(Silence.Log, new Seed(0).Stream());
        loop = new EventLoop(AofServer.Start(host, new AofConfig { AutoRewritePercentage = 0 }));
    }

    public SimulatedMachine Machine { get; }

    public AofServer Server => loop.Server;

    /// <summary>A turn of the event loop with one command.</summary>
    public void Send(Bytes[] argv)
    {
        loop.Turn(session, argv);
        session.Output.Clear();
    }

    /// <summary>BGREWRITEAOF, to its end; how many bytes the log has then.</summary>
    public long Rewrite()
    {
        Send([Bytes.Of("BGREWRITEAOF")]);
        while (Server.Status.RewriteInProgress)
        {
            Machine.Advance(loop.WakeAtUs);
            _ = loop.Turn();
        }

        return Server.Status.LastRewriteOk ? Server.Status.CurrentSize : throw new InvalidOperationException("The log was not rewritten.");
    }
}
