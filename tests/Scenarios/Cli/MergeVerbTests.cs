using System.Text.Json;

namespace Tests.Scenarios.Cli;

/// <summary>Several machines share the seeds. Their combined results equal those of one machine.</summary>
public sealed class MergeVerbTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void PartsPutTogetherAreTheWhole()
    {
        Explore("whole", "1/1");
        Explore("a", "1/2");
        Explore("b", "2/2");
        var merged = CapturedTerminal.Run("merge", directory["a"], directory["b"], "--out", directory["kept"]);
        Assert.Equal(1, merged.ExitCode);
        Assert.Equal(Sum("a", "b"), Of("whole"));
        Assert.Matches($"(?m)^seeds +12\\r?$", merged.Output);
        Assert.Equal(Kinds("whole"), Kinds("kept"));
        Assert.NotEmpty(Kinds("kept"));
    }

    [Fact]
    public void APartThatIsMissingOrGivenTwiceIsRefused()
    {
        Explore("a", "1/2");
        CapturedTerminal.Run("merge", directory["a"], directory["a"], "--out", directory["kept"]).IsOneLineOfComplaint(
            2, "the same seeds");
        CapturedTerminal.Run("merge", directory["a"], directory["lost"], "--out", directory["kept"])
            .IsOneLineOfComplaint(2, "lost");
        Assert.False(Directory.Exists(directory["kept"]));
    }

    [Fact]
    public void SeedsOfATaskThatWasKilledAreNamed()
    {
        Explore("a", "1/3", seeds: "13..18");
        Explore("c", "3/3", seeds: "13..18");
        _ = Directory.CreateDirectory(directory["b"]);
        var merged = CapturedTerminal.Run(
            "merge", directory["a"], directory["b"], directory["c"], "--out", directory["kept"]);
        Assert.Contains("b has no summary", merged.Output, StringComparison.Ordinal);
        Assert.Contains("part 2 of 3 is missing, the seeds from 14 on in steps of 3; explore them with --shard 2/3",
            merged.Output, StringComparison.Ordinal);
        Assert.Contains("some seeds are missing", merged.Error, StringComparison.Ordinal);
        Assert.Matches($"(?m)^seeds +4\\r?$", merged.Output);
        Assert.NotEqual(0, merged.ExitCode);

        Explore("b", "2/3", seeds: "13..18");
        merged = CapturedTerminal.Run(
            "merge", directory["a"], directory["b"], directory["c"], "--out", directory["kept"]);
        Assert.Empty(merged.Error);
    }

    [Fact]
    public void PartThatWasInterruptedIsNamed()
    {
        Explore("a", "1/1");
        var path = Path.Combine(directory["a"], "summary.json");
        File.WriteAllText(path, File.ReadAllText(path).Replace(
            "\"interrupted\": false", "\"interrupted\": true", StringComparison.Ordinal));
        Assert.Contains("was interrupted; explore its seeds again with --shard 1/1",
            CapturedTerminal.Run("merge", directory["a"], "--out", directory["kept"]).Output, StringComparison.Ordinal);
    }

    [Fact]
    public void ASummaryThatIsNoneIsRefused()
    {
        _ = Directory.CreateDirectory(directory["a"]);
        File.WriteAllText(Path.Combine(directory["a"], "summary.json"), "{\"seeds\": 1}");
        CapturedTerminal.Run("merge", directory["a"]).IsOneLineOfComplaint(2, "is not a summary of an exploration");
    }

    private void Explore(string folder, string shard, string seeds = "1..12") => _ =
        CapturedTerminal.Run("explore", "--seeds", seeds, "--shard", shard, "--policy", "always", "--defect",
        "NoDirectoryFsync", "--out", directory[folder]);

    private (long Seeds, long States, int Violations) Of(string folder)
    {
        using var json = JsonDocument.Parse(File.ReadAllText(Path.Combine(directory[folder], "summary.json")));
        return (json.RootElement.GetProperty("seeds").GetInt64(), json.RootElement.GetProperty("states").GetInt64(),
            json.RootElement.GetProperty("violations").GetArrayLength());
    }

    private (long Seeds, long States, int Violations) Sum(string one, string other)
    {
        var (a, b) = (Of(one), Of(other));
        return (a.Seeds + b.Seeds, a.States + b.States, a.Violations + b.Violations);
    }

    private IEnumerable<string?> Kinds(string folder) =>
        Directory.GetDirectories(directory[folder]).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
