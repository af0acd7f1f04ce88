using System.Text.Json;
using Aof;
using Sim.Explore;
using Sim.Failures;

namespace Sim.Versions;

/// <summary>The table as one page that needs nothing but a browser. The same cells give the same page.</summary>
public static class VersionsPage
{
    /// <summary>The default encoder leaves no character that HTML knows: data cannot end the element that they stand in.</summary>
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The page, as HTML.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="replay">The line that shows a cell's minimal plan again; null where there is none.</param>
    public static string Of(IReadOnlyList<VersionCell> cells, Func<VersionCell, string?> replay) =>
        Resource.Text("versions.html").Replace("/*DATA*/", JsonSerializer.Serialize(new { BugBase.Version, Cells = cells.Select(cell => Data(cell, replay)), Known = Known(cells) }, Format), StringComparison.Ordinal);

    /// <summary>A cell for a program: the worst that was found, with the seed and the plan that show it.</summary>
    public static object Data(VersionCell cell, Func<VersionCell, string?> replay) => new
    {
        cell.Profile,
        Policy = Story.PolicyName(cell.Policy),
        Crash = CrashName(cell.Crash),
        cell.Disk,
        cell.Loss.Word,
        cell.Loss.Sentence,
        cell.Loss.Badness,
        cell.Seeds,
        cell.Seed,
        Steps = cell.Minimal?.Steps.Count,
        Replay = replay(cell),
        Story = cell.Violation is { } violation ? violation.Story.Prepend(violation.Summary) : [],
        Switches = cell.Minimal?.Config.Defects ?? [],
    };

    /// <summary>What a kind of crash is called.</summary>
    public static string CrashName(CrashKind? crash) => crash switch
    {
        CrashKind.Kill => "kill -9",
        CrashKind.PowerLoss => "power loss",
        _ => "no crash",
    };

    private static IEnumerable<object> Known(IReadOnlyList<VersionCell> cells) =>
        from known in DefectCatalogue.All
        let profiles = cells.Select(cell => cell.Profile).Distinct().Where(name => Profile.Named(name)!.Defects.Has(known.Defect)).ToList()
        where profiles.Count > 0
        select new { Name = known.Defect.ToString(), known.Source, What = known.Happens, User = known.Seen, Profiles = profiles };
}
