using System.Globalization;
using System.Text.RegularExpressions;
using Sim.Check;
using Sim.Machine.Disk;

namespace Tests.Scenarios.Failures;

/// <summary>The story of a violation is one list in order of time, and a change has one number everywhere.</summary>
public sealed partial class StoryTests
{
    [Theory]
    [InlineData("NoDirectoryFsync")]
    [InlineData("OkDespiteFailedWrite")]
    [InlineData("HalfTransactionKept")]
    [InlineData("SwapFailureReportedOk")]
    public void EventsAreInOrderOfTimeAndOnlyChangesHaveNumbers(string defect)
    {
        var story = BugBaseTests.First(defect, 1).Violation.Story;
        var events = story.Select(line => Event().Match(line)).Where(match => match.Success).ToList();
        Assert.True(events.Count >= 2, string.Join('\n', story));
        var times = events.Select(match => decimal.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();
        Assert.Equal(times.Order(), times);
        Assert.DoesNotContain(story, line => Numbered().IsMatch(line));
    }

    [Fact]
    public void ALostChangeHasTheNumberThatItHasInTheJournal()
    {
        var failure = BugBaseTests.First("NoDirectoryFsync", 1);
        var journal = Replayer.Replay(failure.Minimal).Run.Machine.Disk.Journal;
        var lost = Lost().Match(string.Join('\n', failure.Violation.Story));
        Assert.Equal(lost.Groups[2].Value, Assert.IsType<Change.Rename>(journal[Number(lost, 1) - 1]).FromName);
        Assert.Equal($"after change {failure.Minimal.Crash!.Position} of the disk",
            After().Match(failure.Violation.Story[0]).Value);
    }

    private static int Number(Match match, int group) =>
        int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\d+\.\d{6})s ")]
    private static partial Regex Event();

    [GeneratedRegex(@"^\d+\. ")]
    private static partial Regex Numbered();

    [GeneratedRegex(@"lost change (\d+), the rename of (\S+)")]
    private static partial Regex Lost();

    [GeneratedRegex(@"after change \d+ of the disk")]
    private static partial Regex After();
}
