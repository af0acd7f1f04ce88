using Aof.KnownDefects;
using System.Globalization;
using Sim.Check;
using Sim.Plans;
using Sim.Run;
using Fault = Sim.Machine.Faults.Fault;

namespace Tests.Scenarios.Explore;

/// <summary>A start that reads a wrong bit and cannot notice it breaks no rule, whatever else fails.</summary>
public sealed class BeliefTests
{
    private static readonly string[] Others =
    [
        "", "EIO on open-directory by server, {0}, once", "EIO on sync by server, {0}, 2 times",
        "EDQUOT on write by server, {0}, once", "EIO on seek-end by server, {0}, once",
        "EIO on size by server, {0}, once", "EIO on rename by server, {0}, once",
        "EIO on sync-data by server, {0}, once", "SIGKILL after the effect on rename by server, {0}, once",
        "SIGKILL after the effect on close by server, {0}, once", "EIO on read by server, {0}, once",
    ];

    private const string OfBase = " of appendonlydir/*.base.*";
    private const string OfIncrement = " of appendonlydir/*incr*";

    private static readonly string[] Numbers = ["1st call", "2nd call", "3rd call", "4th call"];

    [LongTheory]
    [InlineData("ideal", LogLayout.SingleFile, true)]
    [InlineData("ext4-journal", LogLayout.SingleFile, true)]
    [InlineData("btrfs", LogLayout.MultiPart, true)]
    [InlineData("btrfs-5.2", LogLayout.SingleFile, false)]
    [InlineData("posix-weak", LogLayout.MultiPart, false)]
    public void MisreadsBesideAnotherFaultBreakNothing(string disk, LogLayout layout, bool cutsTornTail)
    {
        var ends = new SortedDictionary<RunEnd, int>();
        foreach (var other in Others)
        {
            for (var i = 0; i < Numbers.Length; i++)
            {
                foreach (var times in new[] { "once", "2 times", "3 times", "for ever" })
                {
                    var file = layout == LogLayout.SingleFile ? "" : i % 2 == 0 ? OfBase : OfIncrement;
                    var flip = $"bit {(211 * i) + 277} flipped on read by server{file}, 1st call, {times}";
                    var end = EndOf(disk, layout, cutsTornTail, [flip, .. Numbered(other, Numbers[i])]);
                    ends[end] = ends.GetValueOrDefault(end) + 1;
                }
            }
        }

        Assert.True(ends.GetValueOrDefault(RunEnd.Misread) > 5, string.Join(", ", ends));
        Assert.True(ends.GetValueOrDefault(RunEnd.Healed) > 10, string.Join(", ", ends));
    }

    private static RunEnd EndOf(string disk, LogLayout layout, bool cutsTornTail, string[] faults)
    {
        var plan = new Plan
        {
            Seed = 1,
            Config = new PlanConfig
            {
                AutoRewritePercentage = 0,
                Layout = layout,
                LoadTruncated = cutsTornTail,
            },
            Disk = new PlanDisk { Preset = disk, ImagesPerCrash = 4 },
            Faults = [.. faults.Select(Parsed)],
            Steps = [
                Step(0, "XGROUP CREATE x g 0 MKSTREAM"),
                Step(30, layout == LogLayout.SingleFile ? "PING" : "BGREWRITEAOF"), Step(1000, "SET a v"),
                new PlanStep { AtUs = 2_600_000, Event = PlanEvent.KillServer }, Step(2700, "SET b v"),
            ],
        };
        var replayed = Replayer.Replay(plan);
        Assert.True(replayed.Verdict.Violation is null,
            $"{disk}: {string.Join("; ", faults)}: {replayed.Verdict.Violation?.Summary}");
        return replayed.Run.End;
    }

    private static IEnumerable<string> Numbered(string other, string number) =>
        other.Length == 0 ? [] : [string.Format(CultureInfo.InvariantCulture, other, number)];

    private static Fault Parsed(string line)
    {
        Assert.True(Fault.TryParse(line, out var fault, out var problem), $"{line}: {problem}");
        return fault;
    }

    private static PlanStep Step(long ms, string command) => new() { AtUs = ms * 1000, Command = command.Split(' ') };
}
