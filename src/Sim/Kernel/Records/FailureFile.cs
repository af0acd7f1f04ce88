using System.Text;
using System.Text.Json;
using Sim.Kernel.Histories;

namespace Sim.Kernel.Records;

/// <summary>Failure records of one file system as JSON.</summary>
public static class FailureFile
{
    private const string Between = ": ";

    /// <summary>The text of some records of one file system on one kernel; at least one.</summary>
    public static string Write(IReadOnlyList<FailureRecord> records)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, RecordFile.Written))
        {
            json.WriteStartObject();
            json.WriteString("kind", records[0].Kind);
            json.WriteString("kernel", records[0].Kernel);
            json.WriteString("mkfs", records[0].Mkfs);
            json.WriteString("options", records[0].Options);
            json.WriteStartArray("stories");
            foreach (var record in records)
            {
                json.WriteStartObject();
                json.WriteString("name", record.Story.Name);
                json.WriteString("initial", record.Story.Initial);
                json.WriteStartArray("steps");
                foreach (var line in record.Lines)
                {
                    json.WriteStringValue(line);
                }

                json.WriteEndArray();
                json.WriteString("powerLoss", record.PowerLoss);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>True when a text has failure records, and not crashes of histories.</summary>
    public static bool IsOne(string text) => text.Contains("\"stories\"", StringComparison.Ordinal);

    /// <summary>The records of a text.</summary>
    /// <exception cref="FormatException">A step is not one.</exception>
    public static IReadOnlyList<FailureRecord> Read(string text)
    {
        using var json = JsonDocument.Parse(text);
        var root = json.RootElement;
        string Text(string name) => root.GetProperty(name).GetString()!;
        return [.. root.GetProperty("stories").EnumerateArray().Select(story => Story(story, Text("kind")) with
        {
            Kernel = Text("kernel"),
            Mkfs = Text("mkfs"),
            Options = Text("options"),
        })];
    }

    private static FailureRecord Story(JsonElement story, string kind)
    {
        string[][] steps = [.. story.GetProperty("steps").EnumerateArray().Select(
            step => step.GetString()!.Split(Between))];
        return new FailureRecord(
            kind,
            new FailureStory(
                story.GetProperty("name").GetString()!,
                story.GetProperty("initial").GetString()!,
                [.. steps.Select(step => FailureStep.Parse(step[0]))]),
            [.. steps.Select(step => step[1])],
            story.GetProperty("powerLoss").GetString()!);
    }
}
