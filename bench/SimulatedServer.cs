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
    private const int CronUs = 100_000;

    private readonly Session session = new(new Reply());

    /// <summary>Starts it on what a disk holds.</summary>
    public SimulatedServer(DiskImage image)
    {
        Machine = new Machine(VirtualDisk.From(image), MachineTimings.Instant, FaultInjector.None, new Seed(0), new Trace(), Plan.StartUs);
        Server = AofServer.Start(Machine.BootServer(Silence.Log, new Seed(0).Stream()), new AofConfig { AutoRewritePercentage = 0 });
    }

    public Machine Machine { get; }

    public AofServer Server { get; }

    /// <summary>A command, and the end of the turn of the event loop that it came in.</summary>
    public void Send(Bytes[] argv)
    {
        Server.Execute(session, argv);
        Server.BeforeSleep();
        session.Output.Clear();
    }

    /// <summary>BGREWRITEAOF, to its end; how many bytes the log has then.</summary>
    public long Rewrite()
    {
        Send([Bytes.Of("BGREWRITEAOF")]);
        while (Server.Status.RewriteInProgress)
        {
            Machine.Advance(Machine.Clock.NowUs + CronUs);
            Server.ServeChild();
            Server.Cron();
            Server.BeforeSleep();
        }

        return Server.Status.LastRewriteOk ? Server.Status.CurrentSize : throw new InvalidOperationException("The log was not rewritten.");
    }
}
