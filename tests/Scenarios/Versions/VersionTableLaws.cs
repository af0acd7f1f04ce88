using System.Text.Json;
using Aof;
using Sim.Disk;
using Sim.Explore;
using Sim.Versions;
using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Versions;

/// <summary>What which version loses: found by unaimed seeds, in one word, with the plan that shows it.</summary>
public sealed class VersionTableLaws : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void RedisLosesInAPowerLossWhatAKillLeavesAlone()
    {
        var cells = VersionTable.Fill(Profile.Redis605, FsyncPolicy.Always, DiskPreset.PosixWeak, seeds: 5, shrinkRuns: 60);
        Assert.Equal([CrashKind.Kill, CrashKind.PowerLoss, null], cells.Select(cell => cell.Crash));
        Assert.Equal("nothing", cells[0].Loss.Word);
        Assert.True(cells[1].Loss.Badness >= 5);
        var again = Replayer.Replay(cells[1].Minimal!).Verdict.Violation;
        Assert.Equal((CrashKind.PowerLoss, cells[1].Violation!.Kind), (again!.Crash!.Kind, again.Kind));
        Assert.Equal("posix-weak", cells[1].Minimal!.Disk.Preset);
    }

    [Theory]
    [InlineData(FsyncPolicy.Always, "posix-weak", "nothing")]
    [InlineData(FsyncPolicy.EverySecond, "ext4-ordered", "seconds")]
    [InlineData(FsyncPolicy.No, "xfs", "tail")]
    [InlineData(FsyncPolicy.Always, "lying-disk", "anything")]
    public void TheMendedDesignLosesWhatThePolicyAllows(FsyncPolicy policy, string disk, string word)
    {
        var cells = VersionTable.Fill(Profile.Hardened, policy, DiskPreset.Named(disk), seeds: 4, shrinkRuns: 0);
        Assert.Equal(["nothing", word, "nothing"], cells.Select(cell => cell.Loss.Word));
    }

    [Fact]
    public void TheVerbWritesTextPlansAndAPage()
    {
        var told = CapturedTerminal.Run("versions", "--profile", "redis-3.0", "--seeds", "1", "--out", directory["plans"], "--html", directory["page.html"]);
        Assert.Equal(0, told.ExitCode);
        Assert.Matches(@"(?m)^redis-3\.0 +ideal +ext4-ordered", told.Output);
        Assert.Matches(@"(?m)^  always +power loss ", told.Output);
        var page = File.ReadAllText(directory["page.html"]);
        var data = page[(page.IndexOf("id=\"data\">", StringComparison.Ordinal) + 10)..];
        using var json = JsonDocument.Parse(data[..data.IndexOf("</script>", StringComparison.Ordinal)]);
        Assert.Equal(3 * 3 * DiskPreset.All.Count, json.RootElement.GetProperty("cells").GetArrayLength());
        Assert.Contains(json.RootElement.GetProperty("known").EnumerateArray(), known => known.GetProperty("name").GetString() == "NoDiffPipes");
    }

    [Fact]
    public void AnUnknownProfileIsNamedWithTheKnownOnes()
    {
        var told = CapturedTerminal.Run("versions", "--profile", "redis-99");
        told.IsOneLineOfComplaint(2, "there is no profile 'redis-99'; there are redis-2.4");
    }
}
