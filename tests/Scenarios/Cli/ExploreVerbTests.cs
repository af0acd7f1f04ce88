using System.Text.Json;
using Aof.KnownDefects;
using Sim.Plans;

namespace Tests.Scenarios.Cli;

public sealed class ExploreVerbTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void AShortExplorationEndsWithASummary() =>
        Assert.Matches(@"(?m)^violations +0\r?$",
        CapturedTerminal.Run("explore", "--seeds", "1..2", "--jobs", "1", "--out", directory.Path).WentWell(
            holding: "crash states verified").Output);

    [Fact]
    public void AnyIsWhatIsDrawnWithoutAChoice() =>
        Assert.Equal(CapturedTerminal.Run("replay", "5").Output,
        CapturedTerminal.Run("replay", "5", "--policy", "any", "--disk", "any").Output);

    [Fact]
    public void TimeEndsAnExploration() =>
        Assert.Matches(@"(?m)^seeds +[1-9]",
        CapturedTerminal.Run("explore", "--time", "200ms", "--jobs", "1", "--out", directory.Path).Output);

    [Fact]
    public void JsonIsTheSameSummaryForPrograms()
    {
        var told = CapturedTerminal.Run("explore", "--seeds", "5", "--json", "--out", directory.Path);
        using var json = JsonDocument.Parse(told.Output);
        Assert.Equal(1, json.RootElement.GetProperty("seeds").GetInt64());
        Assert.True(json.RootElement.GetProperty("states").GetInt64() > 0);
        Assert.Equal(told.ExitCode, json.RootElement.GetProperty("violations").GetArrayLength());
    }

    [Fact]
    public void FingerprintsAreTheSameWhateverTheJobs()
    {
        string[] Lines(string jobs)
        {
            _ = CapturedTerminal.Run("explore", "--seeds", "3..8", "--jobs", jobs, "--out", directory["kept"],
                "--fingerprints", directory["prints"]);
            return File.ReadAllLines(directory["prints"]);
        }

        var alone = Lines("1");
        Assert.Equal(["3", "4", "5", "6", "7", "8"], alone.Select(line => line.Split(' ')[0]));
        Assert.All(alone, line => Assert.Matches("^[0-9]+ [0-9a-f]{16}$", line));
        Assert.Equal(alone, Lines("2"));
    }

    [Fact]
    public void WithoutAVerbItExplores() =>
        _ = CapturedTerminal.Run(new CancellationToken(canceled: true)).WentWell(holding: "crash states verified");

    [Fact]
    public void EveryPathFailsWhereAPathWasNotTaken()
    {
        var told = CapturedTerminal.Run("explore", "--seeds", "1..1", "--every-path", "--out", directory.Path);
        Assert.Equal(1, told.ExitCode);
        Assert.Contains("no seed took these paths: ", told.Error, StringComparison.Ordinal);
        Assert.Contains("rare paths taken", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void CancellingTellsWhatWasFoundSoFar() =>
        Assert.Contains("violations",
        CapturedTerminal.Run(new CancellationToken(canceled: true), "explore", "--time", "1h").WentWell(
            holding: "seeds").Output, StringComparison.Ordinal);

    [Fact]
    public void AKnownDefectIsFoundKeptAndReplayed()
    {
        var found = ExploreADefect();
        Assert.Equal(1, found.ExitCode);
        Assert.Contains($"-- replay {Minimal}", found.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"-- replay {Minimal}", File.ReadAllText(Path.ChangeExtension(Minimal, ".html")), StringComparison.Ordinal);
        var replayed = CapturedTerminal.Run("replay", Minimal);
        Assert.Equal(1, replayed.ExitCode);
        Assert.Contains("VIOLATION", replayed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatFailedOnceIsTriedFirst()
    {
        _ = ExploreADefect();
        var again = ExploreADefect("--seeds", "1..1");
        Assert.Equal(1, again.ExitCode);
        Assert.Matches("^KNOWN, still fails: .*\n  dotnet run .*-- replay " + Minimal, again.Output);
    }

    [Fact]
    public void WhatWasMendedIsSaidToFailNoMore()
    {
        _ = ExploreADefect();
        Assert.True(PlanFile.TryRead(File.ReadAllText(Minimal), out var plan, out _));
        File.WriteAllText(Minimal, PlanFile.Write(plan with { Config = plan.Config with { Defects = [] } }));
        _ = CapturedTerminal.Run("explore", "--seeds", "1..1", "--out", directory.Path).WentWell(
            holding: "known, no longer fails: " + Minimal);
    }

    [Fact]
    public void AKnownFailureOfAnotherProgramIsLeftAlone()
    {
        _ = ExploreADefect();
        Assert.DoesNotMatch("(?mi)^known",
            CapturedTerminal.Run("explore", "--seeds", "1..1", "--out", directory.Path).WentWell(
                holding: "seeds").Output);
    }

    [Fact]
    public void APlanListsWhatAProfileSwitchesOn()
    {
        _ = CapturedTerminal.Run("explore", "--seeds", "1..6", "--policy", "always", "--profile", "Redis-3.0",
            "--defect", "DeliveriesInManyRecords", "--out", directory.Path);
        var original = Directory.GetFiles(directory.Path, "original.json", SearchOption.AllDirectories).Order(
            StringComparer.Ordinal).First();
        Assert.True(PlanFile.TryRead(File.ReadAllText(original), out var plan, out _));
        Assert.Equal(Defects.Redis30.With(Defect.DeliveriesInManyRecords), plan.Config.ToAofConfig().Defects);
        Assert.Equal(Defects.Redis30.Count + 1, plan.Config.Defects.Count);
        Assert.InRange(Path.GetFileName(Path.GetDirectoryName(original))!.Length, 1, 200);
    }

    private string Minimal =>
        Directory.GetFiles(directory.Path, "minimal.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        .First();

    private CapturedTerminal ExploreADefect(params string[] seeds) =>
        CapturedTerminal.Run(
        ["explore", .. seeds.Length > 0 ? seeds : ["--count", "4"], "--policy", "always", "--defect",
            "NoDirectoryFsync", "--out", directory.Path]);
}
