using Sim.Findings;
using Sim.Plans;
using Tests.Scenarios.Cli;
using Xunit.Sdk;

namespace Tests.Scenarios.Failures;

/// <summary>
/// One bug fails many tests: the first failure is printed whole, each further one as a line and its replay.
/// </summary>
public sealed class PlanAssertTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void OnlyTheFirstFailureHasItsStory()
    {
        var (failure, stories) = (BugBaseTests.Found.Value, new FirstStory());
        var whole = Message(failure.Minimal, stories);
        var further = Message(failure.Minimal with { Seed = 2, Crash = null }, stories);
        Assert.Contains(whole, line => line.StartsWith("The disk after the crash: ", StringComparison.Ordinal));
        Assert.Equal(2, further.Length);
        Assert.All((string[][])[whole, further], lines =>
        {
            Assert.Matches(@"src/Sim -- replay \S+/plan-[0-9a-f]{16}\.json$", lines[0]);
            Assert.StartsWith("LostSynced: after power loss ", lines[1], StringComparison.Ordinal);
        });
    }

    [Fact]
    public void APropertyThatShrinksHasItEachTime()
    {
        var (failure, stories) = (BugBaseTests.Found.Value, new FirstStory());
        Assert.NotEmpty(stories.Of(failure, "p"));
        Assert.NotEmpty(stories.Of(failure, "p"));
        Assert.Empty(stories.Of(failure, "q"));
    }

    private string[] Message(Plan plan, FirstStory stories) => Assert.Throws<FailException>(
        () => PlanAssert.Check(plan, new BugBase(directory.Path), stories)).Message.Split('\n');
}
