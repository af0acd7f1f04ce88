using Aof.Data;

namespace Sim.Explore;

/// <summary>A client of a run: it sends a command when the reply to the one before has come.</summary>
internal sealed class Client(int number)
{
    private int unitsBefore;
    private int unitsAfter;
    private bool waiting;
    private bool writing;

    public int Number { get; } = number;

    public Session Session { get; private set; } = new(new Reply());

    public Queue<(int Step, Bytes[] Argv)> Inbox { get; } = new();

    /// <summary>True when the last reply was no error.</summary>
    public bool LastReplyOk { get; private set; }

    /// <summary>The server has gone and come again: what was asked last is never answered.</summary>
    public void Reconnect()
    {
        Session = new Session(new Reply());
        waiting = false;
        LastReplyOk = false;
    }

    public void Begin(int units, bool isWrite)
    {
        writing = isWrite;
        unitsBefore = units;
        waiting = true;
    }

    public void End(int units) => unitsAfter = units;

    /// <summary>Takes the reply; returns how many units it promises, or 0 when it promises none.</summary>
    public int Take()
    {
        if (!waiting)
        {
            return 0;
        }

        waiting = false;
        LastReplyOk = Session.Output.Length > 0 && Session.Output.Span[0] != (byte)'-';
        Session.Output.Clear();
        return LastReplyOk && writing && unitsAfter > unitsBefore ? unitsAfter : 0;
    }
}
