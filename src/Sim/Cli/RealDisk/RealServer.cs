using Aof;
using Aof.Data;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.State;
using Sim.Os;
using Sim.Os.Posix;

namespace Sim.Cli.RealDisk;

/// <summary>
/// The server on a real disk, with its event loop. A turn is always open: when one ends, the next begins.
/// </summary>
internal sealed class RealServer : IDisposable
{
    /// <summary>The time, in milliseconds, that an idle turn waits for the child or the clock.</summary>
    private const int PatienceMs = 1;

    private readonly PosixHost machine;
    private readonly EventLoop loop;

    internal RealServer(
        string directory, AofConfig config, IServerLog log, TimeProvider? clock = null, ulong? seed = null)
    {
        machine = PosixHost.Create(directory, log, clock, seed);
        try
        {
            loop = new EventLoop(AofServer.Start(machine.Host, config));
        }
        catch
        {
            machine.Dispose();
            throw;
        }

        loop.BeginTurn();
    }

    private AofServer Server => loop.Server;

    internal Dataset Data => Server.Data;

    /// <summary>Called after each write unit was fed to the log.</summary>
    internal Action? UnitApplied
    {
        set => Server.UnitApplied = value;
    }

    /// <summary>Executes a command of one of several clients: where it blocks on a key, another may fill it.</summary>
    internal void Begin(Session session, Bytes[] argv) => Server.Execute(session, argv);

    /// <summary>Executes a command of the only client. Where it blocks on a key, it waits until its timeout.</summary>
    /// <exception cref="IOException">The command would block for ever.</exception>
    internal void Execute(Session session, Bytes[] argv)
    {
        Begin(session, argv);
        while (session.Blocked)
        {
            if (loop.WaitEndUs is null)
            {
                throw new IOException($"{argv[0]} {argv[1]} would block for ever: there is no other client");
            }

#pragma warning disable RS0030 // The loop on the real machine waits in real time.
            Thread.Sleep(PatienceMs);
#pragma warning restore RS0030
            EndTurn();
        }
    }

    /// <summary>Ends a turn of the loop; afterwards replies may leave.</summary>
    internal void EndTurn()
    {
        _ = loop.EndTurn();
        loop.BeginTurn();
    }

    /// <exception cref="IOException">The log could not be written.</exception>
    internal void CheckLogIsWritten()
    {
        if (!Server.Status.LastWriteOk)
        {
            throw new IOException($"the log could not be written: {Server.Status.LastWriteErrno.Message()}");
        }
    }

    /// <summary>Runs BGREWRITEAOF to its end.</summary>
    /// <exception cref="IOException">The rewrite failed.</exception>
    internal void Rewrite()
    {
        Execute(new Session(new Reply()), [Bytes.Of("BGREWRITEAOF")]);
        FinishRewrites();
        if (!Server.Status.LastRewriteOk)
        {
            throw new IOException("the log could not be rewritten");
        }
    }

    /// <summary>Runs turns until no rewrite runs or is scheduled.</summary>
    internal void FinishRewrites()
    {
        while (Server.Status.RewriteInProgress || Server.Status.RewriteScheduled)
        {
            machine.Processes.RunChildren(PatienceMs);
            EndTurn();
        }
    }

    /// <summary>Writes and syncs everything and closes the log.</summary>
    internal void Shutdown()
    {
        if (!Server.Shutdown())
        {
            throw new InvalidOperationException(
                "only the first rewrite of an AOF just switched on keeps a server from ending, and all rewrites "
                + "are over");
        }
    }

    public void Dispose() => machine.Dispose();
}
