using System.Text;
using System.Text.Json;
using Sim.Explore;

namespace Sim.Cli;

/// <summary>What an exploration found, as one JSON object for a program. Times are in the unit that their name ends with.</summary>
internal static class SummaryJson
{
    internal static void Write(TextWriter output, ExploreSummary summary, ViolationFolder folder)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            WriteCounts(json, summary);
            WriteViolations(json, summary, folder);
            json.WriteEndObject();
        }

        output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private static void WriteCounts(Utf8JsonWriter json, ExploreSummary summary)
    {
        json.WriteNumber("seeds", summary.Seeds);
        json.WriteNumber("states", summary.States);
        json.WriteNumber("distinctImages", summary.DistinctImages);
        json.WriteStartObject("faults");
        foreach (var (kind, count) in summary.Faults)
        {
            json.WriteNumber(kind, count);
        }

        json.WriteEndObject();
        json.WriteNumber("simulatedUs", summary.SimulatedUs);
        json.WriteNumber("elapsedMs", (long)summary.Elapsed.TotalMilliseconds);
        json.WriteNumber("statesPerSecond", SummaryText.PerSecond(summary.States, summary.Elapsed));
        json.WriteNumber("seedsPerSecond", SummaryText.PerSecond(summary.Seeds, summary.Elapsed));
        json.WriteNumber("largestEverysecLossUs", summary.LargestWindowUs);
        json.WriteNumber("refused", summary.Refused);
        json.WriteNumber("undetectable", summary.Undetectable);
        json.WriteNumber("rotten", summary.Rotten);
        json.WriteNumber("rotUndetected", summary.RotUndetected);
    }

    private static void WriteViolations(Utf8JsonWriter json, ExploreSummary summary, ViolationFolder folder)
    {
        json.WriteStartArray("violations");
        foreach (var result in summary.Violations)
        {
            var violation = result.Verdict.Violation!;
            json.WriteStartObject();
            json.WriteNumber("seed", result.Seed);
            json.WriteString("kind", violation.Kind.ToString());
            json.WriteString("summary", violation.Summary);
            json.WriteString("replay", folder.ReplayLine(result.Seed));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
