using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.Data.Primitives;

namespace Sim.Run;

/// <summary>
/// A client of a run. It sends a command when it has the reply to the one before, which may take long: the command may
/// wait for a key.
/// </summary>
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

    /// <summary>
    /// True when it has a command to send and has the reply to its last one. A reply that has not left the server does
    /// not count.
    /// </summary>
    public bool CanSend => Inbox.Count > 0 && !waiting;

    /// <summary>True when a reply is ready and has not left the server yet.</summary>
    public bool IsAnswered => waiting && !Session.Blocked;

    /// <summary>
    /// True when the present command is a write, or an EXEC of writes. A server that refuses writes refuses it.
    /// </summary>
    public bool IsWriting { get; private set; }

    /// <summary>True when the last reply was no error.</summary>
    public bool LastReplyOk { get; private set; }

    /// <summary>The server has restarted: it never answers the last command.</summary>
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

    /// <summary>
    /// Its command was executed. The reply, if there is one yet, promises every unit so far. A wait that ends without a
    /// reply promises none.
    /// </summary>
    public void End(int units)
    {
        blocked = Session.Blocked;
        promised = !blocked && writing && units > unitsBefore ? units : 0;
    }

    /// <summary>
    /// A command of some client was executed. It may have served this client, if this one was blocked.
    /// </summary>
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
