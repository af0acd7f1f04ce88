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

    /// <summary>What each reply promises that is ready.</summary>
    private readonly Queue<ReplyPromise> promised = new();

    /// <summary>
    /// Units after the last command of this connection that has changed the dataset. A wait that another client served
    /// does not count: it may have changed nothing itself.
    /// </summary>
    private int changedUpTo;

    /// <summary>The present command asks what is on the disk: WAITAOF, or EXEC behind it.</summary>
    private bool asks;

    /// <summary>The last command of the open transaction is WAITAOF.</summary>
    private bool asksInTransaction;
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

    /// <summary>Units when the server took up its present command.</summary>
    public int UnitsBefore { get; private set; }

    /// <summary>True when the last reply was no error.</summary>
    public bool LastReplyOk { get; private set; }

    /// <summary>The server has restarted: it never answers the last commands.</summary>
    public void Reconnect()
    {
        Session = new Session(new Reply());
        unanswered.Clear();
        promised.Clear();
        blocked = false;
        changedUpTo = 0;
        LastReplyOk = false;
    }

    public void Begin(int units, Bytes[] argv)
    {
        // A read promises nothing, even when it found a key past its deadline and the server deleted it.
        writing = RedisCommands.Table7.MayWrite(argv[0].Span);
        var (isExec, waits) = (argv[0].EqualsIgnoreCase("EXEC"), argv[0].EqualsIgnoreCase("WAITAOF"));
        IsWriting = isExec ? Session.HasQueuedWrite : writing;
        asks = isExec ? asksInTransaction : waits;
        asksInTransaction = waits && Session.InTransaction;
        UnitsBefore = units;
        unanswered.Enqueue(argv);
    }

    /// <summary>
    /// Its command was executed. The reply, if there is one yet, promises every unit so far. A wait that ends without a
    /// reply promises none.
    /// </summary>
    /// <param name="units">Units executed so far.</param>
    /// <param name="changes">The command has changed the dataset.</param>
    public void End(int units, bool changes)
    {
        changedUpTo = changes ? units : changedUpTo;
        blocked = Session.Blocked;
        if (!blocked)
        {
            promised.Enqueue(new ReplyPromise(writing && units > UnitsBefore ? units : 0, asks ? changedUpTo : 0));
        }
    }

    /// <summary>
    /// A command of some client was executed. It may have served this client, if this one was blocked.
    /// </summary>
    public void Observe(int units)
    {
        if (blocked && !Session.Blocked)
        {
            End(units, changes: false);
        }
    }

    /// <summary>
    /// The turn is over. If a timeout was over, or an fsync has come, the client has a reply, which promises no unit of
    /// its own.
    /// </summary>
    public void EndWait()
    {
        if (blocked && !Session.Blocked)
        {
            blocked = false;
            promised.Enqueue(new ReplyPromise(0, asks ? changedUpTo : 0));
        }
    }

    /// <summary>The first reply that is ready leaves the server.</summary>
    /// <param name="isOk">It is no error.</param>
    /// <returns>The command, and what the reply promises.</returns>
    public (Bytes[] Argv, ReplyPromise Promise) Take(bool isOk)
    {
        LastReplyOk = isOk;
        var promise = promised.Dequeue();
        return (unanswered.Dequeue(), isOk ? promise : default);
    }
}
