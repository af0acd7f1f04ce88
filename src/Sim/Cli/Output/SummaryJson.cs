using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sim.Findings;
using Sim.Search;

namespace Sim.Cli.Output;

/// <summary>The results of an exploration as one JSON object. The name of a duration ends with its unit.</summary>
internal static class SummaryJson
{
    /// <summary>It is no part of a page, so the + of a version needs no escape.</summary>
    private static readonly JsonWriterOptions Format =
        new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    internal static string Of(
        ExploreSummary summary, ExploreOptions options, int shard, bool isInterrupted, KeptFailures findings)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Format))
        {
            json.WriteStartObject();
            json.WriteString("version", BugBase.Version);
            json.WriteNumber("firstSeed", options.FirstSeed);
            json.WriteNumber("seedStride", options.Stride);
            json.WriteNumber("shard", shard);
            json.WriteBoolean("interrupted", isInterrupted);
            Tally.Of(summary).Write(json);
            WriteViolations(json, summary, findings);
            WriteKnown(json, findings.Known);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length) + "\n";
    }

    private static void WriteViolations(Utf8JsonWriter json, ExploreSummary summary, KeptFailures findings)
    {
        json.WriteStartArray("violations");
        foreach (var result in summary.Violations)
        {
            json.WriteStartObject();
            json.WriteNumber("seed", result.Seed);
            json.WriteString("kind", result.Failure!.Violation.Kind.ToString());
            json.WriteString("summary", result.Failure.Violation.Summary);
            json.WriteString("replay", findings.ReplayLine(result.Seed));
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteKnown(Utf8JsonWriter json, IReadOnlyList<KnownFailure> known)
    {
        json.WriteStartArray("known");
        foreach (var failure in known)
        {
            json.WriteStartObject();
            json.WriteString("kind", failure.Kind);
            json.WriteString("plan", failure.Path);
            json.WriteBoolean("fails", failure.Fails);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
