using Sim.Explore;
using Sim.Faults;

namespace Sim.Report;

/// <summary>
/// What happened on a machine, as values: what a picture of the run is drawn from. It is kept only where a <see cref="Trace"/> is given one,
/// and nothing in a run depends on it.
/// </summary>
internal sealed class EventLog
{
    /// <summary>The system calls, in the order in which they returned.</summary>
    public List<CallRecord> Calls { get; } = [];

    /// <summary>Begins and ends of processes, in order.</summary>
    public List<LifeRecord> Lives { get; } = [];

    /// <summary>What clients asked, in the order in which the server took it up.</summary>
    public List<Exchange> Exchanges { get; } = [];

    /// <summary>The server has taken a command up.</summary>
    public void Asked(long nowUs, int client, IReadOnlyList<Aof.Data.Bytes> argv) => Exchanges.Add(new Exchange(client, Story.Words(argv.Select(word => System.Text.Encoding.Latin1.GetString(word.Span))), nowUs));

    /// <summary>The reply to a client's last command leaves the server.</summary>
    public void Answered(long nowUs, int client, ReadOnlySpan<byte> reply)
    {
        if (Exchanges.FindLast(exchange => exchange.Client == client) is { EndUs: null } exchange)
        {
            exchange.EndUs = nowUs;
            exchange.Reply = System.Text.Encoding.Latin1.GetString(reply[..Math.Min(reply.Length, Exchange.MostReplyBytes)]);
        }
    }
}

/// <summary>A process begins or ends, or a fault keeps it from coming back out of a call.</summary>
/// <param name="AtUs">When, in microseconds since 1970.</param>
/// <param name="Pid">Which.</param>
/// <param name="By">What it is.</param>
/// <param name="Ends">True when it ends.</param>
/// <param name="Text">In words.</param>
/// <param name="Struck">True when a fault did it.</param>
internal readonly record struct LifeRecord(long AtUs, int Pid, Actor By, bool Ends, string Text, bool Struck = false);

/// <summary>A command and its reply.</summary>
/// <param name="client">Who asked.</param>
/// <param name="command">The command.</param>
/// <param name="beganUs">When the server took it up, in microseconds since 1970.</param>
internal sealed class Exchange(int client, string command, long beganUs)
{
    /// <summary>So much of a reply is kept.</summary>
    public const int MostReplyBytes = 80;

    public int Client { get; } = client;

    public string Command { get; } = command;

    public long BeganUs { get; } = beganUs;

    /// <summary>When the reply left the server; null when none did.</summary>
    public long? EndUs { get; set; }

    /// <summary>The beginning of the reply, one character a byte.</summary>
    public string Reply { get; set; } = "";
}
