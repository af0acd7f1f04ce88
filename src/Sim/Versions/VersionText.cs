using System.Globalization;
using System.Text;
using Aof.KnownDefects;
using Aof.State;
using Sim.Machine.Disk;
using Sim.Plans;

namespace Sim.Versions;

/// <summary>
/// The table as text, a block for each version; also reads the losses from a kept text. A star after a word: the
/// switches of this loss were seen live on a real server. A plus: the server loaded a simulated image of it.
/// </summary>
public static class VersionText
{
    /// <summary>Columns, in characters: where the words begin, and the width of a word.</summary>
    private const int First = 23;

    private const int Width = 15;

    private const int MaxNames = 4;

    /// <summary>The table.</summary>
    public static string Of(IReadOnlyList<VersionCell> cells)
    {
        var text = new StringBuilder();
        foreach (var profile in cells.GroupBy(cell => cell.Profile))
        {
            Line(text, profile.Key, profile.Select(cell => cell.Disk).Distinct());
            foreach (var row in profile.GroupBy(cell => (cell.Policy, cell.Crash)).OrderBy(row => row.Key.Policy)
                .ThenBy(row => VersionTable.CrashKinds.ToList().IndexOf(row.Key.Crash)))
            {
                Line(text, Name(row.Key.Policy, row.Key.Crash), row.Select(cell => cell.Loss.Word + Mark(cell.Seen)));
            }
        }

        return text.ToString();
    }

    /// <summary>What the words mean, and for each loss the defects that it needs, with a plan that shows it.</summary>
    /// <param name="cells">The cells of the table.</param>
    /// <param name="planOf">The file of a cell's minimal plan.</param>
    public static string Legend(IReadOnlyList<VersionCell> cells, Func<VersionCell, string> planOf)
    {
        var text = new StringBuilder();
        foreach (var loss in cells.Select(cell => cell.Loss).Distinct().OrderByDescending(loss => loss.Severity))
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"{loss.Word,-Width}{loss.Sentence}\n");
        }

        foreach (var cause in cells.Where(cell => cell.Minimal is { Config.Defects.Count: > 0 }).GroupBy(
            cell => (cell.Profile, cell.Loss.Word, Defects: Named(cell.Minimal!.Config.Defects))))
        {
            _ = text.Append(CultureInfo.InvariantCulture,
                $"{cause.Key.Profile}, {cause.Key.Word}: {cause.Key.Defects}, {planOf(cause.First())}\n");
        }

        return text.ToString();
    }

    /// <summary>A plan that was not narrowed down has the defects of its whole version.</summary>
    private static string Named(IReadOnlyList<string> defects) => defects.Count <= MaxNames
        ? string.Join(" and ", defects)
        : Invariant($"{string.Join(", ", defects.Take(MaxNames))} or {defects.Count - MaxNames} more");

    /// <summary>Reads the losses of a kept table. False, with the reason, when the text is not a table.</summary>
    public static bool TryRead(string text, out IReadOnlyList<KnownLoss> known, out string problem)
    {
        var losses = new List<KnownLoss>();
        (known, problem) = (losses, "");
        (Profile? profile, string[] disks) = (null, []);
        foreach (var line in text.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > First))
        {
            var (name, words) =
                (line[..First].TrimEnd(), line[First..].Split(' ', StringSplitOptions.RemoveEmptyEntries));
            if (Profile.Named(name) is { } other)
            {
                (profile, disks) = (other, words);
            }
            else if (profile is not null && Rows.TryGetValue(name, out var row) && words.Length == disks.Length)
            {
                losses.AddRange(
                    disks.Zip(words).Where(cell => !Loss.IsByDesign(cell.Second)).Select(
                        cell => new KnownLoss(
                            profile, row.Policy, row.Crash, cell.First, cell.Second.TrimEnd('*', '+'))));
            }
        }

        problem = losses.Count == 0 ? "it contains no version with a loss"
            : losses.Find(cell => DiskPreset.All.All(disk => disk.Name != cell.Disk)) is { } odd
            ? $"there is no disk '{odd.Disk}'"
            : "";
        return problem.Length == 0;
    }

    private static string Mark(SightingWay? seen) => seen switch
    {
        SightingWay.Live => "*",
        SightingWay.Image => "+",
        _ => "",
    };

    private static Dictionary<string, (FsyncPolicy Policy, CrashKind? Crash)> Rows { get; } =
        Enum.GetValues<FsyncPolicy>()
        .SelectMany(policy => VersionTable.CrashKinds.Select(crash => (policy, crash)))
        .ToDictionary(row => Name(row.policy, row.crash), StringComparer.Ordinal);

    private static string Name(FsyncPolicy policy, CrashKind? crash) =>
        $"  {PlanText.PolicyName(policy),-8} {VersionsPage.CrashName(crash)}";

    private static void Line(StringBuilder text, string name, IEnumerable<string> words) =>
        _ = text.Append(CultureInfo.InvariantCulture,
        $"{$"{name,-First}{string.Concat(words.Select(word => word.PadRight(Width)))}".TrimEnd()}\n");
}

/// <summary>A known loss.</summary>
/// <param name="Profile">The version.</param>
/// <param name="Policy">appendfsync.</param>
/// <param name="Crash">The kind of crash; null: none.</param>
/// <param name="Disk">The disk's preset.</param>
/// <param name="Word">The loss, in one word.</param>
public sealed record KnownLoss(Profile Profile, FsyncPolicy Policy, CrashKind? Crash, string Disk, string Word);
