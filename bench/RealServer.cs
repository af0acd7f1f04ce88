using Aof;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.State;
using Sim.Machine.Process;
using Sim.Os.Posix;

namespace Bench;

/// <summary>
/// A server on a real disk, in its own temporary directory. It syncs only at its end, because the speed of the disk is
/// not measured and no background thread exists here.
/// </summary>
internal sealed class RealServer : IDisposable
{
    /// <summary>
    /// The commands in one turn of the event loop: one from each of the 50 clients of redis-benchmark.
    /// </summary>
    private const int Turn = 50;

    private readonly Session session = new(new Reply());
    private readonly string directory = Directory.CreateTempSubdirectory("bench-server-").FullName;
    private readonly PosixHost machine;

    public RealServer()
    {
        machine = PosixHost.Create(directory, SilentLog.Instance);
        Loop = new EventLoop(
            AofServer.Start(machine.Host, new AofConfig { AutoRewritePercentage = 0, Policy = FsyncPolicy.No }));
    }

    /// <summary>The reason why it cannot run here; null when it can.</summary>
    public static string? Missing => OperatingSystem.IsWindows() ? "it needs POSIX" : null;

    public EventLoop Loop { get; }

    public AofServer Server => Loop.Server;

    public PosixProcesses Processes => machine.Processes;

    /// <summary>Executes commands in turns of the event loop. Each turn writes to the log.</summary>
    public void Send(ReadOnlySpan<Bytes[]> commands)
    {
        for (var sent = 0; sent < commands.Length; sent += Turn)
        {
            Loop.BeginTurn();
            foreach (var argv in commands.Slice(sent, Math.Min(Turn, commands.Length - sent)))
            {
                Server.Execute(session, argv);
            }

            _ = Loop.EndTurn();
            session.Output.Clear();
        }
    }

    public void Dispose()
    {
        machine.Dispose();
        Directory.Delete(directory, recursive: true);
    }
}
