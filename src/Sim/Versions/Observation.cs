using System.Text.Json;
using System.Text.Json.Serialization;
using Aof.KnownDefects;
using Sim.Plans;

namespace Sim.Versions;

/// <summary>How a real server was observed.</summary>
public enum SightingWay
{
    /// <summary>It ran by itself and restarted on its own log. A torn end is made by hand.</summary>
    Live,

    /// <summary>
    /// It was started on a simulated crash image. This shows what it does with the files, not that a kernel leaves
    /// them.
    /// </summary>
    Image,
}

/// <summary>
/// What a real redis-server did, for a switch that claims what versions of Redis do. The record is data.
/// tests/Scenarios/Peer repeats it on the real server, and on the simulated one with the switch on and off; a wrong
/// record fails.
/// </summary>
public sealed record Observation
{
    /// <summary>The switch.</summary>
    public required Defect Switch { get; init; }

    /// <summary>How the server was observed.</summary>
    public required SightingWay Way { get; init; }

    /// <summary>True when it does what the switch claims; false when it was seen not to.</summary>
    public required bool Seen { get; init; }

    /// <summary>
    /// Lines of redis.conf that differ from the common ones: appendonly yes, appendfsync no, no preamble, no automatic
    /// rewrite.
    /// </summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>The file in src/Sim/Versions/Seen whose crash left the image; null for a live one.</summary>
    public string? Plan { get; init; }

    /// <summary>
    /// True when the image's log has the layout of 7.0; false when an older version left it, for 7.0 to take over.
    /// </summary>
    public bool OwnLayout { get; init; }

    /// <summary>
    /// The steps before the questions: commands, with "2: " for a second client; in parentheses, events of the server.
    /// </summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>The questions, in the same notation; their replies count.</summary>
    public required IReadOnlyList<string> Ask { get; init; }

    /// <summary>The replies with the switch on. Of an error the first word counts.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    /// <summary>The replies with the switch off; empty where the fixed server never leaves such an image.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>
    /// How far the claim about 6.0.5 and older holds for 7.0, whose log has several files; a sentence.
    /// </summary>
    public required string CarriesOver { get; init; }

    /// <summary>The entry of the table, in at most three words.</summary>
    [JsonIgnore]
    public string Word => (Way, Seen) switch
    {
        (SightingWay.Live, true) => "done live",
        (SightingWay.Live, false) => "not any more",
        (SightingWay.Image, true) => "loaded from image",
        _ => "not loaded",
    };
}

/// <summary>The observations of real servers, from src/Sim/Versions/Seen.json.</summary>
/// <param name="Server">The program and its version.</param>
/// <param name="All">The observations.</param>
public sealed record Observations(string Server, IReadOnlyList<Observation> All)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The record.</summary>
    public static Observations Kept { get; } =
        JsonSerializer.Deserialize<Observations>(Resource.Text("Seen.json"), Format)!;

    /// <summary>The plan whose crash left an observation's image.</summary>
    public static Plan PlanOf(Observation sighting)
    {
        ArgumentNullException.ThrowIfNull(sighting);
        return PlanFile.TryRead(Resource.Text($"Seen.{sighting.Plan}"), out var plan, out var error)
            ? plan
            : throw new InvalidOperationException($"{sighting.Plan}: {error}");
    }

    /// <summary>The observations of a switch.</summary>
    public IEnumerable<Observation> Of(Defect defect) => All.Where(sighting => sighting.Switch == defect);

    /// <summary>
    /// How all these switches were seen: all live, or some only from an image. Null when one was not seen, or there are
    /// none.
    /// </summary>
    /// <param name="switches">Those of a minimal plan.</param>
    public SightingWay? Cover(IReadOnlyCollection<Defect> switches) =>
        switches.Count == 0 || !switches.All(defect => Of(defect).Any(sighting => sighting.Seen)) ? null
        : switches.All(defect => Of(defect).Any(sighting => sighting is { Seen: true, Way: SightingWay.Live }))
        ? SightingWay.Live
        : SightingWay.Image;
}
