using System.Globalization;
using Sim.Machine.CrashTesting;
using Sim.Machine.Faults;
using Sim.Os;

namespace Tests.Scenarios.Library;

/// <summary>Whatever goes wrong in a program under test is a failure with a story, never the end of the run.</summary>
public sealed class CrashFailureTests
{
    private static readonly CrashTestOptions Few = new() { Seeds = 3, Steps = 4, NextLives = 2 };

    private static readonly NumberLog Log = new();

    [Fact]
    public void AnExceptionInARecoveryIsAFailure()
    {
        var failure = Failure(new TestedBy(Log.Live, (host, _) =>
            int.Parse(NumberLog.Read(host.Files).Count > 1 ? "x" : "1", CultureInfo.InvariantCulture) < 0 ? "" : null));
        Assert.Equal(CrashFailureKind.Threw, failure.Kind);
        Assert.IsType<FormatException>(failure.Cause);
        Assert.Contains("Recover threw FormatException", failure.Story, StringComparison.Ordinal);
        Assert.Contains("step 2 begins", failure.Story, StringComparison.Ordinal);
        Assert.Contains("at System", failure.Story, StringComparison.Ordinal);
    }

    [Fact]
    public void AnExceptionInALifeIsAFailureOfFewSteps()
    {
        var failure = Failure(new TestedBy((host, life) =>
        {
            Log.Live(host, life);
            _ = life.Steps > 2 ? throw new KeyNotFoundException("no 3") : 0;
        }));
        Assert.Equal((CrashFailureKind.Threw, 3), (failure.Kind, failure.Steps));
        Assert.Equal("Live threw KeyNotFoundException: no 3", failure.Wrong);
    }

    [Fact]
    public void ALoopOfCallsHangs()
    {
        var failure = Failure(new TestedBy(Log.Live, (host, _) =>
        {
            while (host.Files.List(".").Ok)
            {
            }

            return null;
        }));
        Assert.Equal(CrashFailureKind.Hung, failure.Kind);
        Assert.Contains("it hangs: it made 1000 calls in Recover", failure.Story, StringComparison.Ordinal);
    }

    [Fact]
    public void ALoopThatWaitsForTheClockHangs()
    {
        var failure = Failure(new TestedBy(Log.Live, (host, _) =>
        {
            var until = host.Clock.GetUtcNow().AddSeconds(1);
            while (host.Clock.GetUtcNow() < until)
            {
            }

            return null;
        }));
        Assert.Equal(CrashFailureKind.Hung, failure.Kind);
    }

    [Fact]
    public void TwoRunsThatDifferAreAFailure()
    {
        var runs = 0;
        var failure = Failure(new TestedBy((host, life) =>
        {
            var log = NumberLog.Open(host.Files);
            var step = life.Begin(++runs);
            Log.Append(host.Files, log, step.Value);
            step.Acknowledge();
        }));
        Assert.Equal(CrashFailureKind.NotDeterministic, failure.Kind);
        Assert.Contains("other bytes in change 4, write of 8 bytes at 0 of numbers", failure.Story,
            StringComparison.Ordinal);
    }

    [Fact]
    public void ACallOfAnotherThreadIsNamed()
    {
        var failure = Failure(new TestedBy((host, life) =>
        {
            var thread = new Thread(() => Assert.Throws<InvalidOperationException>(() => Log.Live(host, life)));
            thread.Start();
            thread.Join();
        }));
        Assert.Equal(CrashFailureKind.OtherThread, failure.Kind);
        Assert.StartsWith("open(numbers) came from another thread", failure.Wrong, StringComparison.Ordinal);
    }

    /// <summary>The other thread is waited for, so that nothing but the guard can see it.</summary>
    [Theory]
    [InlineData("Begin")]
    [InlineData("Acknowledge")]
    [InlineData("Acknowledge all")]
    [InlineData("a look at the clock")]
    [InlineData("a random number")]
    [InlineData("a look at the background thread")]
    [InlineData("exists(x)")]
    public void WhateverAnotherThreadDoesIsNamed(string what)
    {
        var failure = Failure(new TestedBy((host, life) =>
        {
            Log.Live(host, life);
            var step = life.Begin(7);
            Action act = what switch
            {
                "Begin" => () => life.Begin(8),
                "Acknowledge" => step.Acknowledge,
                "Acknowledge all" => life.Acknowledge,
                "a look at the clock" => () => host.Clock.GetUtcNow(),
                "a random number" => () => host.Random.Next(),
                "exists(x)" => () => host.Files.Exists("x"),
                _ => () => host.Background.Pending(BackgroundJob.Sync),
            };
            var thread = new Thread(() => Record.Exception(act));
            thread.Start();
            thread.Join();
        }));
        Assert.Equal(CrashFailureKind.OtherThread, failure.Kind);
        Assert.StartsWith($"{what.Split(" all")[0]} came from another thread", failure.Wrong, StringComparison.Ordinal);
    }

    /// <summary>A program that ends itself in each life never shows what it would lose later.</summary>
    [Fact]
    public void AProgramThatAlwaysEndsItselfTestsNothing()
    {
        var failure = Failure(new TestedBy((host, life) => Live(host, life, endsAfter: 2), Log.Recover));
        Assert.Equal(CrashFailureKind.Vacuous, failure.Kind);
        Assert.Contains("every life ended itself with ProcessExit", failure.Story, StringComparison.Ordinal);

        var report = CrashTest.Run(
            new TestedBy((host, life) => Live(host, life, endsAfter: life.Number == 2 ? 2 : 9), Log.Recover), Few);
        report.ThrowIfFailed();
        Assert.InRange(report.Counts.EndedEarly, 1, report.Counts.Lives - 1);
        Assert.Contains("lives ended themselves early", report.ToString(), StringComparison.Ordinal);
    }

    private static void Live(Host host, Life<int> life, int endsAfter)
    {
        var log = NumberLog.Open(host.Files);
        for (var i = 0; i < life.Steps; i++)
        {
            var step = life.Begin((life.Number * 1_000) + i);
            Log.Append(host.Files, log, step.Value);
            step.Acknowledge();
            _ = i + 1 == endsAfter ? throw new ProcessExit(1, "enough") : 0;
        }
    }

    /// <summary>Whatever a story names is there to its end, however long the line.</summary>
    [Fact]
    public void AStoryCutsNoCause()
    {
        var long1 = string.Join(' ', Enumerable.Range(0, 100).Select(word => $"word{word}"));
        var failure = Failure(new TestedBy(Log.Live, (_, history) => history.Begun.Count > 1 ? long1 : null));
        Assert.Contains("word99", failure.Story, StringComparison.Ordinal);
        Assert.All(failure.Story.Split('\n'), line => Assert.InRange(line.Length, 1, 170));
    }

    [Fact]
    public void AKilledProgramIsACrash()
    {
        const string Line = "SIGKILL before the effect on sync-data by server, 3rd call, once";
        Assert.True(Fault.TryParse(Line, out var kill, out var problem), problem);
        Assert.Null(CrashTest.Run(Log, Few with { Faults = _ => new FaultPlan([kill!]) }).Failure);
    }

    [Theory]
    [InlineData("sync-data", true)]
    [InlineData("lock", false)]
    public void AFaultThatStrikesNothingIsSaid(string call, bool strikes)
    {
        var line = $"SIGKILL before the effect on {call} by server, 3rd call, once";
        Assert.True(Fault.TryParse(line, out var fault, out var problem), problem);
        var counts = CrashTest.Run(Log, Few with { Faults = _ => new FaultPlan([fault!]) }).Counts;
        Assert.Equal(strikes, counts.Injected > 0);
        Assert.Equal(!strikes, counts.Never.Contains("a call into which a fault was injected"));
    }

    /// <summary>A recovery that compares nothing keeps every promise.</summary>
    [Theory]
    [InlineData(false, "made no call")]
    [InlineData(true, "never looked at the history")]
    public void ARecoveryThatLooksAtNothingFails(bool reads, string why)
    {
        var failure = Failure(new TestedBy(Log.Live,
            (host, _) => reads && host.Files.Exists("numbers") == Errno.EINTR ? "interrupted" : null));
        Assert.Equal(CrashFailureKind.Vacuous, failure.Kind);
        Assert.Contains(why, failure.Story, StringComparison.Ordinal);
    }

    /// <summary>The crash comes in the middle of the write: no sync could have come before it.</summary>
    [Fact]
    public void AStoryOfATornWriteAsksForNoSync()
    {
        const int Size = 600;
        var report = CrashTest.Run(
            new TestedBy((host, life) =>
            {
                var log = NumberLog.OpenShared(host.Files);
                for (var i = 0; i < life.Steps; i++)
                {
                    var step = life.Begin(i + 1);
                    var record = new byte[Size];
                    record.AsSpan().Fill((byte)step.Value);
                    Assert.Equal(Size, host.Files.WriteAt(log, record, i * Size).Value);
                    Assert.Equal(Errno.None, host.Files.SyncData(log));
                    step.Acknowledge();
                }
            },
            (host, history) =>
            {
                var (log, bytes) = (host.Files.Open("numbers", OpenMode.Read), new byte[100 * Size]);
                var read = log.Ok ? host.Files.ReadAt(log.Value, bytes, 0).Value : 0;
                bool IsWhole(int at, int value) => !bytes.AsSpan(at * Size, Size).ContainsAnyExcept((byte)value);
                return history.Check(steps => steps.Count == read / Size
                    && steps.Index().All(step => IsWhole(step.Index, step.Item)) ? null : "not the steps");
            }), Few with { Lives = 1 });
        Assert.Contains("needed: a recovery that copes; no sync can come between change", report.Failure?.Story,
            StringComparison.Ordinal);
        Assert.Contains("(said of the promised steps alone; none of 2 choices is right)", report.Failure?.Story,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, "no step was promised")]
    [InlineData(true, "changed no file")]
    public void ATestOfNothingFails(bool promises, string why)
    {
        var failure = Failure(new TestedBy((host, life) =>
        {
            _ = promises ? 0 : NumberLog.Open(host.Files);
            _ = life.Begin(1);
            (promises ? life.Acknowledge : (Action)(() => { }))();
        }));
        Assert.Equal(CrashFailureKind.Vacuous, failure.Kind);
        Assert.Contains(why, failure.Story, StringComparison.Ordinal);
    }

    [Fact]
    public void ATestInWhichNoPowerLossLosesAnythingFails()
    {
        var failure = Failure(new TestedBy((host, life) =>
        {
            _ = host.Files.OpenDirectory("missing");
            _ = life.Begin(1);
            var made = host.Files.OpenDirectory(".");
            Assert.Equal(Errno.None, host.Files.Sync(made.Value));
            life.Acknowledge();
        }));
        Assert.Contains("no power loss lost anything", failure.Story, StringComparison.Ordinal);
    }

    [Fact]
    public void OptionsThatTestNothingAreRefused()
    {
        CrashTestOptions[] wrong =
        [
            Few with { Seeds = -1 }, Few with { Steps = -5 }, Few with { Disks = [] }, Few with { ImagesPerCrash = 0 },
            Few with { Lives = 0 }, Few with { NextLives = -1 }, Few with { NextSteps = -1 }, Few with { MaxCalls = 0 },
            Few with { MaxTime = TimeSpan.Zero }, Few with { SeedsRunTwice = -1 },
            Few with { PowerLossGrace = TimeSpan.FromSeconds(-1) },
        ];
        Assert.All(
            wrong, options => Assert.ThrowsAny<ArgumentException>(() => CrashTest.Run(Log, options)));
    }

    private static CrashFailure<int> Failure(TestedBy tested)
    {
        var report = CrashTest.Run(tested, Few with { MaxCalls = 1_000 });
        Assert.NotNull(report.Failure);
        return report.Failure;
    }
}
