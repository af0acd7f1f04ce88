using System.Globalization;
using System.IO.Hashing;
using System.Reflection;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sim.Check.Rules;
using Sim.Plans;
using Sim.Report;

namespace Sim.Findings;

/// <summary>
/// The failures that were found, kept on the disk, a folder for each kind. Every plan has a file that is named by its
/// content, so a printed replay line never replays another plan. The smallest plan of a kind is also there as
/// minimal.json, with the original plan, the report, and facts. A file is written completely or not at all.
/// </summary>
/// <param name="directory">The folder; it is made when the first failure comes.</param>
public sealed class BugBase(string directory)
{
    /// <summary>The pages of a kind that are drawn; a page takes much more time and room than a plan.</summary>
    private const int MaxPages = 20;
    private const string MinimalName = "minimal.json";

    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NewLine = "\n",
    };

    private static int written;

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
            .Select(folder => (Kind: Path.GetFileName(folder), Path: Path.Combine(folder, MinimalName)))
            .Where(known => File.Exists(known.Path))
            .OrderBy(known => known.Kind, StringComparer.Ordinal)
            .Select(known => (known.Kind, Slashes(NamedByContent(known.Path))))];

    /// <summary>Every kept plan of a failure.</summary>
    public IReadOnlyList<string> Plans() => [.. Known().SelectMany(
        known => Directory.GetFiles(Path.GetDirectoryName(known.Path)!, "plan-*.json").Append(known.Path)).Select(
            Slashes).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Keeps a failure, and returns the file of its minimal plan.</summary>
    /// <exception cref="IOException">A file cannot be written.</exception>
    public string Keep(Failure failure)
    {
        var folder = Path.Combine(directory, failure.Kind);
        var minimal = Path.Combine(folder, MinimalName);
        var about = Read(Path.Combine(folder, "about.json"));
        _ = Directory.CreateDirectory(folder);
        var text = PlanFile.Write(failure.Minimal);
        var path = Path.Combine(folder, NameOf(text));
        var isSmallest = about is null || !File.Exists(minimal) || IsSmaller(text, File.ReadAllText(minimal));
        Write(path, text);
        // A run without end has no page: drawing it would not end, or give millions of events.
        var isDrawn = failure.Violation.Kind != ViolationKind.Hung && (isSmallest || about!.Found.Count < MaxPages);
        if (isDrawn)
        {
            Draw(path, failure.Minimal);
        }

        if (isSmallest)
        {
            Write(minimal, text);
            if (isDrawn)
            {
                Write(PageOf(minimal), File.ReadAllText(PageOf(path)));
            }

            Write(Path.Combine(folder, "original.json"), PlanFile.Write(failure.Original));
            Write(Path.Combine(folder, "story.txt"),
                failure.Violation.Summary + "\n\n" + string.Join('\n', failure.Violation.Story) + "\n");
            about = new About(failure.Kind, failure.Violation.Summary, failure.Original.Seed,
                failure.Minimal.Steps.Count, failure.Fingerprint.ToString("x16", CultureInfo.InvariantCulture), Version,
                about?.Found ?? []);
        }

        Write(Path.Combine(folder, "about.json"),
            JsonSerializer.Serialize(
                about! with { Found = [.. about!.Found.Append(failure.Original.Seed).Distinct().Order()] }, Format)
                    + "\n");
        return Slashes(path);
    }

    private static string NameOf(string text) =>
        Invariant($"plan-{XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text)):x16}.json");

    /// <summary>The file with the same plan that is named by its content, if there is one.</summary>
    private static string NamedByContent(string path)
    {
        var named = Path.Combine(Path.GetDirectoryName(path)!, NameOf(File.ReadAllText(path)));
        return File.Exists(named) ? named : path;
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
        Write(PageOf(path), ReportPage.Of(plan, ReplayLine(Slashes(path))).Text);

    private static string PageOf(string path) => Path.ChangeExtension(path, ".html");

    /// <summary>Other threads and processes may write the same file: each has a temporary file of its own.</summary>
    private static void Write(string path, string text)
    {
        var whole = Invariant($"{path}.{Environment.ProcessId}.{Interlocked.Increment(ref written)}.tmp");
        File.WriteAllText(whole, text);
        File.Move(whole, path, overwrite: true);
    }

    private static string Slashes(string path) => path.Replace('\\', '/');

    /// <summary>The facts about a kind of failure.</summary>
    private sealed record About(string Kind, string Summary, ulong Seed, int Steps, string Fingerprint, string Version,
        IReadOnlyList<ulong> Found);
}
