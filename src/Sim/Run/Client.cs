using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.Data.Primitives;

namespace Sim.Run;

/// <summary>A client of a run: it sends a command when the reply to the one before has come. That may take long: it may wait for a key.</summary>
internal sealed class Client(int number)
{
    private int unitsBefore;
    private int promised;
    private bool waiting;
    private bool writing;
    private bool blocked;

    public int Number { get; } = number;

    public Session Session { get; private set; } = new(new Reply());

    public Queue<(int Step, Bytes[] Argv)> Inbox { get; } = new();

    /// <summary>True when it has something to send, and what it asked last has been answered: a reply that stands there but has not left does not count.</summary>
    public bool CanSend => Inbox.Count > 0 && !waiting;

    /// <summary>True when a reply stands there that has not left yet.</summary>
    public bool IsAnswered => waiting && !Session.Blocked;

    /// <summary>True when the command that is being executed is, or ends, what writes: a server that refuses writes does not do it.</summary>
    public bool IsWriting { get; private set; }

    /// <summary>True when the last reply was no error.</summary>
    public bool LastReplyOk { get; private set; }

    /// <summary>The server has gone and come again: what was asked last is never answered.</summary>
    public void Reconnect()
    {
        Session = new Session(new Reply());
        waiting = false;
        blocked = false;
        LastReplyOk = false;
    }

    public void Begin(int units, Bytes name)
    {
        // A read promises nothing, even when it found a key past its deadline and the server deleted it.
        writing = RedisCommands.Table.MayWrite(name.Span);
        IsWriting = name.EqualsIgnoreCase("EXEC") ? Session.HasQueuedWrite : writing;
        unitsBefore = units;
        waiting = true;
    }

    /// <summary>Its command was executed. The reply, if there is one yet, promises every unit so far; a wait that is given up promises none.</summary>
    public void End(int units)
    {
        blocked = Session.Blocked;
        promised = !blocked && writing && units > unitsBefore ? units : 0;
    }

    /// <summary>Somebody's command was executed, and may have served this client, if it was waiting.</summary>
    public void Observe(int units)
    {
        if (blocked && !Session.Blocked)
        {
            End(units);
        }
    }

    /// <summary>Takes the reply; returns how many units it promises, or 0 when it promises none.</summary>
    public int Take()
    {
        if (!IsAnswered)
        {
            return 0;
        }

        waiting = false;
        blocked = false;
        LastReplyOk = Session.Output.Length > 0 && Session.Output.Span[0] != (byte)'-';
        Session.Output.Clear();
        return LastReplyOk ? promised : 0;
    }
}
