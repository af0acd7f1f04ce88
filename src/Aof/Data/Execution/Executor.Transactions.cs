using Aof.Data.Primitives;
using Aof.Diagnostics;

namespace Aof.Data.Execution;

/// <content>MULTI, EXEC and WATCH (multi.c of Redis).</content>
public sealed partial class Executor
{
    /// <summary>Sessions that watch keys; null when none does.</summary>
    private List<Session>? watching;

    /// <summary>
    /// The commands of an EXEC are running, and the MULTI before them is logged: they belong to one unit.
    /// </summary>
    private bool inTransaction;

    /// <summary>What a client watched is watched no longer.</summary>
    internal void Unwatch(Session session)
    {
        session.Unwatch();
        _ = watching?.Remove(session);
    }

    /// <summary>
    /// EXEC: runs what was queued. MULTI is logged before the first command that is neither read-only nor about the
    /// server, EXEC after the last, whatever they changed.
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
            // Left before EXEC itself is logged: that ends the unit.
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

    /// <summary>Tells those who watch a key that it was changed.</summary>
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

    /// <summary>
    /// Tells those who watch keys of a database that all it has is going: whoever watches one that is there.
    /// </summary>
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
