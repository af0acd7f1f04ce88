using Aof;
using Aof.Data;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.State;
using Sim.Os;
using Sim.Os.Posix;

namespace Sim.Cli.RealDisk;

/// <summary>
/// The server on a real disk, with its event loop. A turn is always under way: when one ends, the next begins.
/// </summary>
internal sealed class RealServer : IDisposable
{
    /// <summary>How long one turn waits for the child, or for the time, in milliseconds, when there is nothing else to do.</summary>
    private const int PatienceMs = 1;

    private readonly PosixHost machine;
    private readonly EventLoop loop;

    internal RealServer(string directory, AofConfig config, IServerLog log, TimeProvider? clock = null, ulong? seed = null)
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

    /// <summary>Called after each atomic unit that changed the dataset was fed to the log.</summary>
    internal Action? UnitApplied
    {
        set => Server.UnitApplied = value;
    }

    /// <summary>Executes a command of one client among several: where it waits for a key, others may serve it.</summary>
    internal void Begin(Session session, Bytes[] argv) => Server.Execute(session, argv);

    /// <summary>Executes a command. Where the only client waits for a key, nobody can serve it, and its time runs out.</summary>
    /// <exception cref="IOException">It would wait for ever.</exception>
    internal void Execute(Session session, Bytes[] argv)
    {
        Begin(session, argv);
        while (session.Blocked)
        {
            if (loop.WaitEndUs is null)
            {
                throw new IOException($"{argv[0]} {argv[1]} would wait for ever: there is no other client");
            }

#pragma warning disable RS0030 // The loop on the real machine waits in real time.
            Thread.Sleep(PatienceMs);
#pragma warning restore RS0030
            EndTurn();
        }
    }

    /// <summary>The end of a turn of the loop: afterwards replies may leave.</summary>
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

    /// <summary>BGREWRITEAOF, to its end.</summary>
    /// <exception cref="IOException">It failed.</exception>
    internal void Rewrite()
    {
        Execute(new Session(new Reply()), [Bytes.Of("BGREWRITEAOF")]);
        FinishRewrites();
        if (!Server.Status.LastRewriteOk)
        {
            throw new IOException("the log could not be rewritten");
        }
    }

    /// <summary>Goes on until no rewrite runs or is to run.</summary>
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
            throw new InvalidOperationException("only the first rewrite of an AOF just switched on keeps a server from ending, and all rewrites are over");
        }
    }

    public void Dispose() => machine.Dispose();
}
