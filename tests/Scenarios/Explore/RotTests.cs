using Sim.Check;
using Sim.Check.Crashes;
using Sim.Machine.Tracing;
using Sim.Plans;
using Sim.Run;

namespace Tests.Scenarios.Explore;

/// <summary>A server refuses a log with a rotten bit, or goes on soundly from what it has made of it.</summary>
public sealed class RotTests
{
    private const string Payload = "\u0000\u00031.5\u0009\u0000\u00cd\u0007\u0085r\u008f\u00dd\u00e5\u00bc";

    [Theory]
    [InlineData(1, "RESTORE", "h2", "0", Payload)] // With another number the deadline counts from the start.
    [InlineData(3, "PSETEX", "s1", "100", "v")] // A transaction in the log.
    [InlineData(5, "SET", "s1", "v", "EX", "10")]
    public void AnyOneBitMayRot(int step, params string[] command)
    {
        var plan = new Plan
        {
            Seed = 1,
            Config = new PlanConfig { AutoRewritePercentage = 0 },
            Disk = new PlanDisk { Preset = "posix-weak", ImagesPerCrash = 1 },
            Steps = [
                Step(0, command), Step(1, "MULTI"), Step(2, "SET", "t", "1"), Step(3, "INCR", "t"), Step(4, "EXEC"),
                Step(5, "DEL", "s1"),
            ],
        };
        var run = CheckedRun.Execute(plan, new Trace(Plan.StartUs));
        var (disk, position, bit) = (new CrashedDisk(run.Run), WithAll(run.Run), 0);
        for (; disk.TryCrash(new CrashChoice(position, CrashKind.BitRot, bit), out _, out _); bit += step)
        {
            var crash = new CrashChoice(position, CrashKind.BitRot, bit);
            var verdict = new Verifier(run, crash).Judge();
            Assert.True(verdict is { Violation: null, Rotten: 1 }, $"bit {bit}: {verdict.Violation?.Summary}");
        }

        Assert.True(bit > 800, $"the log has {bit} bits");
    }

    /// <summary>Where the log has all of the commands, before the healing rewrites it.</summary>
    private static int WithAll(LiveRun run) =>
        1 + run.History.Promises.ToList().FindLastIndex(promise => promise.NowUs < Plan.StartUs + 900_000);

    private static PlanStep Step(long ms, params string[] command) => new() { AtUs = ms * 1000, Command = command };
}
