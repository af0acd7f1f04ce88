using Aof.Data.Primitives;
using Aof.Diagnostics;

namespace Aof.Data.Execution;

/// <content>MULTI, EXEC and WATCH (multi.c of Redis).</content>
public sealed partial class Executor
{
    /// <summary>Sessions that watch keys; null: none.</summary>
    private List<Session>? watching;

    /// <summary>An EXEC is running and its MULTI is logged: its commands belong to one unit.</summary>
    private bool inTransaction;

    /// <summary>How many records the log had when the last EXEC began.</summary>
    private long recordsBefore;

    /// <summary>While an EXEC runs: which of its queued commands, from 0.</summary>
    internal int RunningQueued { get; private set; }

    /// <summary>A client's watches end.</summary>
    internal void Unwatch(Session session)
    {
        session.Unwatch();
        _ = watching?.Remove(session);
    }

    /// <summary>
    /// EXEC: runs the queued commands. MULTI is logged before the first that is neither read-only nor about the server,
    /// EXEC after the last. The session stays inside its transaction until then: a MULTI that the loader has queued
    /// replies with an error, as in Redis, and begins nothing.
    /// </summary>
    internal void RunTransaction(Call exec)
    {
        var session = exec.Session;
        if (session.Flawed || session.Outdated)
        {
            if (session.Flawed)
            {
                exec.Reply.Error("EXECABORT Transaction discarded because of previous errors.");
            }
            else
            {
                Probes.Hit(Probe.WatchedKeyChanged);
                exec.Reply.NullArray();
            }

            EndTransaction(session);
            return;
        }

        Unwatch(session);
        exec.Reply.Array(session.QueuedCount);
        RunQueued(session, exec.Reply);
        EndTransaction(session);
        if (inTransaction)
        {
            // Reset before EXEC is logged: EXEC ends the unit.
            inTransaction = false;
            exec.LogAnyway();
        }
        else
        {
            exec.DoNotLog();
        }
    }

    private void RunQueued(Session session, Reply reply)
    {
        inner ??= new Call(this, chance, server, insideExec: true);
        recordsBefore = log.Records;
        var queue = session.Queue;
        for (RunningQueued = 0; RunningQueued < queue.Count; RunningQueued++)
        {
            var (command, args) = queue[RunningQueued];
            if (!Loading && !inTransaction && (command.Flags & (CommandFlags.ReadOnly | CommandFlags.Admin)) == 0)
            {
                _ = Log(Multi, session.Database, MultiArgs);
                inTransaction = true;
            }

            Invoke(inner, session, command, args, reply);
        }
    }

    internal void EndTransaction(Session session)
    {
        if (session.Watches)
        {
            _ = watching?.Remove(session);
        }

        session.End();
    }

    internal void Watch(Session session, Bytes key)
    {
        if (!session.Watches)
        {
            (watching ??= []).Add(session);
        }

        session.Watch(new WatchedKey(session.Database, key));
    }

    /// <summary>Marks sessions that watch a key: it was changed.</summary>
    internal void TouchWatched(int database, Bytes key)
    {
        if (watching is not null)
        {
            foreach (var session in watching)
            {
                session.Touch(database, key);
            }
        }
    }

    /// <summary>Marks sessions that watch an existing key of a database whose content goes.</summary>
    internal void TouchAllWatched(int database) => TouchAllWatched(database, Data.Peek(database));

    private void TouchAllWatched(int database, Database? content)
    {
        if (watching is not null)
        {
            foreach (var session in watching)
            {
                session.Touch(database, going: content);
            }
        }
    }
}
