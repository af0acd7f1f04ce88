using Sim.Generate;
using Sim.Plans;
using Sim.Search;

namespace Tests.Scenarios.Cli;

public sealed class ReplayVerbTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void ASeedThatKeepsEveryPromiseExitsWithZero() =>
        _ = CapturedTerminal.Run("replay", "5").WentWell(holding: "every promise was kept");

    [Fact]
    public void AReplayHasTheFingerprintOfTheExploration()
    {
        _ = CapturedTerminal.Run("explore", "--seeds", "5", "--policy", "no", "--out", directory["kept"],
            "--fingerprints", directory["prints"]);
        var fingerprint = File.ReadAllText(directory["prints"]).Trim().Split(' ')[1];
        Assert.Contains($"fingerprint {fingerprint}", CapturedTerminal.Run("replay", "5", "--policy", "no").Output,
            StringComparison.Ordinal);
    }

    [Fact]
    public void TheTraceComesBeforeTheStory()
    {
        var plain = CapturedTerminal.Run("replay", "5").Output;
        var traced = CapturedTerminal.Run("replay", "5", "--trace").Output;
        Assert.EndsWith(plain, traced, StringComparison.Ordinal);
        Assert.True(traced.Length > 2 * plain.Length);
    }

    [Fact]
    public void ACrashThatIsNotReachedAnyMoreGivesWayToEveryCrash()
    {
        var plan = PlanGenerator.Generate(5, new ExploreOptions())
            with
        { Crash = new(Position: 1_000_000, CrashKind.Kill, Image: 0) };
        File.WriteAllText(directory["plan.json"], PlanFile.Write(plan));
        _ = CapturedTerminal.Run("replay", directory["plan.json"]).WentWell(holding: "is no longer reached");
    }

    [Theory]
    [InlineData("no json")]
    [InlineData("{}}")]
    [InlineData("{\"version\": 999}")]
    [InlineData("{\"surprise\": 1}")]
    [InlineData("null")]
    public void AFileThatIsNoPlanIsOneLine(string text)
    {
        File.WriteAllText(directory["plan.json"], text);
        CapturedTerminal.Run("replay", directory["plan.json"]).IsOneLineOfComplaint(
            exitCode: 2, holding: "plan.json is not a plan");
    }
}
