using Aof.KnownDefects;
using Aof.State;
using FsCheck;
using FsCheck.Xunit;
using Sim.Generate;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;
using Sim.Run;
using Sim.Search;
using Tests.Properties.Crash;

namespace Tests.Properties.Explore;

/// <summary>One seed decides everything, and each part of it decides its own part only.</summary>
[Properties(Arbitrary = [typeof(Plans)], QuietOnSuccess = true)]
public sealed class DeterminismProperties
{
    [Property(MaxTest = 100)]
    public void WhatIsExploredChangesNoCommandAndNoFault(int seed, byte policy, byte disk, bool defective)
    {
        var plan = PlanGenerator.Generate((ulong)seed, new ExploreOptions());
        var other = PlanGenerator.Generate((ulong)seed, new ExploreOptions
        {
            Policy = (FsyncPolicy)(policy % 3),
            Disk = DiskPreset.All[disk % DiskPreset.All.Count].Name,
            ImagesPerCrash = 1,
            Defects = defective ? [nameof(Defect.FsyncErrorIgnored)] : [],
        });
        Assert.Equal(Commands(plan), Commands(other));
        Assert.Equal(plan.Faults, other.Faults);
    }

    [Property(MaxTest = 60)]
    public void WithoutAFaultTheCommandsAreTheSameAndTheRunIsUntilItStrikes(Plan plan) => AssertSameButForEachFault(plan);

    /// <summary>An error and a hang at the same call of the background thread: without the error the hang strikes, which is told at once, and the error only at the call's end.</summary>
    [Fact]
    public void WithoutAFaultAnotherMayStrikeTheSameCall() => AssertSameButForEachFault(PlanGenerator.Generate(5114, new ExploreOptions()) with
    {
        Faults =
        [
            new Fault { Call = SystemCall.SyncData, By = Actor.Background, Nth = 1, Times = Fault.ForEver, Kind = FaultKind.Error, Errno = Errno.EIO },
            new Fault { Call = SystemCall.SyncData, By = Actor.Background, Nth = 1, Kind = FaultKind.Hang },
        ],
    });

    private static void AssertSameButForEachFault(Plan plan)
    {
        var with = Trace(plan);
        for (var i = 0; i < plan.Faults.Count; i++)
        {
            var fault = plan.Faults[i];
            var without = plan with { Faults = [.. plan.Faults.Take(i), .. plan.Faults.Skip(i + 1)] };
            Assert.Equal(Commands(plan), Commands(without));
            AssertSameUntilItStrikes(fault, MayLookTheSame(fault, plan), with, Trace(without));
        }
    }

    [Property(MaxTest = 4)]
    public void JobsChangeNeitherResultsNorTheirOrder(ushort first)
    {
        var options = new ExploreOptions { FirstSeed = first, Count = 10, ImagesPerCrash = 2 };
        var (alone, aloneSummary) = Explored(options with { Jobs = 1 });
        var (together, togetherSummary) = Explored(options with { Jobs = 4 });
        Assert.Equal(Enumerable.Range(first, 10).Select(seed => (ulong)seed), alone.Select(result => result.Seed));
        Assert.Equal(alone.Select(Told), together.Select(Told));
        Assert.Equal(Told(aloneSummary), Told(togetherSummary));
    }

    private static string Commands(Plan plan) => PlanFile.Write(new Plan { Steps = plan.Steps });

    private static IReadOnlyList<string> Trace(Plan plan)
    {
        var trace = new Sim.Machine.Tracing.Trace(Plan.StartUs) { Recording = true };
        LiveRun.Execute(plan, trace);
        return trace.Lines;
    }

    /// <summary>A call that takes longer, one whose bytes are wrong, and a sync whose error the disk tells at the next one.</summary>
    private static bool MayLookTheSame(Fault fault, Plan plan) =>
        fault.Kind is FaultKind.Slow or FaultKind.Flip || DiskPreset.Named(plan.Disk.Preset).FailedSync == FailedSync.ReportedByNextSync;

    private static void AssertSameUntilItStrikes(Fault fault, bool mayLookTheSame, IReadOnlyList<string> with, IReadOnlyList<string> without)
    {
        var length = Math.Min(with.Count, without.Count);
        var same = Enumerable.Range(0, length).FirstOrDefault(i => with[i] != without[i], length);
        if (same == with.Count && same == without.Count)
        {
            return;
        }

        // That call is the first line that differs, in one of the two runs: without the fault another one may strike the same call, or something
        // happens while it lasts; a disk that turns read-only is so for everyone at once. Where the call looks the same, what comes after it differs:
        // then it must have been made as often as the fault asks for.
        var (words, struck) = (Words(fault), Told(with.ElementAtOrDefault(same) ?? "") + "; " + Told(without.ElementAtOrDefault(same) ?? ""));
        var made = without.Take(same + 1).Count(line => Told(line).Contains(words, StringComparison.Ordinal));
        var shows = struck.Contains(words, StringComparison.Ordinal) || (fault.Errno == Errno.EROFS && struck.Contains("= EROFS", StringComparison.Ordinal));
        Assert.True(shows || (mayLookTheSame && made >= fault.Nth), $"{fault}, after {made} such calls: {struck}");
    }

    /// <summary>Who makes the call and which it is, as the fault's own line has it: "... on write by server ...".</summary>
    private static string Words(Fault fault)
    {
        var words = fault.ToString().Split(' ', ',');
        return $"{words[Array.IndexOf(words, "by") + 1]} {words[Array.IndexOf(words, "by") - 1]}(";
    }

    /// <summary>The same of a line of the trace, which also has the time and the process.</summary>
    private static string Told(string line)
    {
        var words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length < 4 ? line : $"{words[1]} {words[3]} {line}";
    }

    private static string Told(SeedResult result) =>
        $"{result.Seed} {result.Fingerprint} {result.Verdict} {string.Join(", ", result.Faults)} {result.SimulatedUs} {PlanFile.Write(result.Plan)}";

    private static string Told(ExploreSummary summary) =>
        $"{summary with { Elapsed = default, Faults = [], Violations = [] }} {string.Join(", ", summary.Faults)} {string.Join("\n", summary.Violations.Select(Told))}";

    private static (List<SeedResult> Results, ExploreSummary Summary) Explored(ExploreOptions options)
    {
        var results = new List<SeedResult>();
        var summary = new Explorer(options).Run(progress: null, results.Add, CancellationToken.None);
        return (results, summary);
    }
}
