using System.Text.Json;
using Sim.Explore;

namespace Sim.Cli;

/// <summary>What one exploration, or several put together, came to: every <see cref="Figure"/>, the faults by kind, the violations.</summary>
internal sealed class Tally
{
    private readonly long[] _values = new long[Figure.All.Count];

    /// <summary>Faults injected, by kind.</summary>
    internal SortedDictionary<string, long> Faults { get; } = new(StringComparer.Ordinal);

    /// <summary>How many seeds broke a promise.</summary>
    internal long Violations { get; private set; }

    internal long this[Figure figure] => _values[Index(figure)];

    internal static Tally Of(ExploreSummary summary)
    {
        var tally = new Tally { Violations = summary.Violations.Count };
        for (var i = 0; i < Figure.All.Count; i++)
        {
            tally._values[i] = Figure.All[i].Of(summary);
        }

        foreach (var (kind, count) in summary.Faults)
        {
            tally.Faults[kind] = count;
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
                tally._values[i] = json.GetProperty(Figure.All[i].Name).GetInt64();
            }

            foreach (var fault in json.GetProperty("faults").EnumerateObject())
            {
                tally.Faults[fault.Name] = fault.Value.GetInt64();
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
        for (var i = 0; i < _values.Length; i++)
        {
            _values[i] = Figure.All[i].IsLargest ? Math.Max(_values[i], other._values[i]) : _values[i] + other._values[i];
        }

        foreach (var (kind, count) in other.Faults)
        {
            Faults[kind] = Faults.GetValueOrDefault(kind) + count;
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
        foreach (var (kind, count) in Faults)
        {
            json.WriteNumber(kind, count);
        }

        json.WriteEndObject();
    }

    /// <summary>Whole events per second; a time too short to measure counts as a millisecond.</summary>
    internal long PerSecond(Figure figure) => this[figure] * 1000 / Math.Max(1, this[Figure.Elapsed]);

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
