using Aof.Data.Primitives;
using Aof.KnownDefects;
using Aof.State;
using Sim.Check;
using Sim.Check.Rules;
using Sim.Generate;
using Sim.Machine.Tracing;
using Sim.Plans;
using Sim.Run;
using Sim.Search;

namespace Tests.Scenarios.Explore;

/// <summary>
/// What a run is held to besides its data: each law is broken by a known defect that loses nothing, is told in words
/// with what led to it, and is kept, under the same faults, when the defect is off.
/// </summary>
public sealed class ConductTests
{
    private const string Rename = "EIO on rename by server of temp-rewriteaof-bg-*, 1st call, once";
    private const string Fork = "ENOMEM on fork, 1st call, once";
    private const string Short = "only 5 bytes on write by server of appendonly.aof, 1st call, once";
    private const string Broken = "EIO on write by server of appendonly.aof, 2nd call, once";
    private const string Rewrite = "100 SET s 1; 200 BGREWRITEAOF; ";
    private const string Later = "7000 SET t 1";

    [Theory]
    [InlineData(Defect.SwapFailureReportedOk, Rename, Rewrite + Later,
        "aof_last_bgrewrite_status is ok, and the last rewrite failed: "
        + "what the child has written did not take the log's place")]
    [InlineData(Defect.SwapFailureReportedOk, Fork, Rewrite + Later,
        "aof_last_bgrewrite_status is ok, and the last rewrite failed: fork failed with ENOMEM")]
    [InlineData(Defect.UserSignalIsAnError, null, Rewrite + "210 EndChild; " + Later,
        "aof_last_bgrewrite_status is err, and no rewrite has failed since the last that succeeded")]
    [InlineData(Defect.FirstErrnoKept, Short + "|" + Broken, "0 SET s 1",
        "a write of the log failed with EIO, and the server reports ENOSPC")]
    public void WhatTheServerSaysOfItselfIsTrue(Defect defect, string? faults, string steps, string told) =>
        OnlyWith(defect, ViolationKind.Misreported, told, faults, steps);

    [Theory]
    [InlineData(Defect.FailedForkLeaksPipes, Fork, Rewrite + Later,
        "the server holds 7 descriptors and has no child, and uses 1 at most")]
    [InlineData(Defect.DeadTempFilesStay, null, Rewrite + "205 KillServer; 206 KillChild; 300 KillServer; " + Later,
        "temp-rewriteaof-1001.aof is still there, which a rewrite left that was dead before")]
    [InlineData(Defect.ShortWriteStays, Short + "|" + Broken, "0 SET s 1",
        "a write of the log failed with EIO, and 5 bytes of it stay in the log")]
    public void NothingIsLeftLyingAbout(Defect defect, string? faults, string steps, string told) =>
        OnlyWith(defect, ViolationKind.Leaked, told, faults, steps);

    [Fact]
    public void WhatFailedIsNotTriedAgainAtOnce() => OnlyWith(
        Defect.ChildRetriedWithoutBackOff, ViolationKind.Hasty,
        "100 ms after a rewrite had failed (the child ended with an error) the server tried again by itself",
        "EIO on sync by child, 1st call, once", "0 SET s 1; 900 SET t 1", percentage: 100);

    [Theory]
    [InlineData(Defect.FiveSecondsToAgree, "6000000 us more on pipe-write by server of pipe:[3], 1st call, once",
        Rewrite + Later, "a rewrite was given up 6", 0)]
    [InlineData(Defect.BaseSizeForgotten, null,
        Rewrite + "500 SET t 1234567; 600 KillServer; 700 SET u 123456789012345678901234567890",
            "the last rewrite left", 100)]
    public void WhatIsBegunIsDoneAndALogThatHasGrownIsRewritten(
        Defect defect, string? faults, string steps, string told, int percentage) =>
        OnlyWith(defect, ViolationKind.NotRewritten, told, faults, steps, preamble: true, percentage);

    [Fact]
    public void TheDifferenceIsSentWhileTheChildCanTakeIt() => OnlyWith(
        Defect.NoDiffPipes, ViolationKind.Stalled, "the server keeps the difference to itself",
        "100000 us more on sync by child, 1st call, once", Rewrite + "210 SET t 1; 220 SET u 1");

    [Fact]
    public void ARewrittenLogHasTheFormThatWasAskedFor() => OnlyWith(
        Defect.NoPreamble, ViolationKind.SettingIgnored,
        "aof-use-rdb-preamble is on, and a rewritten log has no preamble", null, Rewrite + Later, preamble: true);

    [Fact]
    public void ATornLogIsNoReasonToCallAnOperator() => OnlyWith(
        Defect.TornTailRefused, ViolationKind.Refused, "the file ends inside a command", Short, "0 SET s 1");

    [Theory]
    [InlineData("", null)]
    [InlineData(nameof(Defect.NoFsyncWhenIdle), "20 bytes are in the log, and in 24 crons the server has not given")]
    public void WhatIsWrittenIsSyncedAlsoWhenNothingFollows(string defect, string? told)
    {
        var config = new PlanConfig { AutoRewritePercentage = 0, Defects = defect.Length == 0 ? [] : [defect] };
        AnomalyIs(
            told, config, _ => { }, "0 CONFIG SET appendfsync everysec", "1500 SET s 1", "1600 DEL s", "9000 GET s");
    }

    /// <summary>The server never hears of the rewrite: a value has the reply.</summary>
    [Fact]
    public void ARewriteThatAClientWasPromisedBegins() => AnomalyIs(
        "a rewrite was promised, and the server does not begin it", new PlanConfig { AutoRewritePercentage = 0 },
        run => run.CommandTaken += (_, argv) => Replace(
            argv, "reply", "+Background append only file rewriting scheduled\r\n"),
        "0 HSET h f reply", "100 MULTI", "110 HGET h f", "120 EXEC", Later);

    /// <summary>What seems to be another command switches the log off.</summary>
    [Fact]
    public void NoRewriteIsGivenUpByAServerThatGoesOn() => AnomalyIs(
        "a rewrite was given up by a server that goes on", new PlanConfig { AutoRewritePercentage = 0 },
        run => run.CommandTaken += (_, argv) => Replace(argv, "NOTHING", "CONFIG"),
        "100 SET s 1", "200 BGREWRITEAOF", "202 NOTHING SET appendonly no");

    [Fact]
    public void WhatTheCheckerCallsValidIsLoaded()
    {
        var seed = Enumerable.Range(1, 40).Select(seed => Replay((ulong)seed, nameof(Defect.CheckerIgnoresNames)))
            .First(result => result.Verdict.Violation is not null);
        Assert.Equal(ViolationKind.Misreported, seed.Verdict.Violation!.Kind);
        Assert.Contains("the checker calls the log valid, and the server refuses it", seed.Verdict.Violation.Summary,
            StringComparison.Ordinal);
    }

    private static ReplayResult Replay(ulong seed, string defect) =>
        Replayer.Replay(PlanGenerator.Generate(seed, new ExploreOptions { Defects = [defect] }));

    private static void OnlyWith(Defect defect, ViolationKind kind, string told, string? faults, string steps,
        bool preamble = false, int percentage = 0)
    {
        var plan = new Plan
        {
            Seed = 1,
            Config = new PlanConfig
            {
                Policy = FsyncPolicy.No,
                AutoRewritePercentage = percentage,
                AutoRewriteMinSize = 1,
                UseRdbPreamble = preamble,
            },
            Disk = new PlanDisk { Preset = "ideal", ImagesPerCrash = 1 },
            Steps = [.. steps.Split("; ").Select(Step)],
            Faults = [.. (faults?.Split('|') ?? []).Select(FaultLines.Parsed)],
        };
        _ = PlanAssert.Check(plan);
        var broken = Replayer.Replay(
            plan with { Config = plan.Config with { Defects = [defect.ToString()] } }).Verdict.Violation;
        Assert.Equal(kind, broken?.Kind);
        Assert.Contains(told, broken!.Summary, StringComparison.Ordinal);
        Assert.All(plan.Faults, fault => Assert.Contains("fault: " + fault, broken.Story));
    }

    private static void Replace(IReadOnlyList<Bytes> argv, string word, string by)
    {
        var at = argv.ToList().FindIndex(each => each.ToLatin1() == word);
        if (at >= 0)
        {
            ((Bytes[])argv)[at] = Bytes.Of(by);
        }
    }

    private static void AnomalyIs(string? told, PlanConfig config, Action<LiveRun> observe, params string[] steps)
    {
        var plan = new Plan { Seed = 1, Config = config, Steps = [.. steps.Select(Step)] };
        var anomaly = CheckedRun.Execute(plan, new Trace(Plan.StartUs), observe).Anomaly;
        Assert.Equal(told is null, anomaly is null);
        Assert.Contains(told ?? "", anomaly?.Summary ?? "", StringComparison.Ordinal);
    }

    /// <summary>Such as "10 SET k v", or "10 KillServer", at ten milliseconds.</summary>
    private static PlanStep Step(string line)
    {
        var words = line.Split(' ');
        var atUs = 1000 * long.Parse(words[0], System.Globalization.CultureInfo.InvariantCulture);
        return Enum.TryParse<PlanEvent>(words[1], out var what)
            ? new PlanStep { AtUs = atUs, Event = what }
            : new PlanStep { AtUs = atUs, Command = words[1..] };
    }
}
