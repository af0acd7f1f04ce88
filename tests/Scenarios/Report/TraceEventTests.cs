using System.Text.Json;
using Sim.Check;
using Sim.Plans;
using Sim.Report;
using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Report;

public sealed class TraceEventTests
{
    private static readonly JsonElement[] Events = [.. JsonDocument.Parse(TraceEvents.Of(Drawn.Broken)).RootElement.GetProperty("traceEvents").EnumerateArray()];

    [Fact]
    public void EventsStandInTheOrderOfTheirTimes()
    {
        var times = Events.Where(e => Of(e, "ph") != "M").Select(e => e.GetProperty("ts").GetInt64()).ToList();
        Assert.True(times.Count > 20);
        Assert.Equal(times.Order(), times);
        Assert.All(times, time => Assert.InRange(time, 0, long.MaxValue));
    }

    [Fact]
    public void EveryProcessAndThreadHasAName()
    {
        var named = Events.Where(e => Of(e, "name") == "thread_name").Select(Place).ToList();
        Assert.Equal(named, Events.Where(e => Of(e, "name") == "process_name").Select(Place));
        Assert.Equal(named.Distinct().Count(), named.Count);
        Assert.All(Events, e => Assert.Contains(Place(e), named));
        Assert.Equal(
            ["clients", "disk", "rewrite child", "run", "server"],
            Events.Where(e => Of(e, "name") == "process_name").Select(e => Of(e.GetProperty("args"), "name")).Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void CallsOfOneThreadDoNotOverlap()
    {
        foreach (var thread in Events.Where(e => Of(e, "ph") == "X").GroupBy(Place))
        {
            var end = 0L;
            foreach (var call in thread)
            {
                var (from, us) = (call.GetProperty("ts").GetInt64(), call.GetProperty("dur").GetInt64());
                Assert.True(from >= end && us >= 0, call.ToString());
                end = from + us;
            }
        }
    }

    [Fact]
    public void EveryChangeOfTheDiskIsThere() =>
        Assert.Equal(Replayer.Replay(Drawn.Broken).Run.Machine.Disk.Journal.Count, Events.Count(e => Place(e).Pid == 3 && Of(e, "ph") == "i"));

    [Fact]
    public void TheCrashIsThereOnce() =>
        Assert.Contains("writes are gone", Of(Assert.Single(Events, e => Of(e, "name") == "crash").GetProperty("args"), "summary"), StringComparison.Ordinal);

    [Fact]
    public void ReplayWritesThemBesideItsStory()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["plan.json"], PlanFile.Write(Drawn.Broken));
        Assert.Contains("VIOLATION", CapturedTerminal.Run("replay", directory["plan.json"], "--trace", "perfetto", "--trace-file", directory["trace.json"]).Output, StringComparison.Ordinal);
        Assert.Equal(TraceEvents.Of(Drawn.Broken), File.ReadAllText(directory["trace.json"]));
    }

    private static string Of(JsonElement e, string name) => e.GetProperty(name).GetString()!;

    private static (int Pid, int Tid) Place(JsonElement e) => (e.GetProperty("pid").GetInt32(), e.GetProperty("tid").GetInt32());
}
