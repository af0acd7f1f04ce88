using Aof;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Sim.Check.Invariants;
using Sim.Check.Rules;
using Sim.Machine;

namespace Sim.Check.Crashes;

/// <summary>
/// Rule 10 of the <see cref="Contract"/>: after a recovery the server goes on soundly. It acknowledges writes and a
/// transaction, is killed and started again, and must have exactly the same dataset. Some of the worst defects show
/// only here.
/// </summary>
internal sealed class SecondLifeCheck(ImageBoot boot)
{
    private static readonly Bytes[][] Commands =
    [
        Words("SET", "second-life:string", "written after the crash"),
        Words("RPUSH", "second-life:list", "a", "b"),
        Words("MULTI"),
        Words("INCR", "second-life:number"),
        Words("HSET", "second-life:hash", "field", "value"),
        Words("EXEC"),
        Words("SET", "second-life:last", "x", "PX", "100000"),
    ];

    /// <summary>What goes wrong, in words; null when nothing does.</summary>
    /// <param name="machine">The machine.</param>
    /// <param name="server">The server that has recovered on it.</param>
    /// <param name="anomaly">A broken rule that loses nothing; null when there is none.</param>
    public string? LiveOn(SimulatedMachine machine, AofServer server, out Anomaly? anomaly)
    {
        anomaly = null;
        var session = new Session(new Reply());
        var loop = new EventLoop(server);
        foreach (var command in Commands)
        {
            loop.Turn(session, command);
            if (session.Output.Length == 0 || session.Output.Span[0] == (byte)'-')
            {
                return $"after the recovery {command[0]} is answered {Latin1(session.Output.Span)}";
            }

            session.Output.Clear();
        }

        var expected = server.Data.Snapshot();
        machine.KillServer();
        if (boot.TryStart(machine, out var restarted) is { } refusal)
        {
            return "after some more writes the server refuses to start: " + refusal;
        }

        var difference = restarted!.Data.FirstDifference(
            expected, "after recovery, more writes and a restart", "before the restart");
        anomaly = NotRewritten(machine, restarted);
        return difference;
    }

    /// <summary>A start knows how far the log has grown where a preamble shows what the last rewrite left.</summary>
    private Anomaly? NotRewritten(SimulatedMachine machine, AofServer server)
    {
        var (left, size) = (server.Loaded.RewrittenSize, server.Status.CurrentSize);
        if (boot.Config.AutoRewritePercentage == 0 || left == 0 || size <= boot.Config.AutoRewriteMinSize
            || size * 100 / left < 100 + boot.Config.AutoRewritePercentage)
        {
            return null;
        }

        var loop = new EventLoop(server);
        machine.Advance(loop.WakeAtUs);
        _ = loop.Turn();
        return server.Status.RewriteInProgress
            ? null
            : new Anomaly(ViolationKind.NotRewritten,
            GrowthCheck.Overdue(left, size, boot.Config.AutoRewritePercentage)
                + " (after some more writes and another start)", boot.CrashUs);
    }

    private static string Latin1(ReadOnlySpan<byte> reply) => System.Text.Encoding.Latin1.GetString(reply).Trim();

    private static Bytes[] Words(params string[] words) => Array.ConvertAll(words, Bytes.Of);
}
