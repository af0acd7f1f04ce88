using System.Text.Json;
using Aof.KnownDefects;
using Aof.State;
using Sim.Check.Rules;
using Sim.Findings;
using Sim.Machine.Disk;
using Sim.Plans;

namespace Sim.Versions;

/// <summary>The table as one page that needs only a browser. The same cells give the same page.</summary>
public static class VersionsPage
{
    /// <summary>The default encoder escapes all HTML characters, so data cannot end their element.</summary>
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>The page, as HTML.</summary>
    /// <param name="cells">The cells.</param>
    /// <param name="replay">The command line that replays a cell's minimal plan; null where there is none.</param>
    public static string Of(IReadOnlyList<VersionCell> cells, Func<VersionCell, string?> replay) =>
        Resource.Text("versions.html").Replace("/*DATA*/", JsonSerializer.Serialize(
        new
        {
            BugBase.Version,
            Observations.Kept.Server,
            Cells = cells.Select(cell => Data(cell, replay)),
            Words = Enum.GetValues<ViolationKind>().Select(Loss.Of).Concat(Designs()).Distinct().OrderByDescending(
                loss => loss.Severity).Select(loss => new { loss.Word, loss.Sentence, Badness = loss.Severity }),
            Disks = DiskPreset.All.Select(disk => new { disk.Name, disk.Summary }),
            Known = Known(cells),
            NoSwitch = DefectCatalogue.NoSwitch.Select(known => new { known.What, known.Why }),
        },
        Format), StringComparison.Ordinal);

    /// <summary>A cell as data: the worst loss found, with the seed and the plan that show it.</summary>
    public static object Data(VersionCell cell, Func<VersionCell, string?> replay) => new
    {
        cell.Profile,
        Policy = PlanText.PolicyName(cell.Policy),
        Crash = CrashName(cell.Crash),
        cell.Disk,
        cell.Loss.Word,
        cell.Loss.Sentence,
        Badness = cell.Loss.Severity,
        cell.Seeds,
        cell.Seed,
        Steps = cell.Minimal?.Steps.Count,
        Replay = replay(cell),
        Story = cell.Violation is { } violation ? violation.Story.Prepend(violation.Summary) : [],
        Switches = cell.Minimal?.Config.Defects ?? [],
        Seen = cell.Seen switch
        {
            SightingWay.Live => $"seen on {Observations.Kept.Server}: it does this itself, live",
            SightingWay.Image =>
                $"{Observations.Kept.Server} has loaded a simulated image of this, and the data are missing",
            _ => null,
        },
    };

    /// <summary>The name of a kind of crash.</summary>
    public static string CrashName(CrashKind? crash) => crash switch
    {
        CrashKind.Kill => "kill -9",
        CrashKind.PowerLoss => "power loss",
        _ => "no crash",
    };

    private static IEnumerable<Loss> Designs() =>
        from policy in Enum.GetValues<FsyncPolicy>()
        from crash in VersionTable.CrashKinds
        from disk in DiskPreset.All
        select Loss.ByDesign(policy, crash, disk);

    private static IEnumerable<object> Known(IReadOnlyList<VersionCell> cells) =>
        from known in DefectCatalogue.All
        let profiles = cells.Select(cell => cell.Profile).Distinct().Where(
        name => Profile.Named(name)!.Defects.Has(known.Defect)).ToList()
        where profiles.Count > 0
        select new
        {
            Name = known.Defect.ToString(),
            known.Source,
            Range = known.To is { } to ? $"{known.From} to {to}" : $"{known.From} and later",
            ToldBy = known.RangeToldBy,
            What = known.Happens,
            User = known.Seen,
            Profiles = profiles,
            Sightings = Observations.Kept.Of(known.Defect).Select(
                sighting => new
                {
                    sighting.Word,
                    sighting.Seen,
                    sighting.Steps,
                    sighting.Plan,
                    sighting.Ask,
                    sighting.Lost,
                    sighting.Kept,
                    sighting.CarriesOver
                }),
        };
}
