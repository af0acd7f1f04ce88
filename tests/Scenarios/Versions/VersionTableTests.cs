using System.Text.Json;
using Aof.KnownDefects;
using Aof.State;
using Sim.Check;
using Sim.Check.Rules;
using Sim.Machine.Disk;
using Sim.Plans;
using Sim.Versions;
using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Versions;

/// <summary>The losses of versions: found by ordinary seeds, in one word, with the plan that shows each.</summary>
public sealed class VersionTableTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void AKnownLossIsFoundWithItsSwitches()
    {
        var found = VersionTable.Check(
            Profile.Redis605, FsyncPolicy.Always, DiskPreset.PosixWeak, seeds: 20, [CrashKind.PowerLoss]);
        var cell = Assert.Single(VersionTable.Shrunk(found, runs: 60));
        Assert.True(cell.Loss.Severity > 0);
        var again = Replayer.Replay(cell.Minimal!).Verdict.Violation;
        Assert.Equal((CrashKind.PowerLoss, cell.Violation!.Kind), (again!.Crash!.Kind, again.Kind));
        Assert.Equal("posix-weak", cell.Minimal!.Disk.Preset);
        Assert.InRange(cell.Minimal.Config.Defects.Count, 1, Profile.Redis605.Defects.Count);
    }

    [Fact]
    public void ALossOfRedis7NeedsALogOfSeveralFiles()
    {
        var found = VersionTable.Check(
            Profile.Redis70, FsyncPolicy.EverySecond, DiskPreset.PosixWeak, seeds: 20, [CrashKind.PowerLoss]);
        var cell = Assert.Single(VersionTable.Shrunk(found, runs: 60));
        Assert.True(cell.Loss.Severity > 0);
        Assert.Equal(LogLayout.MultiPart, cell.Minimal!.Config.Layout);
        Assert.Equal(cell.Violation!.Kind, Replayer.Replay(cell.Minimal).Verdict.Violation!.Kind);
    }

    [Fact]
    public void ASmallPlanServesEveryDiskThatItBreaksOn()
    {
        var cells = new[] { "posix-weak", "xfs" }.SelectMany(
            disk => VersionTable.Check(Profile.Redis605, FsyncPolicy.Always, DiskPreset.Named(disk), seeds: 20,
                [CrashKind.PowerLoss])).ToList();
        var shrunk = VersionTable.Shrunk(cells, runs: 60);
        Assert.Equal(cells.Select(cell => (cell.Disk, cell.Loss)), shrunk.Select(cell => (cell.Disk, cell.Loss)));
        Assert.All(shrunk,
            cell => Assert.Equal((cell.Disk, cell.Violation!.Kind),
                (cell.Minimal!.Disk.Preset, Replayer.Replay(cell.Minimal).Verdict.Violation!.Kind)));
    }

    [Fact]
    public void EveryKindOfViolationIsALoss() =>
        Assert.All(Enum.GetValues<ViolationKind>(), kind => Assert.InRange(Loss.Of(kind).Severity, 1, Loss.Worst));

    [Theory]
    [InlineData("hardened", FsyncPolicy.Always, "posix-weak", "nothing")]
    [InlineData("hardened", FsyncPolicy.EverySecond, "ext4-ordered", "seconds")]
    [InlineData("hardened-7", FsyncPolicy.Always, "posix-weak", "nothing")]
    [InlineData("hardened-7", FsyncPolicy.No, "xfs", "tail")]
    [InlineData("hardened", FsyncPolicy.Always, "lying-disk", "anything")]
    public void TheFixedDesignLosesWhatThePolicyAllows(string profile, FsyncPolicy policy, string disk, string word)
    {
        var cells = VersionTable.Fill(Profile.Named(profile)!, policy, DiskPreset.Named(disk), seeds: 4);
        Assert.Equal(["nothing", word, "nothing"], cells.Select(cell => cell.Loss.Word).ToArray());
        Assert.All(cells, cell => Assert.Equal((4, true), (cell.Seeds, Loss.IsByDesign(cell.Loss.Word))));
    }

    [Fact]
    public void TheVerbWritesTextPlansAndAPage()
    {
        var told = CapturedTerminal.Run("versions", "--profile", "redis-3.0", "--policy", "always", "--disk", "xfs",
            "--seeds", "2", "--out", directory["plans"], "--html", directory["page.html"]);
        Assert.Equal(0, told.ExitCode);
        Assert.Matches(@"(?m)^redis-3\.0 +xfs$", told.Output);
        Assert.Matches(@"(?m)^  always +power loss ", told.Output);
        var page = File.ReadAllText(directory["page.html"]);
        var data = page[(page.IndexOf("id=\"data\">", StringComparison.Ordinal) + 10)..];
        using var json = JsonDocument.Parse(data[..data.IndexOf("</script>", StringComparison.Ordinal)]);
        Assert.Equal(3, json.RootElement.GetProperty("cells").GetArrayLength());
        Assert.Contains(json.RootElement.GetProperty("known").EnumerateArray(),
            known => known.GetProperty("name").GetString() == "NoDiffPipes");
    }

    [Fact]
    public void AnUnknownProfileIsNamedWithTheKnownOnes()
    {
        var told = CapturedTerminal.Run("versions", "--profile", "redis-99");
        told.IsOneLineOfComplaint(2, "Argument 'redis-99' not recognized. Must be one of: 'redis-2.4'");
    }

    [Fact]
    public void ATableIsReadAsItIsPrinted()
    {
        var cells = VersionTable.Check(
            Profile.Redis605, FsyncPolicy.Always, DiskPreset.PosixWeak, seeds: 20, [CrashKind.PowerLoss]);
        Assert.True(VersionText.TryRead(VersionText.Of(cells), out var known, out var problem), problem);
        Assert.Equal(
            [new KnownLoss(
                Profile.Redis605, FsyncPolicy.Always, CrashKind.PowerLoss, "posix-weak", cells[0].Loss.Word)], known);
    }

    [Theory]
    [InlineData("", "it contains no version with a loss")]
    [InlineData("hardened               ideal\n  always   kill -9     nothing\n",
        "it contains no version with a loss")]
    [InlineData("hardened               floppy\n  always   kill -9     mixed\n", "there is no disk 'floppy'")]
    public void WhatIsNoTableIsRefused(string text, string problem)
    {
        Assert.False(VersionText.TryRead(text, out _, out var told));
        Assert.Equal(problem, told);
    }

    [Fact]
    public void ALossThatIsNotFoundAnyMoreFailsTheCheck()
    {
        File.WriteAllText(directory["kept.txt"], "hardened               ideal\n  always   kill -9     later*\n");
        var told = CapturedTerminal.Run("versions", "--profile", "hardened", "--policy", "always", "--seeds", "1",
            "--baseline", directory["kept.txt"]);
        Assert.Equal(1, told.ExitCode);
        Assert.Contains("GONE: hardened, always, kill -9, ideal: 'later' is no longer found", told.Output,
            StringComparison.Ordinal);
        Assert.Contains(
            "0 of 1 known losses found again; the fixed design lost nothing", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void KnownLossesThatAreFoundAgainPassTheCheck()
    {
        File.WriteAllText(directory["kept.txt"],
            "redis-6.0.5            posix-weak     xfs\n  always   power loss  mixed*         acknowledged+\n");
        var told = CapturedTerminal.Run(
            "versions", "--profile", "redis-6.0.5", "--seeds", "20", "--baseline", directory["kept.txt"]);
        Assert.Equal(0, told.ExitCode);
        Assert.Contains("2 of 2 known losses found again", told.Output, StringComparison.Ordinal);
    }

    /// <summary>Rows are filled in parallel; a writer takes one line at a time.</summary>
    [Fact]
    public void RowsAreToldInTheirOrder()
    {
        var told = CapturedTerminal.Run("versions", "--profile", "hardened", "--seeds", "1", "--out",
            directory["plans"]).Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var rows = from policy in new[] { "always", "everysec", "no" }
                   from disk in DiskPreset.All
                   select $"hardened, {policy}, {disk.Name}: ";
        Assert.Equal(rows, told.Select(line => line[..(line.IndexOf(": ", StringComparison.Ordinal) + 2)]));
    }
}
