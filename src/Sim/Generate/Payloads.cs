using Aof;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.State;
using Sim.Machine;
using Sim.Machine.Faults;
using Sim.Machine.FileSystem;
using Sim.Machine.Process;
using Sim.Machine.Random;
using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Sim.Plans;

namespace Sim.Generate;

/// <summary>
/// Payloads of DUMP for RESTORE: a few values, each with the key type under which a workload keeps such values.
/// </summary>
internal static class Payloads
{
    private static readonly (char Type, string Command)[] Made =
    [
        ('s', "SET k value"), ('n', "SET k 42"), ('f', "SET k 1.5"), ('l', "RPUSH k m0 m1 m2"),
        ('h', "HSET k m0 a m1 b"), ('t', "SADD k m0 m1 m2"),
        ('i', "SADD k 1 2 -30000"), ('z', "ZADD k 1 m0 2.5 m1"), ('x', "XADD k 1-1 m0 a"),
    ];

    private static readonly Lazy<(char Type, string Payload)[]> Dumped = new(
        static () => [.. Made.Select(value => (value.Type, Dump(value.Command)))]);

    /// <summary>Draws one payload, one character a byte.</summary>
    public static (char Type, string Payload) Draw(Prng draw) => draw.Pick<(char, string)>(Dumped.Value);

    private static string Dump(string command)
    {
        var machine = new SimulatedMachine(
            new VirtualDisk(), FaultInjector.None, new Seed(0), new Trace(Plan.StartUs), Plan.StartUs)
        {
            Timings = MachineTimings.Instant,
        };
        var server = AofServer.Start(
            machine.BootServer(SilentLog.Instance, new Seed(0).Stream()), new AofConfig { AppendOnly = false });
        var session = new Session(new Reply());
        server.Execute(session, Array.ConvertAll(command.Split(' '), Bytes.Of));
        session.Output.Clear();
        server.Execute(session, [Bytes.Of("DUMP"), Bytes.Of("k")]);
        var reply = System.Text.Encoding.Latin1.GetString(session.Output.Span);
        return reply[(reply.IndexOf('\n', StringComparison.Ordinal) + 1)..^2];
    }
}
