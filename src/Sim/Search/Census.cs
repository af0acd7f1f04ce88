using Aof;
using Aof.KnownDefects;
using Aof.Rdb;
using Aof.State;
using Sim.Check;
using Sim.Generate;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.Random;
using Sim.Machine.Tracing;
using Sim.Plans;

namespace Sim.Search;

/// <summary>One property that seeds may have, with its count and limits.</summary>
/// <param name="Sort">The sort of property.</param>
/// <param name="Name">Its name.</param>
/// <param name="Seeds">The number of seeds that have it.</param>
/// <param name="Least">The minimum for <paramref name="Seeds"/>.</param>
/// <param name="Most">The maximum for <paramref name="Seeds"/>.</param>
public sealed record CensusRow(string Sort, string Name, int Seeds, int Least, int Most)
{
    /// <summary>True when the count is within the limits.</summary>
    public bool IsRight => Seeds >= Least && Seeds <= Most;
}

/// <summary>
/// Counts what a range of seeds contains. A feature that never occurs is untested; one that always occurs can mask
/// others. Each feature must be in a fifth to four fifths of the seeds. Every command, struck call, kind of fault,
/// event, method of the server, value of a setting, policy, disk and encoding must occur. A fault or event counts when
/// it was injected, not when it was planned. Crashes are not computed.
/// </summary>
public sealed class Census
{
    /// <summary>The number of groups of commands that shows every command of a workload.</summary>
    private const int CommandGroups = 20_000;

    /// <summary>The methods of a server, and the event that calls each; Command: every run calls it.</summary>
    private static readonly (string Method, PlanEvent By)[] ServerMethods =
    [
        (nameof(AofServer.Start), PlanEvent.Command), (nameof(AofServer.Execute), PlanEvent.Command),
        (nameof(AofServer.Forget), PlanEvent.Disconnect), (nameof(AofServer.Shutdown), PlanEvent.CloseServer),
        (nameof(AofServer.Terminate), PlanEvent.Terminate),
    ];

    private readonly SortedDictionary<(string Sort, string Name), int> counts = [];
    private int seeds;

    private Census()
    {
    }

    /// <summary>What occurs together.</summary>
    public PairCount Pairs { get; } = new(
    [
        .. PlanGenerator.Sites.Select(site => Name(site.Call, site.By)),
        .. Enum.GetValues<PlanEvent>().Where(what => what != PlanEvent.Command).Select(what => what.ToString()),
    ]);

    /// <summary>The rows, sort by sort.</summary>
    public IReadOnlyList<CensusRow> Rows =>
    [
        .. Enum.GetValues<Feature>().Select(
        feature => Row("feature", feature.ToString(), (seeds + 4) / 5, seeds * 4 / 5)),
        .. Vocabulary().Select(name => Row("command", name, 1, seeds)),
        .. PlanGenerator.Sites.Select(site => Row("call that is struck", Name(site.Call, site.By), 1, seeds)),
        .. Enum.GetValues<FaultKind>().Select(kind => Row("fault", kind.ToString(), 1, seeds)),
        .. Enum.GetValues<PlanEvent>().Where(what => what != PlanEvent.Command).Select(
        what => Row("event", what.ToString(), 1, seeds)),
        Row("event", SeveralLives, (seeds + 9) / 10, seeds),
        .. ServerMethods.Select(row => Row("method of the server", row.Method, 1, seeds)),
        .. ProcessFaults.Settings.SelectMany(
        setting => setting.Values.Select(value => Row("CONFIG SET", $"{setting.Name} {value}", 1, seeds))),
        .. Switched.Select(value => Row("CONFIG SET", $"appendonly {value}", 1, seeds)),
        .. Enum.GetValues<FsyncPolicy>().Select(
        policy => Row("policy", policy.ToString(), (seeds + 4) / 5, seeds * 4 / 5)),
        .. DiskPreset.All.Select(preset => Row("disk", preset.Name, 1, seeds)),
        .. Encodings.Written.Select(encoding => Row("encoding", encoding, 1, seeds)),
    ];

    private static string[] Switched => ["yes", "no"];

    private static string SeveralLives => "three lives or more";

    /// <summary>Counts the contents of the runs of some seeds.</summary>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static Census Of(ulong firstSeed, ulong count, CancellationToken cancel = default)
    {
        var census = new Census();
        for (ulong i = 0; i < count; i++)
        {
            cancel.ThrowIfCancellationRequested();
            census.Add(firstSeed + i);
        }

        return census;
    }

    private void Add(ulong seed)
    {
        seeds++;
        var plan = PlanGenerator.Generate(seed, new ExploreOptions());
        var run = CheckedRun.Execute(plan, new Trace(Plan.StartUs)).Run;
        var seen = new SortedSet<(string, string)>();
        Note("feature", Swarm.Draw(new Seed(seed)).On.Select(feature => feature.ToString()));
        Note("command", plan.Steps.Where(step => step.Event == PlanEvent.Command).Select(step => step.Command[0]));
        Note("call that is struck", run.Struck.Select(cell => Name(cell.Strike.Site.Call, cell.Strike.Site.By)));
        Note("fault", run.Struck.Select(cell => cell.Strike.Kind.ToString()));
        Note("event", run.OccurredEvents.Select(what => what.ToString()));
        Note("method of the server",
            ServerMethods.Where(row => row.By == PlanEvent.Command || run.OccurredEvents.Contains(row.By)).Select(
                row => row.Method));
        Note("CONFIG SET", SettingsOf(plan));
        Note("event", run.History.Restarts.Count >= 2 ? [SeveralLives] : []);
        Note("policy", [plan.Config.Policy.ToString()]);
        Note("disk", [plan.Disk.Preset]);
        Note("encoding",
            run.History.Units.Last(unit => unit.Step < plan.Steps.Count).State[0].Entries.Select(
                entry => Encodings.Of(entry.Value, plan.Config.ToAofConfig().Thresholds)));
        Pairs.Add(name => seen.Contains(("call that is struck", name)) || seen.Contains(("event", name)));
        foreach (var thing in seen)
        {
            counts[thing] = counts.GetValueOrDefault(thing) + 1;
        }

        void Note(string sort, IEnumerable<string> names)
        {
            foreach (var name in names)
            {
                _ = seen.Add((sort, name));
            }
        }
    }

    /// <summary>The settings that clients change in a plan, each with its value.</summary>
    private static IEnumerable<string> SettingsOf(Plan plan) =>
        from step in plan.Steps
        where step.Command is ["CONFIG", "SET", ..]
        select $"{step.Command[2]} {step.Command[3]}";

    private CensusRow Row(string sort, string name, int least, int most) =>
        new(sort, name, counts.GetValueOrDefault((sort, name)), least, most);

    private static string Name(SystemCall call, Actor by) => $"{call.Name()} by {by.Name()}";

    /// <summary>Every command that a workload with all features draws, and CONFIG, which only switches use.</summary>
    private static SortedSet<string> Vocabulary()
    {
        Workload[] workloads =
        [
            .. new[] { Dialect.Redis72, Dialect.Redis86, Dialect.Valkey9 }.Select(
                dialect => new Workload(new Seed(1).Stream(), Swarm.Everything, dialect)),
        ];
        var drawn = Enumerable.Range(0, CommandGroups).SelectMany(n => workloads[n % workloads.Length].NextGroup())
            .Select(command => command[0]);
        return new SortedSet<string>(drawn.Append("CONFIG"), StringComparer.Ordinal);
    }
}
