using System.Globalization;
using System.Text.RegularExpressions;
using Aof.KnownDefects;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Sim.Check;
using Sim.Findings;
using Sim.Plans;
using Sim.Search;
using Tests.Scenarios;

namespace Tests.Properties.Crash;

/// <summary>
/// A failing property of plans shows FsCheck's replay, the story, and the line that replays the smallest plan.
/// </summary>
public sealed partial class KeptProperties : IDisposable
{
    /// <summary>
    /// A run of a property from its first step on. With a fixed seed, so that it does not fail in the first step.
    /// </summary>
    private static readonly Replay Whole = new(new Rnd(20201120, 605), FSharpOption<int>.None);

    private readonly string folder = Directory.CreateTempSubdirectory("sim-kept-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void AFailureShowsItsReplayAndItsStory()
    {
        var message = Failing(Whole);
        Assert.Contains("Replay directly at failing step with (", message, StringComparison.Ordinal);
        Assert.Matches(@"(?m)^seed \d+, appendfsync [a-z]+, disk ",
            message[message.IndexOf("Shrunk:", StringComparison.Ordinal)..]);
        Assert.Contains(Replayed().Match(message).Groups[1].Value,
            new BugBase(folder).Plans().Select(path => Path.GetRelativePath(PlanAssert.Root, path)));
        Assert.Contains("The disk after the crash: ", message, StringComparison.Ordinal);
        Assert.DoesNotContain('{', message);
    }

    [Fact]
    public void TheSmallestPlanIsKeptAndFails()
    {
        _ = Failing(Whole);
        Assert.True(PlanFile.TryRead(File.ReadAllText(Minimal), out var plan, out var problem), problem);
        Assert.InRange(plan.Steps.Count + plan.Faults.Count, 1, 9);
        Assert.NotNull(Replayer.Replay(plan).Verdict.Violation);
    }

    [Fact]
    public void TheReplayFailsAtOnceWithTheSamePlan()
    {
        var whole = Failing(Whole);
        var step = Step().Match(whole).Groups;
        ulong Number(int group) => ulong.Parse(step[group].Value, CultureInfo.InvariantCulture);
        var again = Failing(new Replay(new Rnd(Number(1), Number(2)), FSharpOption<int>.Some((int)Number(3))));
        Assert.Contains("after 1 test ", again, StringComparison.Ordinal);
        Assert.Equal(Original(whole), Original(again));
    }

    private string Minimal =>
        Directory.GetFiles(folder, "minimal.json", SearchOption.AllDirectories).Order(StringComparer.Ordinal).First();

    /// <summary>The message of a property that does not hold: the server of these plans has a known defect.</summary>
    private string Failing(Replay replay)
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(500).WithReplay(FSharpOption<Replay>.Some(replay));
        var options = new ExploreOptions { ImagesPerCrash = 4, Defects = [nameof(Defect.StreamLastIdLost)] };
        var holds = Prop.ForAll(Plans.With(options), plan => { _ = PlanAssert.Check(plan, new BugBase(folder)); });
        return Assert.ThrowsAny<Exception>(() => FsCheck.Check.One(config, holds)).ToString();
    }

    private static string Original(string message)
    {
        var start = message.IndexOf("Original:", StringComparison.Ordinal);
        return message[start..message.IndexOf("Shrunk:", start, StringComparison.Ordinal)];
    }

    [GeneratedRegex(@"src/Sim -- replay (\S+)")]
    private static partial Regex Replayed();

    [GeneratedRegex(@"failing step with \((\d+),(\d+),(\d+)\)")]
    private static partial Regex Step();
}
