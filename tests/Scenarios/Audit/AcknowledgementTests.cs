using System.Text;
using Sim.Audit.Checks;
using Sim.Audit.Recoveries;
using Sim.Audit.Records;
using Sim.Machine.Disk;
using Tests.Scenarios.Cli;
using Tests.Scenarios.Peer;

namespace Tests.Scenarios.Audit;

/// <summary>What a program promised, and how a recovery is judged by it.</summary>
public sealed class AcknowledgementTests
{
    private const string Get = "*2\r\n$3\r\nGET\r\n$1\r\nk\r\n", Set = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n";

    /// <summary>Requests and replies are cut anywhere, and come on two connections.</summary>
    [Fact]
    public void RedisRepliesAcknowledge()
    {
        var promises = Of(AcknowledgementMode.Redis,
            Heard(3, Set[..7]), Heard(4, Get), Heard(3, Set[7..] + Set), Said(4, "$-1\r\n"), Said(3, "+O"),
            Said(3, "K\r\n-MISCONF no\r\n"), Heard(3, "PING\r\n"));
        Assert.Equal(["1:GET_k", "2:SET_k_v", "3:PING"], promises.Begun.Select(word => word.Text));
        Assert.Equal(["1:GET_k", "2:SET_k_v"], promises.Acknowledged.Select(word => word.Text));
    }

    [Fact]
    public void AnyReplyAcknowledgesWhatThePatternTakes()
    {
        var promises = Of(AcknowledgementMode.Replies + ":^put (\\S+) (\\S+)", Heard(3, "put a"), Heard(3, " 1\n"),
            Said(3, "fine"), Heard(3, "get a\n"), Said(3, "1"), Heard(4, "put b 2\n"), Said(1, "noise"));
        Assert.Equal(["a=1", "b=2"], promises.Begun.Select(word => word.Text));
        Assert.Equal("a=1", Assert.Single(promises.Acknowledged).Text);
    }

    [Theory]
    [InlineData("two", null)]
    [InlineData("three", null)]
    [InlineData("one", FailureKind.Lost)]
    [InlineData("other", FailureKind.Wrong)]
    [InlineData("four", FailureKind.Wrong)]
    public void AStateIsOneOfThePrefixes(string state, FailureKind? kind)
    {
        var history = new StateHistory(["zero", "one", "two", "three", "four"]);
        var outcome = new RecoveryOutcome(RecoveryEnd.Recovered, [], "") { State = state };
        Assert.Equal(kind, history.Of(outcome, new Duties(["1:a", "2:b", "3:c"], ["1:a", "2:b"], ["2:b"]))?.Kind);
    }

    /// <summary>What was never acknowledged may have failed; what was may be missing only with all after it.</summary>
    [Theory]
    [InlineData("1 3", "1 3", null)]
    [InlineData("1 2", "1 2 3", null)]
    [InlineData("1 3", "1 2 3", "gap")]
    public void AHoleAmongNumbersIsWrong(string back, string acknowledged, string? key)
    {
        var outcome = new RecoveryOutcome(RecoveryEnd.Recovered, back.Split(' '), "");
        Assert.Equal(key, Judgement.Of(outcome, new Duties(["1", "2", "3"], acknowledged.Split(' '), []))?.Key);
    }

    [Fact]
    public void ASecondRecoveryMustGiveTheSame()
    {
        var (first, none) = (new RecoveryOutcome(RecoveryEnd.Recovered, ["a"], ""), new Duties(["a"], [], []));
        Assert.Null(Judgement.Of(first with { Again = first }, none));
        Assert.Equal("second recovery", Judgement.Of(
            first with { Again = RecoveryOutcome.Without(RecoveryEnd.Refused, "locked") }, none)?.Key);
    }

    [Fact]
    public void ASampleTakesOneOfEachSituationFirst()
    {
        var disk = RebuiltDisk.Of(RecordReader.Read(KeptRecords.Bytes("walstore-fixed.rec")));
        AuditReport Tried(int sample) => new Auditor(disk, new Promises(disk),
            new AuditOptions([DiskPreset.Xfs], Images: 8, TimeSpan.Zero, Jobs: 1) { Sample = sample },
            static () => new EmptyRecovery()).Run();
        var (all, some) = (Tried(int.MaxValue), Tried(30));
        Assert.Null(all.Left);
        Assert.Equal(30, some.Images);
        Assert.Equal(all.Images - 30, some.Left!.Value.Images);
        Assert.InRange(some.Left.Value.Groups, 10, all.Images);
        Assert.Equal(["kill -9 lost", "lost"], some.Failures.Select(failure => failure.KindName));
    }

    /// <summary>The same keys as words, and the whole dataset as a state after each request.</summary>
    [PeerTheory]
    [InlineData("redis-7.0.15-always.rec", "always", 0, "every promise was kept")]
    [InlineData("redis-7.0.15-everysec.rec", "everysec", 1, "LOST on xfs")]
    public void ARedisServerRecoversItsRecords(string name, string policy, int code, string holding)
    {
        using var directory = new TemporaryDirectory();
        string[] check =
        [
            "audit", "check", KeptRecords.PathOf(name), "--disk", "xfs", "--images", "2", "--sample", "12",
            "--recoveries", "0", "--out", directory["out"],
            "--redis", $"redis-server --appendonly yes --appendfsync {policy}",
        ];
        var run = CapturedTerminal.Run(check);
        Assert.True(run.ExitCode == code, run.Output);
        Assert.Contains(holding, run.Output, StringComparison.Ordinal);
        if (code != 0)
        {
            var known = CapturedTerminal.Run([.. check, "--baseline", directory["out/kinds.txt"]]);
            Assert.True(known.ExitCode == 0, known.Output);
            Assert.Contains("known: lost", known.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void RedisRepliesAreJudgedByRedisOnly() => CapturedTerminal.Run(
        "audit", "check", KeptRecords.PathOf("redis-7.0.15-always.rec"), "--serve", "cat").IsOneLineOfComplaint(
        2, "only --redis can judge it");

    private static RecordEntry Heard(int channel, string text) => Part(EntryKind.Heard, channel, text);

    private static RecordEntry Said(int channel, string text) => Part(EntryKind.Replied, channel, text);

    private static RecordEntry Part(EntryKind kind, int channel, string text) =>
        new(kind) { File = channel, Data = Encoding.Latin1.GetBytes(text) };

    private static Promises Of(string by, params RecordEntry[] entries) => new(RebuiltDisk.Of(new RecordContent(
        [new RecordEntry(EntryKind.AcknowledgedBy) { Path = by }, .. entries], Damage: null)));
}
