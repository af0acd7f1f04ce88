using System.Text.Json;
using Sim.Check;
using Sim.Plans;
using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Report;

public sealed class ReportTests
{
    [Fact]
    public void TheSamePlanGivesTheSamePage() =>
        Assert.Equal(Drawn.Page(Drawn.Broken).Text, Drawn.Page(Drawn.Broken).Text);

    [Fact]
    public void ThePageBeginsWithTheViolationsCrash()
    {
        var data = Drawn.Data(Drawn.Broken);
        var point = data.GetProperty("points")[data.GetProperty("point").GetInt32()];
        Assert.Equal(Drawn.Broken.Crash!.Position, point.GetProperty("position").GetInt32());
        Assert.Equal("broken",
            point.GetProperty("images")[data.GetProperty("image").GetInt32()].GetProperty("verdict").GetString());
        Assert.NotEmpty(data.GetProperty("story").EnumerateArray());
    }

    [Fact]
    public void ASoundRunHasEveryCrashPointAndNoStory()
    {
        var data = Drawn.Data(Drawn.Sound);
        var run = Replayer.Replay(Drawn.Sound).Run;
        Assert.Equal(run.Machine.Disk.Journal.Count + 1, data.GetProperty("points").GetArrayLength());
        Assert.DoesNotContain(Images(data), image => image.GetProperty("verdict").GetString() == "broken");
        Assert.Empty(data.GetProperty("story").EnumerateArray());
        Assert.Empty(data.GetProperty("cuts").EnumerateArray());
    }

    [Fact]
    public void EveryCrashStateOfTheRunIsShownOnce() =>
        Assert.Equal(Replayer.Replay(Drawn.Sound).Verdict.States, Images(Drawn.Data(Drawn.Sound)).Count());

    /// <summary>
    /// Durable data survive, unless a bit flips: no image of a file with a durable name lacks those bytes.
    /// </summary>
    [Theory]
    [InlineData("ideal")]
    [InlineData("posix-weak")]
    [InlineData("xfs")]
    [InlineData("btrfs")]
    public void NoCrashTakesWhatIsShownAsDurable(string disk)
    {
        var checkedFiles = 0;
        foreach (var point in Drawn.Data(Drawn.Sound with { Disk = Drawn.Sound.Disk with { Preset = disk } })
            .GetProperty("points").EnumerateArray())
        {
            foreach (var file in point.GetProperty("files").EnumerateArray().Where(
                file => file.GetProperty("nameDurable").GetBoolean()
                    && file.GetProperty("durable").GetArrayLength() > 0))
            {
                Assert.All(point.GetProperty("images").EnumerateArray().Where(
                    image => !image.GetProperty("name").GetString()!.EndsWith("rots", StringComparison.Ordinal)),
                    image => AssertKeeps(image, file));
                checkedFiles++;
            }
        }

        Assert.True(checkedFiles > 0);
    }

    [Fact]
    public void AWriteIsNotDurableBeforeItsFsync()
    {
        var log = from point in Drawn.Data(Drawn.Sound).GetProperty("points").EnumerateArray()
                  from file in point.GetProperty("files").EnumerateArray()
                  let change = point.GetProperty("change").GetString()!
                  where change.StartsWith("write", StringComparison.Ordinal)
                  && change.EndsWith(FormattableString.Invariant($"inode {file.GetProperty("inode").GetInt32()}"),
                  StringComparison.Ordinal)
                  select (Size: file.GetProperty("size").GetInt32(),
                  Durable: Pairs(file.GetProperty("durable")).Sum(range => range.To - range.From));
        Assert.NotEmpty(log);
        Assert.All(log, file => Assert.True(file.Durable < file.Size));
    }

    [Fact]
    public void APageStaysSmallAndSaysWhatItLeavesOut()
    {
        var large = Drawn.Sound with
        {
            Disk = Drawn.Sound.Disk with { Preset = "ideal", ImagesPerCrash = 1 },
            Steps = [
                .. Enumerable.Range(0, 3).Select(
                i => new PlanStep { AtUs =
                    i * 1_000, Command = ["SET", $"key{i}", new string((char)('a' + i), 200_000)] }),
                new PlanStep { AtUs = 3_000, Command = ["FLUSHALL"] },
            ],
        };
        var page = Drawn.Page(large).Text;
        Assert.InRange(page.Length, 500_000, 1_200_000);
        Assert.Matches("\"cuts\":\\[\"the bytes of [0-9]+ contents\",\"the end of the plan\"\\]", page);
    }

    [Fact]
    public void AFileThatIsNoPlanIsOneLine() =>
        CapturedTerminal.Run("report", "no-such-file.json", "--html", "x.html").IsOneLineOfComplaint(
        exitCode: 2, holding: "no-such-file.json");

    [Fact]
    public void TheVerbWritesThePageAndExitsAsAReplayDoes()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["plan.json"], PlanFile.Write(Drawn.Broken));
        var told = CapturedTerminal.Run("report", directory["plan.json"], "--html", directory["page.html"]);
        Assert.Equal(1, told.ExitCode);
        Assert.Contains(
            "replay " + directory["plan.json"], File.ReadAllText(directory["page.html"]), StringComparison.Ordinal);
    }

    private static IEnumerable<JsonElement> Images(JsonElement data) =>
        data.GetProperty("points").EnumerateArray().SelectMany(point => point.GetProperty("images").EnumerateArray());

    private static void AssertKeeps(JsonElement image, JsonElement file)
    {
        var left = Assert.Single(image.GetProperty("files").EnumerateArray(),
            left => left.GetProperty("path").GetString() == file.GetProperty("path").GetString());
        var differs = Pairs(left.GetProperty("differs")).ToList();
        foreach (var (from, to) in Pairs(file.GetProperty("durable")))
        {
            Assert.True(to <= left.GetProperty("size").GetInt32());
            Assert.DoesNotContain(differs, other => other.From < to && other.To > from);
        }
    }

    private static IEnumerable<(int From, int To)> Pairs(JsonElement flat) =>
        flat.EnumerateArray().Select(value => value.GetInt32()).Chunk(2).Select(pair => (pair[0], pair[1]));
}
