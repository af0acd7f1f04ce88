using System.Text;
using System.Text.Json;
using Sim.Machine.Disk;
using Sim.Machine.Tracing;
using Sim.Plans;

namespace Sim.Report;

/// <summary>
/// A run in the Trace Event Format of Chrome's tracing, in JSON, which ui.perfetto.dev opens. System calls and commands
/// are complete events ("X"). Changes of the disk, starts and ends of processes, promises and the crash are instants
/// ("i"). Times are microseconds after the server's start. Events are in order of time. Those of one thread follow one
/// another and do not nest.
/// </summary>
public static class TraceEvents
{
    // No process of the machine has these numbers: the first one has 1000.
    private const int RunPid = 1;
    private const int ClientsPid = 2;
    private const int DiskPid = 3;

    /// <summary>
    /// The server's threads: its own, and two for background jobs, since a sync and a close may overlap.
    /// </summary>
    private const int MainTid = 1;
    private const int SyncTid = 2;
    private const int CloseTid = 3;

    /// <summary>Runs a plan and writes its events.</summary>
    public static string Of(Plan plan)
    {
        var recorded = RecordedRun.Of(plan);
        var threads = new SortedDictionary<(int Pid, int Tid), (string Process, string Thread)>();
        var events = new List<Event>();
        AddCalls(recorded, events, threads);
        AddClients(recorded, events, threads);
        AddDisk(recorded, events, threads);
        AddRun(recorded, events, threads);
        return Written(events.OrderBy(e => e.AtUs), threads);
    }

    private static void AddCalls(
        RecordedRun recorded, List<Event> events, SortedDictionary<(int, int), (string, string)> threads)
    {
        var timeline = new Timeline(recorded);
        foreach (var call in recorded.Events.Calls)
        {
            var tid = call.By != Actor.Background ? MainTid : call.Call == SystemCall.Close ? CloseTid : SyncTid;
            threads[(call.Pid, tid)] = NamesOf(call.By, tid);
            events.Add(new Event(call.Call.Name(), call.Pid, tid, Since(call.BeganUs),
                timeline.EndOf(call) - call.BeganUs,
                [("path", call.Path ?? ""), ("result", call.Outcome), ("fault", call.Injected ? "struck" : "none")]));
        }

        foreach (var life in recorded.Events.Lives)
        {
            var tid = life.By == Actor.Background ? SyncTid : MainTid;
            threads[(life.Pid, tid)] = NamesOf(life.By, tid);
            events.Add(new Event(life.Text, life.Pid, tid, Since(life.AtUs), null, []));
        }
    }

    private static void AddClients(
        RecordedRun recorded, List<Event> events, SortedDictionary<(int, int), (string, string)> threads)
    {
        foreach (var exchange in recorded.Events.Exchanges)
        {
            var tid = exchange.Client == PlanStep.HealingClient ? short.MaxValue : exchange.Client + 1;
            threads[(ClientsPid, tid)] = ("clients", PlanText.ClientName(exchange.Client));
            var end = exchange.EndUs is { } endUs ? Since(endUs) : recorded.EndUs;
            var next = recorded.Events.Exchanges.Find(
                other => other.Client == exchange.Client && other.BeganUs > exchange.BeganUs);
            events.Add(new Event(
                exchange.Command.Split(' ')[0], ClientsPid, tid, Since(exchange.BeganUs),
                Math.Min(end, next is null ? end : Since(next.BeganUs)) - Since(exchange.BeganUs),
                [("command", exchange.Command), ("reply", exchange.EndUs is null ? "none" : exchange.Reply)]));
        }
    }

    private static void AddDisk(
        RecordedRun recorded, List<Event> events, SortedDictionary<(int, int), (string, string)> threads)
    {
        threads[(DiskPid, MainTid)] = ("disk", "changes");
        for (var i = 0; i < recorded.Journal.Count; i++)
        {
            var change = recorded.Journal[i];
            var name = change switch
            {
                Change.Synced => "durable",
                Change.SyncFailed => "sync failed",
                _ => change.GetType().Name.ToLowerInvariant()
            };
            events.Add(new Event(name, DiskPid, MainTid, recorded.AtUs(i), null,
                [("change", Invariant($"{i + 1}")), ("what", change.ToString())]));
        }
    }

    /// <summary>Events of the whole run: when writes were promised, and the crash.</summary>
    private static void AddRun(
        RecordedRun recorded, List<Event> events, SortedDictionary<(int, int), (string, string)> threads)
    {
        threads[(RunPid, MainTid)] = ("run", "promises");
        foreach (var ack in recorded.Run.History.Acks)
        {
            events.Add(new Event(Invariant($"{ack.Unit} writes acknowledged"), RunPid,
                MainTid, Since(ack.AtUs), null, []));
        }

        if (recorded.Verdict.Violation is { } violation)
        {
            threads[(RunPid, MainTid + 1)] = ("run", "crash");
            var atUs = violation.Crash is null ? recorded.EndUs : recorded.FocusUs;
            events.Add(new Event(violation.Crash is null ? "violation" : "crash", RunPid, MainTid + 1, atUs, null,
                [("summary", violation.Summary)]));
        }
    }

    private static (string Process, string Thread) NamesOf(Actor by, int tid) => by switch
    {
        Actor.Child => ("rewrite child", "child"),
        Actor.Server => ("server", "main"),
        Actor.Background => ("server", tid == SyncTid ? "background fsync" : "background close"),
        _ => throw new ArgumentOutOfRangeException(nameof(by)),
    };

    private static string Written(
        IEnumerable<Event> events, SortedDictionary<(int Pid, int Tid), (string Process, string Thread)> threads)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("displayTimeUnit", "ms");
            json.WriteStartArray("traceEvents");
            foreach (var (place, names) in threads)
            {
                WriteName(json, "process_name", place, names.Process);
                WriteName(json, "thread_name", place, names.Thread);
            }

            foreach (var e in events)
            {
                Write(json, e);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }

    private static void WriteName(Utf8JsonWriter json, string what, (int Pid, int Tid) place, string name)
    {
        json.WriteStartObject();
        json.WriteString("ph", "M");
        json.WriteString("name", what);
        json.WriteNumber("pid", place.Pid);
        json.WriteNumber("tid", place.Tid);
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Event e)
    {
        json.WriteStartObject();
        json.WriteString("name", e.Name);
        json.WriteString("ph", e.ForUs is null ? "i" : "X");
        json.WriteNumber("ts", e.AtUs);
        if (e.ForUs is { } us)
        {
            json.WriteNumber("dur", us);
        }
        else
        {
            // The scope of the instant: its thread ("t"), or global ("g").
            json.WriteString("s", e.Name is "crash" or "violation" ? "g" : "t");
        }

        json.WriteNumber("pid", e.Pid);
        json.WriteNumber("tid", e.Tid);
        json.WriteStartObject("args");
        foreach (var (key, value) in e.Arguments)
        {
            json.WriteString(key, value);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static long Since(long us) => us - Plan.StartUs;

    /// <summary>One event; an instant when it takes no time.</summary>
    private sealed record Event(
        string Name, int Pid, int Tid, long AtUs, long? ForUs, IReadOnlyList<(string Key, string Value)> Arguments);
}
