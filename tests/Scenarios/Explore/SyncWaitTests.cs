using Aof.KnownDefects;
using Aof.State;
using Sim.Check;
using Sim.Check.Rules;
using Sim.Plans;

namespace Tests.Scenarios.Explore;

/// <summary>What the oracle holds a server to that answers WAITAOF: what it says, and when.</summary>
public sealed class SyncWaitTests
{
    [Fact]
    public void AYesPromisesUpToTheLastWriteOfTheClient()
    {
        var run = Replayer.Replay(Of(
            null, FsyncPolicy.EverySecond, At(0, 0, "SET a 1"), At(10, 0, "WAITAOF 1 0 0"), At(20, 1, "SET b 1"))).Run;
        Assert.Equal(1, run.History.Promises.Max(promise => promise.Confirmed));
        Assert.Equal(0, run.History.Promises.Where(promise => promise.Executed == 2).Min(promise => promise.Confirmed));
    }

    [Theory]
    [InlineData(true, ViolationKind.LostPromised)]
    [InlineData(false, null)]
    public void AYesInsideATransactionIsHeldTo(bool on, ViolationKind? kind)
    {
        var found = Judged(Of(
            on ? Defect.WaitOverlooksTransaction : null, FsyncPolicy.No, At(10, 0, "MULTI"), At(20, 0, "SET k v"),
            At(30, 0, "WAITAOF 1 0 0"), At(40, 0, "EXEC"), At(500, 0, "SET k w")));
        Assert.Equal(kind, found?.Kind);
        Assert.Equal(on, found?.Summary.Contains("as WAITAOF has said", StringComparison.Ordinal) == true);
    }

    [Theory]
    [InlineData(true, ViolationKind.Stalled)]
    [InlineData(false, null)]
    public void AClientWithItsWritesOnTheDiskGetsItsReply(bool on, ViolationKind? kind) => Assert.Equal(kind, Judged(Of(
        on ? Defect.FirstBaseNotCounted : null, FsyncPolicy.EverySecond, At(0, 0, "CONFIG SET appendonly no"),
        At(10, 0, "MULTI"), At(11, 0, "SET k 1"), At(12, 0, "CONFIG SET appendonly yes"), At(13, 0, "SET k 2"),
        At(14, 0, "EXEC"), At(15, 0, "WAITAOF 1 0 0"), At(5000, 1, "GET k")))?.Kind);

    /// <summary>The server measures the timeout on a clock that is set back.</summary>
    [Theory]
    [InlineData(true, ViolationKind.Stalled)]
    [InlineData(false, null)]
    public void AClientWhoseTimeoutIsOverGetsItsReply(bool on, ViolationKind? kind) => Assert.Equal(kind, Judged(Of(
        on ? Defect.IntervalsByWallClock : null, FsyncPolicy.No, At(0, 0, "SET k v"), At(10, 0, "WAITAOF 1 0 500"),
        new PlanStep { AtUs = 100_000, Event = PlanEvent.StepClock, ByUs = -3_600_000_000 },
        At(3000, 1, "GET k")))?.Kind);

    private static Violation? Judged(Plan plan) => Replayer.Replay(plan).Verdict.Violation;

    private static Plan Of(Defect? defect, FsyncPolicy policy, params PlanStep[] steps) => new()
    {
        Seed = 1,
        Config = new PlanConfig
        {
            Layout = LogLayout.MultiPart,
            Policy = policy,
            AutoRewritePercentage = 0,
            Defects = defect is { } one ? [one.ToString()] : [],
        },
        Steps = steps,
    };

    private static PlanStep At(int ms, int client, string command) =>
        new() { AtUs = ms * 1000, Client = client, Command = command.Split(' ') };
}
