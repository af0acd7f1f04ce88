using System.Text.Json;
using System.Text.Json.Serialization;
using Aof.KnownDefects;
using Sim.Plans;

namespace Sim.Versions;

/// <summary>How a real server was asked.</summary>
public enum SightingWay
{
    /// <summary>It ran by itself, and its own log was what it started on again. What is torn off that log is torn off by hand.</summary>
    Live,

    /// <summary>It was started on what a simulated crash left: what it shows is what it makes of those files, not that a kernel leaves them.</summary>
    Image,
}

/// <summary>
/// What a real redis-server did where a switch says what versions of Redis do. The record is data, and tests/Scenarios/Peer/SightingLaws does
/// all of it again, on the real server and on the simulated one with the switch on and off: a record that is wrong fails.
/// </summary>
public sealed record Observation
{
    /// <summary>The switch.</summary>
    public required Defect Switch { get; init; }

    /// <summary>How the server was asked.</summary>
    public required SightingWay Way { get; init; }

    /// <summary>Whether it does what the switch says; otherwise it was seen not to.</summary>
    public required bool Seen { get; init; }

    /// <summary>Lines of redis.conf that differ from those of every sighting: appendonly yes, appendfsync no, no preamble, no rewrite by itself.</summary>
    public IReadOnlyList<string> Settings { get; init; } = [];

    /// <summary>The file in src/Sim/Versions/Seen whose crash left the image; null for a live one.</summary>
    public string? Plan { get; init; }

    /// <summary>The image's log is the server's own, in the layout of 7.0; otherwise one that an older version left, to be taken over.</summary>
    public bool OwnLayout { get; init; }

    /// <summary>What happens before anything is asked: commands, "2: " before those of a second client, and in parentheses what happens to the server.</summary>
    public IReadOnlyList<string> Steps { get; init; } = [];

    /// <summary>What is asked then, in the same words; the replies count.</summary>
    public required IReadOnlyList<string> Ask { get; init; }

    /// <summary>The replies where the switch is on. Of an error the first word counts.</summary>
    public required IReadOnlyList<string> Lost { get; init; }

    /// <summary>The replies where it is off; empty where the image itself is what the switch makes, and mended there is no such image.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>What of the switch's claim about 6.0.5 and older this carries over to 7.0, whose log is kept in several files; a sentence.</summary>
    public required string CarriesOver { get; init; }

    /// <summary>In three words: what the table says.</summary>
    [JsonIgnore]
    public string Word => (Way, Seen) switch
    {
        (SightingWay.Live, true) => "done live",
        (SightingWay.Live, false) => "not any more",
        (SightingWay.Image, true) => "loaded from image",
        _ => "not loaded",
    };
}

/// <summary>What real servers did: the file src/Sim/Versions/Seen.json.</summary>
/// <param name="Server">The program and its version.</param>
/// <param name="All">What it did.</param>
public sealed record Observations(string Server, IReadOnlyList<Observation> All)
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The record.</summary>
    public static Observations Kept { get; } = JsonSerializer.Deserialize<Observations>(Resource.Text("Seen.json"), Format)!;

    /// <summary>The plan whose crash left a sighting's image.</summary>
    public static Plan PlanOf(Observation sighting)
    {
        ArgumentNullException.ThrowIfNull(sighting);
        return PlanFile.TryRead(Resource.Text($"Seen.{sighting.Plan}"), out var plan, out var error) ? plan : throw new InvalidOperationException($"{sighting.Plan}: {error}");
    }

    /// <summary>What was seen of a switch.</summary>
    public IEnumerable<Observation> Of(Defect defect) => All.Where(sighting => sighting.Switch == defect);

    /// <summary>How all these switches were seen: each of them live; or from an image at least; null where one was not, or there are none.</summary>
    /// <param name="switches">Those of a minimal plan.</param>
    public SightingWay? Cover(IReadOnlyCollection<Defect> switches) =>
        switches.Count == 0 || !switches.All(defect => Of(defect).Any(sighting => sighting.Seen)) ? null
        : switches.All(defect => Of(defect).Any(sighting => sighting is { Seen: true, Way: SightingWay.Live })) ? SightingWay.Live
        : SightingWay.Image;
}
