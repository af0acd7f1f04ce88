using System.Globalization;
using System.Reflection;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sim.Plans;
using Sim.Report;

namespace Sim.Findings;

/// <summary>
/// The failures that were found, kept on the disk. Each kind has a folder with the original plan, the minimal plan and
/// its page, the report, and facts about it. Later failures of a kind are counted there, and the first few of their
/// plans are kept. A file is written completely or not at all.
/// </summary>
/// <param name="directory">The folder; it is made when the first failure comes.</param>
public sealed class BugBase(string directory)
{
    private const int MaxSeedsOfAKind = 20;
    private const string MinimalName = "minimal.json";

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    /// <summary>The version of this program, with the commit that it was built from, if known.</summary>
    public static string Version { get; } = typeof(BugBase).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    /// <summary>The command line that replays a kept plan.</summary>
    public static string ReplayLine(string path) =>
        $"dotnet run -c Release --project src/Sim -- replay "
        + $"{(path.Contains(' ', StringComparison.Ordinal) ? $"\"{path}\"" : path)}";

    /// <summary>The known kinds of failure with the files of their minimal plans, in order of their names.</summary>
    public IReadOnlyList<(string Kind, string Path)> Known() => !Directory.Exists(directory)
        ? []
        : [.. Directory.GetDirectories(directory)
            .Select(folder => (Kind: Path.GetFileName(folder), Path: Slashes(Path.Combine(folder, MinimalName))))
            .Where(known => File.Exists(known.Path))
            .OrderBy(known => known.Kind, StringComparer.Ordinal)];

    /// <summary>Every kept plan of a failure: the minimal ones, and those beside them.</summary>
    public IReadOnlyList<string> Plans() => [.. Known().SelectMany(
        known => Directory.GetFiles(Path.GetDirectoryName(known.Path)!, "seed-*.json").Append(known.Path)).Select(
            Slashes).Order(StringComparer.Ordinal)];

    /// <summary>
    /// Keeps a failure, and returns the file that replays it: the kind's minimal plan, or a plan of its own beside it.
    /// </summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public string Keep(Failure failure)
    {
        var folder = Path.Combine(directory, failure.Kind);
        var minimal = Path.Combine(folder, MinimalName);
        var about = Read(Path.Combine(folder, "about.json"));
        _ = Directory.CreateDirectory(folder);
        var text = PlanFile.Write(failure.Minimal);
        var shown = minimal;
        if (about is null || !File.Exists(minimal) || IsSmaller(text, File.ReadAllText(minimal)))
        {
            Write(minimal, text);
            Draw(minimal, failure.Minimal);
            Write(Path.Combine(folder, "original.json"), PlanFile.Write(failure.Original));
            Write(Path.Combine(folder, "story.txt"),
                failure.Violation.Summary + "\n\n" + string.Join('\n', failure.Violation.Story) + "\n");
            about = new About(failure.Kind, failure.Violation.Summary, failure.Original.Seed,
                failure.Minimal.Steps.Count, failure.Fingerprint.ToString("x16", CultureInfo.InvariantCulture), Version,
                about?.Found ?? []);
        }
        else if (text != File.ReadAllText(minimal) && about.Found.Count < MaxSeedsOfAKind)
        {
            shown = Path.Combine(
                folder, Invariant($"seed-{failure.Original.Seed}.json"));
            Write(shown, text);
            Draw(shown, failure.Minimal);
        }

        Write(Path.Combine(folder, "about.json"),
            JsonSerializer.Serialize(
                about with { Found = [.. about.Found.Append(failure.Original.Seed).Distinct().Order()] }, Format)
                    + "\n");
        return Slashes(shown);
    }

    /// <summary>Plans with fewer steps and faults come first, then those with a shorter text.</summary>
    private static bool IsSmaller(string text, string than) =>
        !PlanFile.TryRead(than, out var other, out _) || !PlanFile.TryRead(text, out var plan, out _)
        || (plan.Steps.Count + plan.Faults.Count, text.Length).CompareTo(
        (other.Steps.Count + other.Faults.Count, than.Length)) < 0;

    private static About? Read(string path)
    {
        try
        {
            return File.Exists(path) ? JsonSerializer.Deserialize<About>(File.ReadAllText(path), Format) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Writes the page of a plan's run beside its file.</summary>
    private static void Draw(string path, Plan plan) =>
        Write(Path.ChangeExtension(path, ".html"), ReportPage.Of(plan, ReplayLine(Slashes(path))).Text);

    private static void Write(string path, string text)
    {
        var whole = $"{path}.{Environment.ProcessId}.tmp";
        File.WriteAllText(whole, text);
        File.Move(whole, path, overwrite: true);
    }

    private static string Slashes(string path) => path.Replace('\\', '/');

    /// <summary>The facts about a kind of failure.</summary>
    private sealed record About(string Kind, string Summary, ulong Seed, int Steps, string Fingerprint, string Version,
        IReadOnlyList<ulong> Found);
}
