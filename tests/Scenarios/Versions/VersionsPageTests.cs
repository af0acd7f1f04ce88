using System.Text.Json;
using System.Text.RegularExpressions;
using Aof.KnownDefects;
using Aof.State;
using Sim.Check.Rules;
using Sim.Machine.Disk;
using Sim.Plans;
using Sim.Versions;
using Tests.Scenarios.Report;

namespace Tests.Scenarios.Versions;

/// <summary>The table as a page: it needs only a browser, and shows how to replay each loss.</summary>
public sealed class VersionsPageTests
{
    private static readonly Lazy<IReadOnlyList<VersionCell>> Cells = new(
        () => VersionTable.Check(
            Profile.Redis605, FsyncPolicy.Always, DiskPreset.PosixWeak, seeds: 20, [CrashKind.PowerLoss]));

    [BrowserFact(IsLong = true)]
    public void ABrowserShowsTheTableAndEachDifference()
    {
        var browser = Browser.Open(VersionsPage.Of(Cells.Value, _ => "the line that replays it"));
        Assert.Empty(browser.Complaints);
        Assert.Contains("<h2>redis-6.0.5</h2>", browser.Document, StringComparison.Ordinal);
        Assert.Contains($"(seed {Cells.Value[0].Seed})", browser.Document, StringComparison.Ordinal);
        Assert.All(Profile.Redis605.Defects.Each,
            defect => Assert.Contains($"<h3>{defect}</h3>", browser.Document, StringComparison.Ordinal));
        Assert.Contains($"{Observations.Kept.Server}, done live.", browser.Document, StringComparison.Ordinal);
    }

    [Fact]
    public void TheScriptReadsOnlyMembersOfACell()
    {
        var page = VersionsPage.Of(Cells.Value, _ => null);
        using var data = JsonDocument.Parse(page.Split("id=\"data\">")[1].Split("</script>")[0]);
        var cell = data.RootElement.GetProperty("cells")[0];
        var members = Regex.Matches(page, @"\bcell\.(\w+)").Select(match => match.Groups[1].Value).ToList();
        Assert.Contains("badness", members);
        Assert.All(members, member => Assert.True(cell.TryGetProperty(member, out _), member));
    }

    [Fact]
    public void ThePageNeedsNoNetwork()
    {
        var page = VersionsPage.Of(Cells.Value, _ => null);
        Assert.DoesNotContain(
            "http", page.Replace("http-equiv", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("done live, later *", Defect.OkDespiteFailedWrite)]
    [InlineData("from an image, later +", Defect.NoDirectoryFsync)]
    [InlineData("from an image, later +", Defect.NoDirectoryFsync, Defect.OkDespiteFailedWrite)]
    [InlineData("not, later", Defect.SetTimeRelative)]
    [InlineData("not, later", Defect.SetTimeRelative, Defect.OkDespiteFailedWrite)]
    [InlineData("not, later")]
    public void ACellSaysWhetherAllItsSwitchesWereSeen(string told, params Defect[] switches)
    {
        var plan = new Plan { Config = new PlanConfig { Defects = [.. switches.Select(defect => defect.ToString())] } };
        var cell = Cells.Value[0] with { Minimal = plan, Loss = Loss.Of(ViolationKind.AfterRecovery) };
        var seen = cell.Seen switch
        {
            SightingWay.Live => "done live",
            SightingWay.Image => "from an image",
            _ => "not"
        };
        var mark = VersionText.Of([cell]).Split('\n')[1].Split("later")[1];
        Assert.Equal(told, $"{seen}, later {mark}".TrimEnd());
    }
}
