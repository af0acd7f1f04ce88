using System.Text;
using Aof;
using Aof.Data;
using Aof.Data.Execution;
using Aof.State;
using Sim.Machine;
using Sim.Machine.Time;
using Tests.Scenarios;

namespace Tests.Properties.Given;

/// <summary>
/// A server that rewrites its log while one client writes, and the states that its dataset had. No fault is injected:
/// the properties of crashes and faults are elsewhere.
/// </summary>
internal sealed class RewriteServer
{
    private readonly TestServer server;
    private readonly Session session = new(new Reply());

    private RewriteServer(TestServer server)
    {
        this.server = server;
        States.Add(Server.Data.Snapshot());
        Server.UnitApplied = () => States.Add(Server.Data.Snapshot());
    }

    /// <summary>The settings of most properties: no rewrite and no deletion starts by itself.</summary>
    public static AofConfig Config { get; } = new() { AutoRewritePercentage = 0, ExpireKeysPerCron = 0 };

    public SimulatedMachine Machine => server.Machine;

    public AofServer Server => server.Server;

    /// <summary>The log as the page cache has it.</summary>
    public byte[] Log => Encoding.Latin1.GetBytes(server.Content(TestServer.AofName));

    /// <summary>The dataset at the start and after each executed unit, oldest first.</summary>
    public List<Dataset> States { get; } = [];

    /// <summary>A server that was started on this log.</summary>
    public static RewriteServer On(byte[] log, AofConfig? config = null, MachineTimings? timings = null) =>
        new(TestServer.Up(config ?? Config, Encoding.Latin1.GetString(log), timings));

    /// <summary>
    /// The client sends a command; the turn ends, and a little time passes. A client that would wait for a key gives
    /// up, because there is no other client.
    /// </summary>
    public void Send(IReadOnlyList<string> command)
    {
        server.SendBytes(session, Wire.Argv(command));
        if (session.Blocked)
        {
            Server.Forget(session);
        }

        session.Output.Clear();
        server.PassUs(50);
    }

    /// <summary>BGREWRITEAOF is sent, and a child runs.</summary>
    public void BeginRewrite()
    {
        Send(["BGREWRITEAOF"]);
        Assert.True(Server.Status.RewriteInProgress, "No child was forked.");
    }

    /// <summary>Time passes until no child is left; it must have succeeded.</summary>
    public void EndRewrite()
    {
        server.PassUntilChildHasEnded();
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
        var model = server.Crashes();
        var hash = 0UL;
        for (var position = 0; position <= Machine.Disk.Journal.Count; position++)
        {
            model.MoveTo(position);
            var image = model.KillImage();
            if (image.Hash != hash)
            {
                hash = image.Hash;
                yield return image.TryGet(TestServer.AofName, out var log) ? log.ToArray() : [];
            }
        }
    }
}
