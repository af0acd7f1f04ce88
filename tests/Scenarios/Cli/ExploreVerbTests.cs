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
        Assert.Contains("crash states verified", CapturedTerminal.Run(new CancellationToken(canceled: true)).Output,
            StringComparison.Ordinal);

    [Fact]
    public void EveryPathFailsWhereAPathWasNotTaken()
    {
        var told = CapturedTerminal.Run("explore", "--seeds", "1..1", "--every-path", "--out", directory.Path);
        Assert.Equal(1, told.ExitCode);
        Assert.Contains("no seed took these paths: ", told.Error, StringComparison.Ordinal);
        Assert.Contains("rare paths taken", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AnInterruptedRunShowsItsResultsAndSaysSo()
    {
        var told = CapturedTerminal.Run(
            new CancellationToken(canceled: true), "explore", "--time", "1h", "--out", directory.Path);
        Assert.Equal(130, told.ExitCode);
        Assert.Matches(@"^sim: interrupted after [0-9.]+ m?s\n$", told.Error);
        Assert.Contains("violations", told.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void AViolationComesLastBelowATableWithoutZeros()
    {
        var lines = ExploreADefect().Output.Split('\n');
        var story = File.ReadAllText(Files("story.txt")[0]).Split('\n');
        Assert.Equal(story[2..^1], lines[^(story.Length - 2)..^1]);
        var table = lines.TakeWhile(line => !line.StartsWith("VIOLATION", StringComparison.Ordinal)).ToList();
        Assert.Contains(table, line => line.StartsWith("seeds ", StringComparison.Ordinal));
        Assert.DoesNotContain(table, line => line.EndsWith("  0", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("file")]
    [InlineData("file/below")]
    [InlineData("file/below/deeper")]
    public void AFolderThatCannotBeWrittenIsRefusedBeforeTheRun(string folder)
    {
        File.WriteAllText(directory["file"], "");
        CapturedTerminal.Run("explore", "--time", "1h", "--out", directory[folder]).IsOneLineOfComplaint(
            exitCode: 2, holding: $"nothing can be written to '{directory[folder]}'");
    }

    [Fact]
    public void AKnownDefectIsFoundKeptAndReplayed()
    {
        var found = ExploreADefect();
        Assert.Equal(1, found.ExitCode);
        var kept = Files("plan-*.json").Single(path => found.Output.Contains(path, StringComparison.Ordinal));
        Assert.Contains($"-- replay {kept}\n", found.Output, StringComparison.Ordinal);
        Assert.Contains(
            $"-- replay {kept}", File.ReadAllText(Path.ChangeExtension(kept, ".html")), StringComparison.Ordinal);
        var replayed = CapturedTerminal.Run("replay", kept);
        Assert.Equal(1, replayed.ExitCode);
        Assert.Contains("VIOLATION", replayed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatFailedOnceIsTriedFirst()
    {
        _ = ExploreADefect();
        var again = ExploreADefect("--seeds", "1..1");
        Assert.Equal(1, again.ExitCode);
        var kept = Files("plan-*.json").Single(path => File.ReadAllText(path) == File.ReadAllText(Minimal));
        Assert.Matches("(?m)^KNOWN, still fails: .*\n  dotnet run .*-- replay " + kept, again.Output);
    }

    [Fact]
    public void WhatWasFixedIsSaidToFailNoMore()
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
        _ = CapturedTerminal.Run("explore", "--seeds", "1..2", "--policy", "always", "--profile", "Redis-3.0",
            "--defect", "DeliveriesInManyRecords", "--out", directory.Path);
        var original = Directory.GetFiles(directory.Path, "original.json", SearchOption.AllDirectories).Order(
            StringComparer.Ordinal).First();
        Assert.True(PlanFile.TryRead(File.ReadAllText(original), out var plan, out _));
        Assert.Equal(Defects.Redis30.With(Defect.DeliveriesInManyRecords), plan.Config.ToAofConfig().Defects);
        Assert.Equal(Defects.Redis30.Count + 1, plan.Config.Defects.Count);
        Assert.InRange(Path.GetFileName(Path.GetDirectoryName(original))!.Length, 1, 200);
    }

    private string Minimal => Files("minimal.json")[0];

    private string[] Files(string pattern) =>
        [.. Directory.GetFiles(directory.Path, pattern, SearchOption.AllDirectories).Order(StringComparer.Ordinal)];

    private CapturedTerminal ExploreADefect(params string[] seeds) =>
        CapturedTerminal.Run(
        ["explore", .. seeds.Length > 0 ? seeds : ["--count", "4"], "--policy", "always", "--defect",
            "NoDirectoryFsync", "--out", directory.Path]);
}
