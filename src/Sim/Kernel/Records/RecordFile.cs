using System.Globalization;
using System.Text;
using System.Text.Json;
using Sim.Kernel.Histories;

namespace Sim.Kernel.Records;

/// <summary>A record as JSON. A record without its own calls is one of a named history.</summary>
public static class RecordFile
{
    private const char During = '~';

    /// <summary>How records are indented.</summary>
    internal static readonly JsonWriterOptions Written = new()
    {
        Indented = true,
        IndentSize = 1,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The record of a text.</summary>
    /// <exception cref="FormatException">The text is not a record; the message says why.</exception>
    public static KernelRecord Read(string text)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            return Read(json.RootElement);
        }
        catch (Exception problem) when (problem is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new FormatException(problem.Message, problem);
        }
    }

    /// <summary>The text of a record.</summary>
    public static string Write(KernelRecord record)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, Written))
        {
            json.WriteStartObject();
            json.WriteString("kind", record.Kind);
            json.WriteString("scenario", record.History.Name);
            json.WriteString("kernel", record.Kernel);
            json.WriteString("mkfs", record.Mkfs);
            json.WriteString("options", record.Options);
            json.WriteString("initial", record.History.Initial);
            json.WriteStartArray("calls");
            foreach (var call in record.History.Calls)
            {
                json.WriteStringValue(call.ToString());
            }

            json.WriteEndArray();
            json.WriteStartObject("info");
            json.WriteNumber("runs", record.Runs);
            json.WriteNumber("images", record.Images);
            json.WriteEndObject();
            WriteStates(json, record.Places);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteStates(Utf8JsonWriter json, IReadOnlyList<CrashPlace> places)
    {
        json.WriteStartObject("states");
        foreach (var place in places)
        {
            json.WriteStartObject(
                Invariant($"{place.Place.Calls}{(place.Place.IsDuring ? "~" : "")}"));
            foreach (var (state, schedule) in place.States)
            {
                json.WriteString(state, schedule);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static KernelRecord Read(JsonElement json)
    {
        var name = json.GetProperty("scenario").GetString()!;
        var history = json.TryGetProperty("calls", out var calls)
            ? History.Of(name, json.GetProperty("initial").GetString()!,
                [.. calls.EnumerateArray().Select(call => call.GetString()!)])
            : NamedHistories.Named(name);
        var info = json.GetProperty("info");
        return new KernelRecord(
            json.GetProperty("kind").GetString()!,
            history,
            [.. json.GetProperty("states").EnumerateObject().Select(Place)])
        {
            Kernel = Text(json, "kernel"),
            Mkfs = Text(json, "mkfs"),
            Options = Text(json, "options"),
            Runs = info.GetProperty("runs").GetInt32(),
            Images = info.GetProperty("images").GetInt32(),
        };
    }

    private static string Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) ? value.GetString()! : "";

    private static CrashPlace Place(JsonProperty place) => new(
        new HistoryPlace(
            int.Parse(place.Name.TrimEnd(During), CultureInfo.InvariantCulture), place.Name.EndsWith(During)),
        [.. place.Value.EnumerateObject().Select(state => new SeenState(state.Name, state.Value.GetString()!))]);
}
