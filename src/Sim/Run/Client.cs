using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.Data.Primitives;

namespace Sim.Run;

/// <summary>
/// A client of a run. It sends its next commands when it has all replies to those before, which may take long: a
/// command may wait for a key.
/// </summary>
internal sealed class Client(int number)
{
    /// <summary>Commands whose replies have not left the server, in order. Only the last one may be blocked.</summary>
    private readonly Queue<Bytes[]> unanswered = new();

    /// <summary>The units that each reply promises that is ready; 0 for a reply that promises none.</summary>
    private readonly Queue<int> promised = new();

    private int unitsBefore;
    private bool writing;
    private bool blocked;

    public int Number { get; } = number;

    public Session Session { get; private set; } = new(new Reply());

    public Queue<(int Step, Bytes[] Argv)> Inbox { get; } = new();

    /// <summary>
    /// True when it has a command to send and has the replies to its last ones. A reply that has not left the server
    /// does not count.
    /// </summary>
    public bool CanSend => Inbox.Count > 0 && unanswered.Count == 0;

    /// <summary>True when it has another command, and the server takes it before the replies to the others.</summary>
    public bool CanPipeline => Inbox.Count > 0 && !Session.Blocked;

    /// <summary>True when a reply is ready and has not left the server yet.</summary>
    public bool IsAnswered => promised.Count > 0;

    /// <summary>
    /// True when the present command is a write, or an EXEC of writes. A server that refuses writes refuses it.
    /// </summary>
    public bool IsWriting { get; private set; }

    /// <summary>True when the last reply was no error.</summary>
    public bool LastReplyOk { get; private set; }

    /// <summary>The server has restarted: it never answers the last commands.</summary>
    public void Reconnect()
    {
        Session = new Session(new Reply());
        unanswered.Clear();
        promised.Clear();
        blocked = false;
        LastReplyOk = false;
    }

    public void Begin(int units, Bytes[] argv)
    {
        // A read promises nothing, even when it found a key past its deadline and the server deleted it.
        writing = RedisCommands.Table7.MayWrite(argv[0].Span);
        IsWriting = argv[0].EqualsIgnoreCase("EXEC") ? Session.HasQueuedWrite : writing;
        unitsBefore = units;
        unanswered.Enqueue(argv);
    }

    /// <summary>
    /// Its command was executed. The reply, if there is one yet, promises every unit so far. A wait that ends without a
    /// reply promises none.
    /// </summary>
    public void End(int units)
    {
        blocked = Session.Blocked;
        if (!blocked)
        {
            promised.Enqueue(writing && units > unitsBefore ? units : 0);
        }
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

    /// <summary>The turn is over. If its timeout was over, the client has a reply, which promises nothing.</summary>
    public void EndWait()
    {
        if (blocked && !Session.Blocked)
        {
            blocked = false;
            promised.Enqueue(0);
        }
    }

    /// <summary>The first reply that is ready leaves the server.</summary>
    /// <param name="isOk">It is no error.</param>
    /// <returns>The command, and how many units the reply promises; 0 when it promises none.</returns>
    public (Bytes[] Argv, int Units) Take(bool isOk)
    {
        LastReplyOk = isOk;
        var units = promised.Dequeue();
        return (unanswered.Dequeue(), isOk ? units : 0);
    }
}
