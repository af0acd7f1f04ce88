using System.Text.Json;
using Aof.Diagnostics;
using Sim.Run;
using Sim.Search;

namespace Sim.Cli.Output;

/// <summary>
/// The totals of one or several explorations: every <see cref="Figure"/>, the faults by kind, the violations.
/// </summary>
internal sealed class Tally
{
    /// <summary>The rare paths of a log of several files.</summary>
    private static readonly string[] OfParts =
    [
        nameof(Probe.ManifestNotWritten), nameof(Probe.HistoryDeleted), nameof(Probe.IncrementBegun),
        nameof(Probe.IncrementIsTemporary), nameof(Probe.IncrementNotBegun), nameof(Probe.RewritesLimited),
        nameof(Probe.LogDirectoryMadeAnew),
    ];

    /// <summary>The rare paths of a rewrite with a difference: the log is one file.</summary>
    private static readonly string[] OfOneFile =
    [
        nameof(Probe.PipesNotMade), nameof(Probe.DifferencePipeFull), nameof(Probe.AgreementNotSent),
        nameof(Probe.DifferenceReadDuringSnapshot), nameof(Probe.LastDifferenceInPieces), nameof(Probe.AgreementCame),
        nameof(Probe.AgreementTimedOut), nameof(Probe.AgreementLost), nameof(Probe.ResidualDifference),
        nameof(Probe.SwapNotOpened), nameof(Probe.SwapNotAppended), nameof(Probe.SwapNotSynced),
    ];

    private readonly long[] values = new long[Figure.All.Count];

    /// <summary>Faults injected, by kind.</summary>
    internal IReadOnlyList<FaultTally> Faults { get; private set; } = [];

    /// <summary>Hits of each probe of the subsystem, by name.</summary>
    internal SortedDictionary<string, long> Hits { get; } = new(StringComparer.Ordinal);

    /// <summary>
    /// The probes without a hit, as a sentence; null when every one was hit. Those of a layout of the log count where a
    /// seed had such a log.
    /// </summary>
    internal string? Untaken =>
        Hits.Where(hit => hit.Value == 0 && !Unreachable.Contains(hit.Key)).Select(hit => hit.Key).ToList()
            is { Count: > 0 } untaken
        ? "no seed took these paths: " + string.Join(", ", untaken)
        : null;

    private string[] Unreachable =>
    [
        .. this[Figure.OfSeveralFiles] == 0 ? OfParts : [],
        .. this[Figure.OfSeveralFiles] == this[Figure.Seeds] ? OfOneFile : [],
    ];

    /// <summary>The number of seeds with a violation.</summary>
    internal long Violations { get; private set; }

    internal long this[Figure figure] => values[Index(figure)];

    internal static Tally Of(ExploreSummary summary)
    {
        var tally = new Tally { Violations = summary.Violations.Count, Faults = summary.Faults };
        for (var i = 0; i < Figure.All.Count; i++)
        {
            tally.values[i] = Figure.All[i].Of(summary);
        }

        foreach (var probe in Enum.GetValues<Probe>())
        {
            tally.Hits[probe.ToString()] = summary.Hits[(int)probe];
        }

        return tally;
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <exception cref="JsonException">Something is missing.</exception>
    internal static Tally Read(JsonElement json)
    {
        try
        {
            var tally = new Tally { Violations = json.GetProperty("violations").GetArrayLength() };
            for (var i = 0; i < Figure.All.Count; i++)
            {
                tally.values[i] = json.GetProperty(Figure.All[i].Name).GetInt64();
            }

            tally.Faults = [.. json.GetProperty("faults").EnumerateObject().Select(ReadFault)];

            foreach (var probe in json.GetProperty("probes").EnumerateObject())
            {
                tally.Hits[probe.Name] = probe.Value.GetInt64();
            }

            return tally;
        }
        catch (Exception wrong) when (wrong is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new JsonException(wrong.Message, wrong);
        }
    }

    internal void Add(Tally other)
    {
        Violations += other.Violations;
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = Figure.All[i].IsLargest ? Math.Max(values[i], other.values[i]) : values[i] + other.values[i];
        }

        Faults = FaultTally.Sum(Faults, other.Faults);
        foreach (var (probe, count) in other.Hits)
        {
            Hits[probe] = Hits.GetValueOrDefault(probe) + count;
        }
    }

    internal void Write(Utf8JsonWriter json)
    {
        foreach (var figure in Figure.All)
        {
            json.WriteNumber(figure.Name, this[figure]);
        }

        json.WriteNumber("statesPerSecond", PerSecond(Figure.States));
        json.WriteNumber("seedsPerSecond", PerSecond(Figure.Seeds));
        json.WriteStartObject("faults");
        foreach (var fault in Faults)
        {
            json.WriteStartObject(fault.Kind);
            json.WriteNumber("injected", fault.Injected);
            json.WriteNumber("survived", fault.Survived);
            json.WriteNumber("refused", fault.Refused);
            json.WriteNumber("fatal", fault.Fatal);
            json.WriteEndObject();
        }

        json.WriteEndObject();
        json.WriteStartObject("probes");
        foreach (var (probe, count) in Hits)
        {
            json.WriteNumber(probe, count);
        }

        json.WriteEndObject();
    }

    /// <summary>Events per second, rounded down; an unmeasurably short time counts as a millisecond.</summary>
    internal long PerSecond(Figure figure) => this[figure] * 1000 / Math.Max(1, this[Figure.Elapsed]);

    private static FaultTally ReadFault(JsonProperty fault)
    {
        long Number(string name) => fault.Value.GetProperty(name).GetInt64();
        return new FaultTally(fault.Name, Number("injected"), Number("survived"), Number("refused"), Number("fatal"));
    }

    private static int Index(Figure figure)
    {
        for (var i = 0; i < Figure.All.Count; i++)
        {
            if (ReferenceEquals(Figure.All[i], figure))
            {
                return i;
            }
        }

        throw new ArgumentException("no figure of a summary: " + figure.Name, nameof(figure));
    }
}
