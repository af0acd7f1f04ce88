using Aof.Data.Primitives;
using Sim.Machine.Tracing;
using Sim.Plans;
using Sim.Run;

namespace Sim.Report;

/// <summary>The events of a run, as values for drawing. It observes the run; nothing in a run depends on it.</summary>
internal sealed class EventLog
{
    /// <summary>The system calls, in the order in which they returned.</summary>
    public List<CallRecord> Calls { get; } = [];

    /// <summary>Starts and ends of processes, in order.</summary>
    public List<LifeRecord> Lives { get; } = [];

    /// <summary>The requests of clients, in the order in which the server executed them.</summary>
    public List<Exchange> Exchanges { get; } = [];

    /// <summary>Observes a run from its beginning.</summary>
    public void Listen(LiveRun run)
    {
        var machine = run.Machine;
        machine.Trace.CallReturned += Calls.Add;
        machine.Trace.LifeChanged += Lives.Add;
        run.Starting += () => Exchanges.ForEach(exchange => exchange.IsLost |= exchange.EndUs is null);
        run.CommandTaken += (client, argv) => Asked(machine.Clock.NowUs, client, argv);
        run.ReplySent += (client, _, reply) => Answered(machine.Clock.NowUs, client, reply);
    }

    private void Asked(long nowUs, int client, IReadOnlyList<Bytes> argv) =>
        Exchanges.Add(
        new Exchange(
            client, PlanText.Words(argv.Select(word => System.Text.Encoding.Latin1.GetString(word.Span))), nowUs));

    /// <summary>Notes that the reply to a client's first unanswered command left the server.</summary>
    private void Answered(long nowUs, int client, ReadOnlySpan<byte> reply)
    {
        if (Exchanges.Find(exchange => exchange.Client == client && exchange is { EndUs: null, IsLost: false })
            is { } exchange)
        {
            exchange.EndUs = nowUs;
            exchange.Reply =
                System.Text.Encoding.Latin1.GetString(reply[..Math.Min(reply.Length, Exchange.MaxReplyBytes)]);
        }
    }
}

/// <summary>A command and its reply.</summary>
/// <param name="client">The client.</param>
/// <param name="command">The command.</param>
/// <param name="beganUs">When the server began to execute it, in microseconds since 1970.</param>
internal sealed class Exchange(int client, string command, long beganUs)
{
    /// <summary>The maximum number of characters kept of a reply.</summary>
    public const int MaxReplyBytes = 80;

    public int Client { get; } = client;

    public string Command { get; } = command;

    public long BeganUs { get; } = beganUs;

    /// <summary>When the reply left the server; null when none did.</summary>
    public long? EndUs { get; set; }

    /// <summary>The server has ended before it replied.</summary>
    public bool IsLost { get; set; }

    /// <summary>The beginning of the reply, one character a byte.</summary>
    public string Reply { get; set; } = "";
}
