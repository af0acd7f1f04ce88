using Aof;
using Aof.Data;
using Aof.Data.Execution;
using Aof.Load;
using Aof.State;
using Sim.Machine;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.FileSystem;
using Sim.Machine.Random;
using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Tests.Properties.Given;

/// <summary>
/// One server on a simulated machine and one client: what the laws about files need of it. Nothing fails here but
/// reads that are short where a law asks for it; the laws of crashes and faults are elsewhere.
/// </summary>
internal sealed class RewriteServer : IServerLog
{
    public const string AofName = "appendonly.aof";
    private const long StartUs = VirtualClock.UsualStartUs;

    private readonly DiskImage initial;
    private readonly Session session = new(new Reply());
    private EventLoop? loop;

    private RewriteServer(DiskImage image, MachineTimings timings, FaultPlan faults)
    {
        initial = image;
        Machine = new SimulatedMachine(VirtualDisk.From(image), timings, new FaultInjector(faults, new Seed(1)),
            new Seed(1), new Trace(), StartUs);
    }

    public SimulatedMachine Machine { get; }

    public AofServer Server => Loop.Server;

    private EventLoop Loop => loop ?? throw new InvalidOperationException("The server is not up.");

    /// <summary>The log as the page cache has it.</summary>
    public byte[] Log => Machine.Disk.CachedImage().TryGet(AofName, out var content) ? content.ToArray() : [];

    /// <summary>Before and after each atomic unit that was executed, oldest first: the dataset.</summary>
    public List<Dataset> States { get; } = [];

    /// <summary>A server was started on this log.</summary>
    public static RewriteServer On(byte[] log, AofConfig? config = null, MachineTimings? timings = null)
    {
        var lab = new RewriteServer(
            DiskImage.Of((AofName, log)), timings ?? MachineTimings.Instant, FaultPlan.None);
        lab.Boot(config ?? Config);
        return lab;
    }

    /// <summary>The settings of most laws: nothing is rewritten or deleted by itself.</summary>
    public static AofConfig Config { get; } = new() { AutoRewritePercentage = 0, ExpireKeysPerCron = 0 };

    /// <summary>Reads a log into a new dataset, with reads of at most so many bytes.</summary>
    public static (LoadResult Result, Dataset Data) Load(byte[] log, int readAtMost = int.MaxValue)
    {
        var (machine, host) = Files(log, readAtMost);
        var data = new Dataset();
        var result = Loader.Read(host, AofName, data);
        machine.KillServer();
        return (result, data);
    }

    /// <summary>A machine without a server, with this log on its disk.</summary>
    public static (SimulatedMachine Machine, Host Host) Files(byte[] log, int readAtMost = int.MaxValue)
    {
        var shortReads = new Fault
        {
            Call = SystemCall.Read, Nth = 1, Times = Fault.ForEver, Kind = FaultKind.Short, Amount = readAtMost,
        };
        var faults = readAtMost == int.MaxValue ? FaultPlan.None : new FaultPlan([shortReads]);
        var timings = new MachineTimings { Read = new Sim.Machine.Time.Latency(1, 0) };
        var lab = new RewriteServer(DiskImage.Of((AofName, log)), timings, faults);
        return (lab.Machine, lab.Machine.BootServer(lab, new Prng(new Seed(1))));
    }

    /// <summary>
    /// The client sends a command; the turn ends, and a little time passes. Where it would wait for a key it gives up:
    /// nobody else is there to bring it.
    /// </summary>
    public void Send(IReadOnlyList<string> command)
    {
        session.Output.Clear();
        Loop.BeginTurn();
        Server.Execute(session, Wire.Argv(command));
        if (session.Blocked)
        {
            Server.Forget(session);
        }

        _ = Loop.EndTurn();
        Pass(50);
    }

    /// <summary>BGREWRITEAOF is sent, and a child lives.</summary>
    public void BeginRewrite()
    {
        Send(["BGREWRITEAOF"]);
        Assert.True(Server.Status.RewriteInProgress, "No child was forked.");
    }

    /// <summary>Time passes until no child is left; it must have succeeded.</summary>
    public void EndRewrite()
    {
        for (var i = 0; Server.Status.RewriteInProgress; i++)
        {
            Assert.True(i < 100_000, "The rewriting child does not end.");
            Pass(10_000);
        }

        Assert.True(Server.Status.LastRewriteOk, "The rewrite failed.");
    }

    /// <summary>A rewrite from beginning to end, and the log that it leaves.</summary>
    public byte[] Rewritten()
    {
        BeginRewrite();
        EndRewrite();
        return Log;
    }

    /// <summary>What kill -9 would have left of the log at each change of the disk so far, in order.</summary>
    public IEnumerable<byte[]> LogsAfterKills()
    {
        var model = new CrashModel(initial, Machine.Disk.Journal);
        var hash = 0UL;
        for (var position = 0; position <= Machine.Disk.Journal.Count; position++)
        {
            model.MoveTo(position);
            var image = model.KillImage();
            if (image.Hash != hash)
            {
                hash = image.Hash;
                yield return image.TryGet(AofName, out var log) ? log.ToArray() : [];
            }
        }
    }

    public void Write(LogLevel level, string message)
    {
        // The laws look at files and datasets.
    }

    private void Boot(AofConfig config)
    {
        var host = Machine.BootServer(this, new Prng(new Seed(7)));
        var server = AofServer.Start(host, config);
        loop = new EventLoop(server);
        States.Add(server.Data.Snapshot());
        server.UnitApplied = () => States.Add(server.Data.Snapshot());
    }

    /// <summary>The server's event loop turns while time passes.</summary>
    private void Pass(long us)
    {
        var end = Machine.Clock.NowUs + us;
        while (Machine.Clock.NowUs < end)
        {
            _ = Machine.RunToNextEvent(Math.Min(end, Loop.WakeAtUs));
            _ = Machine.TakeServerEvents();
            _ = Loop.Turn();
        }
    }
}
