using System.Globalization;
using System.Text;
using Sim.Machine.Disk;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;

namespace Sim.Report;

/// <summary>The lanes of a run: clients, server, background thread, children, disk.</summary>
internal sealed class Timeline(RecordedRun recorded)
{
    /// <summary>The maximum number of events of a lane before the moment that is shown first.</summary>
    private const int MaxBefore = 700;

    /// <summary>The maximum number after it.</summary>
    private const int MaxAfter = 200;

    /// <summary>The number of events left out.</summary>
    public int LeftOut { get; private set; }

    /// <summary>The lanes, from the clients down to the disk.</summary>
    public IReadOnlyList<Lane> Lanes()
    {
        var lanes = new List<Lane>();
        foreach (var client in recorded.Events.Exchanges.Select(exchange => exchange.Client).Distinct().Order())
        {
            var asked = recorded.Events.Exchanges.Where(exchange => exchange.Client == client).Select(Asked);
            lanes.Add(Near(PlanText.ClientName(client), asked));
        }

        lanes.Add(Near("server", Calls(Actor.Server).Concat(Lives(Actor.Server)).Concat(Events())));
        lanes.Add(Near("background", Calls(Actor.Background).Concat(Lives(Actor.Background))));
        if (recorded.Events.Lives.Exists(life => life.By == Actor.Child))
        {
            lanes.Add(Near("child", Calls(Actor.Child).Concat(Lives(Actor.Child))));
        }

        lanes.Add(Near("disk", Changes()));
        return lanes;
    }

    /// <summary>A call in words, with its result.</summary>
    public static string Words(in CallRecord call) => call.Words + (call.Injected ? ", struck by a fault" : "");

    /// <summary>When the caller continues; a killed child never does.</summary>
    public long EndOf(CallRecord call)
    {
        var lives = recorded.Events.Lives;
        var end = call.By == Actor.Child ? lives.FindIndex(life => life.Pid == call.Pid && life.Ends) : -1;
        return Math.Max(call.BeganUs, end < 0 ? call.EndUs : Math.Min(call.EndUs, lives[end].AtUs));
    }

    /// <summary>A command and its reply in words.</summary>
    public static string TextOf(Exchange exchange)
    {
        var reply = exchange.EndUs is null ? "never answered" : "answered " + Printable(exchange.Reply);
        return $"{exchange.Command}; {reply}";
    }

    private IEnumerable<Span> Calls(Actor who) =>
        from call in recorded.Events.Calls
        where call.By == who
        let kind = call.Injected
        ? "fault"
        : call.Error is not Errno.None and not Errno.EAGAIN and not Errno.ENOENT
        ? "error"
        : call.Call is SystemCall.Sync or SystemCall.SyncData ? "sync" : "call"
        select new Span(Since(call.BeganUs), Since(EndOf(call)), kind,
        Invariant($"{call.Pid} {Words(call)}"));

    private IEnumerable<Span> Lives(Actor who) =>
        from life in recorded.Events.Lives
        where life.By == who
        select new Span(Since(life.AtUs), Since(life.AtUs), life.Injected ? "fault" : "life",
        Invariant($"{life.Pid} {life.Text}"));

    /// <summary>The plan's events other than commands.</summary>
    private IEnumerable<Span> Events() =>
        from step in recorded.Plan.Steps
        where step.Event != PlanEvent.Command && step.AtUs <= recorded.EndUs
        select new Span(step.AtUs, step.AtUs, "fault", step.Event.ToString());

    private Span Asked(Exchange exchange) => new(
        Since(exchange.BeganUs),
        exchange.EndUs is { } endUs ? Since(endUs) : recorded.EndUs,
        exchange.EndUs is null || exchange.Reply.StartsWith('-') ? "error" : "ask",
        TextOf(exchange));

    private IEnumerable<Span> Changes()
    {
        for (var i = 0; i < recorded.Journal.Count; i++)
        {
            var change = recorded.Journal[i];
            var kind = change switch
            {
                Change.Synced => "sync",
                Change.SyncFailed or Change.Reread or Change.Aborted => "error",
                _ => "change"
            };
            yield return new Span(recorded.AtUs(i), recorded.AtUs(i), kind,
                Invariant($"change {i + 1}: {change}"));
        }
    }

    private Lane Near(string name, IEnumerable<Span> spans)
    {
        var sorted = spans.OrderBy(span => span.From).ToList();
        var after = sorted.FindIndex(span => span.From > recorded.FocusUs);
        var middle = after < 0 ? sorted.Count : after;
        var kept = sorted[Math.Max(0, middle - MaxBefore)..Math.Min(sorted.Count, middle + MaxAfter)];
        LeftOut += sorted.Count - kept.Count;
        return new Lane(name, kept);
    }

    private static string Printable(string reply)
    {
        var text = new StringBuilder();
        foreach (var c in reply)
        {
            _ = c switch
            {
                '\r' => text,
                '\n' => text.Append(' '),
                >= ' ' and < '\u007f' => text.Append(c),
                _ => text.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
            };
        }

        return text.ToString().TrimEnd();
    }

    private static long Since(long us) => us - Plan.StartUs;
}
