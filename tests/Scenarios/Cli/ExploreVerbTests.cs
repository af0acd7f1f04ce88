using System.Text.Json;

namespace Tests.Scenarios.Cli;

public sealed class ExploreVerbTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void AShortExplorationEndsWithASummary() =>
        Assert.Matches(@"(?m)^violations +0\r?$", CapturedTerminal.Run("explore", "--seeds", "1..2", "--jobs", "1", "--out", _directory.Path).WentWell(holding: "crash states verified").Output);

    [Fact]
    public void AnyIsWhatIsDrawnWithoutAChoice() =>
        Assert.Equal(CapturedTerminal.Run("replay", "5").Output, CapturedTerminal.Run("replay", "5", "--policy", "any", "--disk", "any").Output);

    [Fact]
    public void TimeEndsAnExploration() =>
        Assert.Matches(@"(?m)^seeds +[1-9]", CapturedTerminal.Run("explore", "--time", "200ms", "--jobs", "1", "--out", _directory.Path).Output);

    [Fact]
    public void JsonIsTheSameSummaryForPrograms()
    {
        var told = CapturedTerminal.Run("explore", "--seeds", "5", "--json", "--out", _directory.Path);
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
            _ = CapturedTerminal.Run("explore", "--seeds", "3..8", "--jobs", jobs, "--out", _directory["kept"], "--fingerprints", _directory["prints"]);
            return File.ReadAllLines(_directory["prints"]);
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
    public void CancellingTellsWhatWasFoundSoFar() =>
        Assert.Contains("violations", CapturedTerminal.Run(new CancellationToken(canceled: true), "explore", "--time", "1h").WentWell(holding: "seeds").Output, StringComparison.Ordinal);

    [Fact]
    public void AKnownDefectIsFoundKeptAndReplayed()
    {
        var found = CapturedTerminal.Run("explore", "--count", "40", "--policy", "always", "--defect", "FsyncErrorIgnored", "--defect", "RenameBeforeSync", "--defect", "OkDespiteFailedWrite", "--out", _directory.Path);
        Assert.Equal(1, found.ExitCode);

        var plan = Directory.GetFiles(_directory.Path, "*.json").Order(StringComparer.Ordinal).First();
        Assert.Contains($"-- replay {plan}", found.Output, StringComparison.Ordinal);
        Assert.Contains("-- replay " + plan, File.ReadAllText(Path.ChangeExtension(plan, ".html")), StringComparison.Ordinal);
        var replayed = CapturedTerminal.Run("replay", plan);
        Assert.Equal(1, replayed.ExitCode);
        Assert.Contains("VIOLATION", replayed.Output, StringComparison.Ordinal);
    }
}
