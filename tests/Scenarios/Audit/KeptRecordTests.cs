using System.Text;
using Sim.Audit.Checks;
using Sim.Audit.Recoveries;
using Sim.Audit.Records;
using Sim.Machine.Disk;
using Tests.Scenarios.Cli;
using WalStore;

namespace Tests.Scenarios.Audit;

/// <summary>Records that are kept with the code, audited without a recorder.</summary>
public sealed class KeptRecordTests
{
    private static readonly AuditOptions Options =
        new([DiskPreset.Ext4Ordered, DiskPreset.Xfs, DiskPreset.Btrfs], Images: 8, Grace: TimeSpan.Zero, Jobs: 1);

    [Theory]
    [InlineData("walstore.rec", "lost")]
    [InlineData("walstore-fixed.rec", "")]
    public void TheSampleLosesAPromiseUnlessItIsFixed(string name, string kinds)
    {
        var report = Audit(name, static () => new SampleRecovery());
        Assert.InRange(report.Images, 50, 500);
        Assert.InRange(report.States, report.Images, 5000);
        Assert.Equal(kinds, string.Join(' ', report.Failures.Select(failure => failure.Judgement.Key)));
    }

    /// <summary>SQLite documents both: synchronous=OFF may corrupt, and journal_mode=TRUNCATE loses nothing.</summary>
    [SqliteTheory(IsLong = true)]
    [InlineData("sqlite-truncate.rec", 0, "every promise was kept")]
    [InlineData("sqlite-off.rec", 1, "REFUSED on ext4-ordered")]
    public void SqliteKeepsWhatItDocuments(string name, int code, string holding)
    {
        using var directory = new TemporaryDirectory();
        var run = CapturedTerminal.Run("audit", "check", KeptRecords.PathOf(name), "--sqlite",
            "t.db:select id from t where v like 'v'||id||'%' and length(v)=length('v'||id)+300*(id%4)",
            "--disk", "ext4-ordered", "--images", "5", "--sample", "60", "--out", directory["failures"]);
        Assert.True(run.ExitCode == code, run.Output);
        Assert.Contains(holding, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("near line", run.Output, StringComparison.Ordinal);
    }

    /// <summary>The program whose recovery does nothing refuses nothing, and loses everything.</summary>
    [Fact]
    public void ARecoveryOfNothingLosesThePromises()
    {
        var failures = Audit("walstore-fixed.rec", static () => new EmptyRecovery()).Failures;
        Assert.All(failures, failure => Assert.Equal(FailureKind.Lost, failure.Judgement.Kind));
        Assert.Equal(["kill", "ext4-ordered"], failures.Select(failure => failure.Shown.DiskName));
    }

    /// <summary>After a kill -9 the recovery removed the log of a file that was in the page cache only.</summary>
    [Fact]
    public void ACrashInARecoveryIsACrashOfARecord()
    {
        var failure = Assert.Single(Audit("recovery-trusts-cache.rec", static () => new TwoFiles()).Failures);
        Assert.Equal((FailureKind.Lost, 7), (failure.Judgement.Kind, failure.Shown.Position));
    }

    [Fact]
    public void ACrashOfARecordIsWrittenAsFiles()
    {
        using var directory = new TemporaryDirectory();
        var path = KeptRecords.PathOf("walstore.rec");
        var last = CapturedTerminal.Run("audit", "show", path).WentWell(holding: "ack key11=value11").Output;
        Assert.Contains("rename of store.snapshot.new to store.snapshot", last, StringComparison.Ordinal);
        _ = CapturedTerminal.Run("audit", "crash", path, "--at", "20", "--disk", "btrfs", "--image", "1", "--out",
            directory["out"]).WentWell(holding: "lost change 18, the rename of store.snapshot.new");
        Assert.Equal(0, new FileInfo(Path.Combine(directory["out"], "store.wal")).Length);
        CapturedTerminal.Run("audit", "crash", path, "--at", "1000", "--out", directory["other"]).IsOneLineOfComplaint(
            2, "--at takes a number up to");
    }

    [Fact]
    public void ShowTellsWhatIsDurableAtAPoint()
    {
        var path = KeptRecords.PathOf("walstore.rec");
        var all = CapturedTerminal.Run("audit", "show", path).WentWell(holding: "change 1, ").Output;
        var shown = CapturedTerminal.Run("audit", "show", path, "--at", "20", "--disk", "btrfs").WentWell(
            holding: "store.wal with ").Output;
        Assert.Contains(" acknowledged\n", shown, StringComparison.Ordinal);
        Assert.Contains("durable, the name not", shown, StringComparison.Ordinal);
        Assert.True(shown.Length < all.Length);
        CapturedTerminal.Run("audit", "show", path, "--at", "1000").IsOneLineOfComplaint(
            2, "--at takes a number up to");
    }

    [Fact]
    public void ACheckMayBeginLate()
    {
        var (all, late) = (Audit(Options, static () => new EmptyRecovery()),
            Audit(Options with { From = 10 }, static () => new EmptyRecovery()));
        Assert.InRange(late.States, 1, all.States - 1);
        Assert.All(late.Failures, failure => Assert.InRange(failure.Shown.Position, 10, int.MaxValue));
    }

    /// <summary>What was recovered until then is judged, and the rest is counted.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    public void ACheckMayEndEarly(int recovered)
    {
        using var over = new CancellationTokenSource();
        var all = Audit(Options, static () => new EmptyRecovery());
        using var ending = new EndingRecovery(recovered, over);
        var some = Audit(Options with { Over = over.Token }, () => ending);
        Assert.Null(all.Left);
        Assert.InRange(some.Images, recovered - 1, recovered);
        Assert.Equal(all.Images, some.Images + some.Left!.Value.Images);
    }

    private static AuditReport Audit(AuditOptions options, Func<IRecovery> start)
    {
        var disk = RebuiltDisk.Of(RecordReader.Read(KeptRecords.Bytes("walstore-fixed.rec")));
        return new Auditor(disk, new Promises(disk), options, start).Run();
    }

    private static AuditReport Audit(string name, Func<IRecovery> start)
    {
        var disk = RebuiltDisk.Of(RecordReader.Read(KeptRecords.Bytes(name)));
        return new Auditor(disk, new Promises(disk), Options, start).Run();
    }

    /// <summary>It recovers nothing, and the check is over after some times.</summary>
    private sealed class EndingRecovery(int last, CancellationTokenSource over) : IRecovery
    {
        private int count;

        public RecoveryOutcome Recover(string folder)
        {
            if (++count == last)
            {
                over.Cancel();
            }

            return new RecoveryOutcome(RecoveryEnd.Recovered, [], "");
        }

        public void Dispose()
        {
        }
    }

    /// <summary>A value in a file, or in the log of it.</summary>
    private sealed class TwoFiles : IRecovery
    {
        public RecoveryOutcome Recover(string folder) => new(
            RecoveryEnd.Recovered,
            [
                .. ((string[])["log", "data"]).Select(name => Path.Combine(folder, name)).Where(File.Exists).Select(
                    path => File.ReadAllText(path).Trim('\n', '\0')).Where(word => word.Length > 0).Distinct(),
            ],
            "");

        public void Dispose()
        {
        }
    }

    /// <summary>The sample in this process.</summary>
    private sealed class SampleRecovery : IRecovery
    {
        public RecoveryOutcome Recover(string folder)
        {
            var answer = new StringBuilder();
            using var output = new StringWriter(answer);
            using var input = new StringReader(folder);
            RealStore.Recover(syncsNames: true, input, output);
            var words = answer.ToString().Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
            return words is ["ok", .. var back]
                ? new RecoveryOutcome(RecoveryEnd.Recovered, back, "")
                : new RecoveryOutcome(RecoveryEnd.Refused, [], answer.ToString());
        }

        public void Dispose()
        {
        }
    }
}
