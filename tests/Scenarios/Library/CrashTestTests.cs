using Sim.Machine.CrashTesting;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Os;
using Tests.Scenarios.Repository;
using WalStore;

namespace Tests.Scenarios.Library;

/// <summary>
/// CrashTest for other stores: the mistake of the sample is found, reported and replayed. Without the mistake nothing
/// is found.
/// </summary>
public sealed class CrashTestTests
{
    private static readonly CrashTestOptions Options = new()
    {
        Seeds = 4,
        Disks = [DiskPreset.Ext4Ordered, DiskPreset.PosixWeak],
    };

    [Fact]
    public void TheSamplesMistakeIsFoundWithAsFewStepsAsItTakes()
    {
        var failure = CrashTest.Run(new StoreTest(syncsNames: false), Options).Failure;
        Assert.NotNull(failure);
        Assert.Equal(4, failure.Steps);
        Assert.Contains(
            "the rename of store.snapshot.new to store.snapshot",
            string.Join(' ', failure.Story.Split('\n').SkipWhile(line => !line.StartsWith("  crash: power loss"))
                .Select(line => line.Trim())), StringComparison.Ordinal);
        Assert.Contains(
            "the rename of store.snapshot.new to store.snapshot", failure.Image.Description, StringComparison.Ordinal);
    }

    /// <summary>A reader tries the line of the document first.</summary>
    [Fact]
    public void TheTokenInTheDocumentIsTheRightOne()
    {
        var document = File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs/own-stores.md"));
        var token = document.Split("CrashTest.Replay(new StoreTest(syncsNames: false), \"")[1].Split('"')[0];
        var report = CrashTest.Replay(new StoreTest(syncsNames: false), token);
        Assert.Equal(token, report.Failure?.Token);
        Assert.Empty(report.Stale);
    }

    [Fact]
    public void WithoutItNothingIsFound()
    {
        var report = CrashTest.Run(new StoreTest(syncsNames: true), Options);
        Assert.Null(report.Failure);
        Assert.True(report.Counts is { States: > 1_000, Torn: > 0, LostNames: > 0, WrongSizes: > 0 });
    }

    [Fact]
    public void AStoreThatEndsItselfOnAnErrorKeepsWhatItPromised()
    {
        var failing = new Fault
        {
            Call = SystemCall.SyncData,
            Nth = 3,
            Kind = FaultKind.Error,
            Errno = Errno.EIO,
            Times = Fault.ForEver,
        };
        var report =
            CrashTest.Run(new StoreTest(syncsNames: true), Options with { Faults = _ => new FaultPlan([failing]) });
        Assert.Null(report.Failure);
    }

    /// <summary>O_DSYNC: a write is durable when it returns, without a sync after it.</summary>
    [Theory]
    [InlineData(OpenMode.DataSync, true)]
    [InlineData(OpenMode.Append, false)]
    public void AWriteWithDataSyncIsDurable(OpenMode mode, bool isRight)
    {
        var log = new NumberLog { Syncs = false };
        var report = CrashTest.Run(
            new TestedBy(
                (host, life) =>
                {
                    _ = NumberLog.Open(host.Files);
                    var file = host.Files.Open("numbers", OpenMode.Write | OpenMode.Append | mode).Value;
                    for (var i = 0; i < life.Steps; i++)
                    {
                        var step = life.Begin((life.Number * 1_000) + i);
                        log.Append(host.Files, file, step.Value);
                        step.Acknowledge();
                    }
                },
                log.Recover),
            Options);
        Assert.Equal(isRight ? null : CrashFailureKind.BrokenPromise, report.Failure?.Kind);
    }

    [Fact]
    public void ARefusedStartFails()
    {
        var failure = CrashTest.Run(new Refuser(), Options with { Seeds = 1 }).Failure;
        Assert.Equal("it does not start, exit code 3: no", failure!.Wrong);
        Assert.Equal("kill -9", failure.How);
    }

    private sealed class Refuser : ICrashTested<int>
    {
        public void Live(Host host, Life<int> life) => life.Begin(1);

        public string? Recover(Host host, StepHistory<int> history) => throw new ProcessExit(3, "no");
    }
}
