using Aof;
using Aof.Data;
using Sim;
using Sim.Chance;
using Sim.Disk;
using Sim.Explore;
using Sim.Faults;
using Sim.Time;

namespace Bench;

/// <summary>A server on a simulated machine on which everything takes no time.</summary>
internal sealed class SimulatedServer
{
    private readonly Session session = new(new Reply());
    private readonly EventLoop loop;

    /// <summary>Starts it on what a disk holds.</summary>
    public SimulatedServer(DiskImage image)
    {
        Machine = new Machine(VirtualDisk.From(image), MachineTimings.Instant, FaultInjector.None, new Seed(0), new Trace(), Plan.StartUs);
        var host = Machine.BootServer(Silence.Log, new Seed(0).Stream());
        loop = new EventLoop(AofServer.Start(host, new AofConfig { AutoRewritePercentage = 0 }));
    }

    public Machine Machine { get; }

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
