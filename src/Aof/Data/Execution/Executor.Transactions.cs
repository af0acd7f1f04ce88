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

    /// <summary>A client's watches end.</summary>
    internal void Unwatch(Session session)
    {
        session.Unwatch();
        _ = watching?.Remove(session);
    }

    /// <summary>
    /// EXEC: runs the queued commands. MULTI is logged before the first that is neither read-only nor about the server,
    /// EXEC after the last.
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

            _ = EndTransaction(session);
            return;
        }

        var queued = EndTransaction(session);
        exec.Reply.Array(queued.Count);
        RunQueued(session, queued, exec.Reply);
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

    private void RunQueued(Session session, IReadOnlyList<QueuedCommand> queued, Reply reply)
    {
        inner ??= new Call(this, chance, server, insideExec: true);
        for (var i = 0; i < queued.Count; i++)
        {
            var (command, args) = queued[i];
            if (!command.Accepts(args.Length) || ReferenceEquals(command, Multi))
            {
                // Only the loader queues without a check: a wrong number of arguments, or a MULTI inside a
                // transaction. Both are errors, and such a MULTI begins nothing.
                continue;
            }

            if (!Loading && !inTransaction && (command.Flags & (CommandFlags.ReadOnly | CommandFlags.Admin)) == 0)
            {
                _ = Log(Multi, session.Database, MultiArgs);
                inTransaction = true;
            }

            Invoke(inner, session, command, args, reply);
        }
    }

    internal IReadOnlyList<QueuedCommand> EndTransaction(Session session)
    {
        if (session.Watches)
        {
            _ = watching?.Remove(session);
        }

        return session.End();
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
    internal void TouchAllWatched(int database)
    {
        if (watching is not null)
        {
            foreach (var session in watching)
            {
                session.Touch(database, going: Data.Peek(database));
            }
        }
    }
}
