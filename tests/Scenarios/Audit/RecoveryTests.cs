using System.Diagnostics;
using System.Text;
using Sim.Audit.Checks;
using Sim.Audit.Recoveries;
using Sim.Audit.Records;
using Sim.Machine.Disk;
using Tests.Scenarios.Cli;
using Tests.Scenarios.Peer;

namespace Tests.Scenarios.Audit;

/// <summary>Commands that recover images: what they leave running, and what they do not answer.</summary>
public sealed class RecoveryTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    /// <summary>It holds the output open, and would hold the folder too.</summary>
    [RecorderFact]
    public void WhatARecoveryLeavesRunningEndsWithIt()
    {
        var start = Stopwatch.GetTimestamp();
        using var recovery = new CommandRecovery($"sleep 300 & echo $! > '{directory["pid"]}'; echo a; : {{}}", Limit);
        Assert.Equal(["a"], recovery.Recover(directory.Path)!.Words);
        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.Zero, Limit);
        Assert.False(IsRunning(int.Parse(File.ReadAllText(directory["pid"]).Trim())));
    }

    [RecorderFact]
    public void ARecoveryThatHangsEndsWithAllItStarted()
    {
        using var recovery = new CommandRecovery(
            $"sleep 300 & echo $! > '{directory["pid"]}'; wait; : {{}}", TimeSpan.FromSeconds(1));
        Assert.Equal(RecoveryEnd.Hung, recovery.Recover(directory.Path)!.End);
        Assert.False(IsRunning(int.Parse(File.ReadAllText(directory["pid"]).Trim())));
    }

    /// <summary>In a session of its own a recovery does not hear that the check was asked to end.</summary>
    [RecorderFact]
    public void ACheckThatIsAskedToEndLeavesNothing()
    {
        using var check = Process.Start("dotnet", [AuditProcess.Program("Sim"), "audit", "check",
            KeptRecords.PathOf("walstore.rec"), "--recover", $"echo $$ {{}} > '{directory["pid"]}'; exec sleep 300"]);
        var text = "";
        Assert.True(SpinWait.SpinUntil(
            () => File.Exists(directory["pid"]) && (text = File.ReadAllText(directory["pid"])).EndsWith('\n'),
            Limit * 6));
        using var kill = Process.Start("kill", ["-TERM", $"{check.Id}"]);
        Assert.True(check.WaitForExit(Limit));
        var words = text.Trim().Split(' ');
        Assert.False(IsRunning(int.Parse(words[0])));
        Assert.False(Directory.Exists(Path.GetDirectoryName(words[1])));
    }

    /// <summary>The next image gets a new process, and its files as they were.</summary>
    [RecorderFact]
    public void AResidentThatEndsAfterEachAnswerIsStartedAgain()
    {
        var report = Check("read dir; test ! -e $dir/seen; echo $? >> LOG; touch $dir/seen; echo ok");
        Assert.All(report.Failures, failure => Assert.Equal(FailureKind.Lost, failure.Judgement.Kind));
        Assert.Equal(["0"], File.ReadLines(directory["log"]).Distinct());
    }

    /// <summary>Many stores log to the standard output.</summary>
    [RecorderFact]
    public void WhatAResidentPrintsBesidesItsAnswersIsItsOwn()
    {
        using var noisy = new ResidentRecovery(
            "answer=ok; while read dir; do echo; echo okay; echo $answer a; echo later; answer=refused; done", Limit);
        Assert.Equal(["a"], noisy.Recover(directory.Path)!.Words);
        var second = noisy.Recover(directory.Path)!;
        Assert.Equal((RecoveryEnd.Refused, "a"), (second.End, second.Says));
    }

    [RecorderTheory]
    [InlineData("while read dir; do while :; do echo noise; sleep 0.2; done; done")]
    [InlineData("yes noise")]
    public void AResidentThatPrintsWithoutEndIsLate(string command)
    {
        using var resident = new ResidentRecovery(command, TimeSpan.FromSeconds(1));
        Assert.Equal(RecoveryEnd.Hung, resident.Recover(directory.Path)!.End);
    }

    [RecorderFact]
    public void AResidentThatAnswersInOtherWordsIsToldWhichAreRead()
    {
        using var resident = new ResidentRecovery(
            "while read dir; do echo corrupt: $dir; done", TimeSpan.FromSeconds(1));
        var outcome = resident.Recover(directory.Path)!;
        Assert.Equal(
            (RecoveryEnd.Hung, "no line with ok or refused first after 1 s, but corrupt: DIR"),
            (outcome.End, outcome.Says));
    }

    /// <summary>It is asked again with the files as they were, and ends again.</summary>
    [RecorderFact]
    public void AResidentThatDiesOfAnImageRefusesIt()
    {
        var report = Check("while read dir; do test -e $dir/store.wal || exit 3; echo ok; done");
        Assert.Contains("refused the process ended: exit N: it says nothing",
            report.Failures.Select(failure => failure.Judgement.Key));
    }

    /// <summary>The first request waits for the second one; the third one waits for nothing that comes.</summary>
    [PeerTheory]
    [InlineData("redis-server --appendonly yes")]
    public void ABlockedRequestIsLeftOpen(string server)
    {
        using var recovery = new RedisRecovery(server, Limit);
        var promises = new Promises(RebuiltDisk.Of(new RecordContent(
            [
                new RecordEntry(EntryKind.AcknowledgedBy) { Path = AcknowledgementMode.Redis },
                Part(EntryKind.Heard, 3, "BLPOP l 0\r\n"), Part(EntryKind.Heard, 4, "RPUSH l a b\r\n"),
                Part(EntryKind.Replied, 4, ":2\r\n"), Part(EntryKind.Replied, 3, "*2\r\n$1\r\nl\r\n$1\r\na\r\n"),
                Part(EntryKind.Heard, 3, "BLPOP none 0\r\n"), Part(EntryKind.Heard, 5, "QUIT\r\n"),
                Part(EntryKind.Heard, 4, "DEL l\r\n"),
            ], Damage: null)));
        var states = recovery.StatesOf(DiskImage.Empty, promises, directory["redis"]);
        Assert.Equal([0, 0, 1, 1, 1, 0], states.Select(state => state == states[0] ? 0 : 1));
    }

    private AuditReport Check(string command)
    {
        var disk = RebuiltDisk.Of(RecordReader.Read(KeptRecords.Bytes("walstore-fixed.rec")));
        var auditor = new Auditor(disk, new Promises(disk),
            new AuditOptions([DiskPreset.Xfs], Images: 2, TimeSpan.Zero, Jobs: 1) { Sample = 6 },
            () => new ResidentRecovery(command.Replace("LOG", directory["log"], StringComparison.Ordinal), Limit));
        Assert.Null(auditor.EndProblem());
        return auditor.Run();
    }

    private static RecordEntry Part(EntryKind kind, int channel, string text) =>
        new(kind) { File = channel, Data = Encoding.Latin1.GetBytes(text) };

    /// <summary>A process that has ended may wait to be reaped.</summary>
    private static bool IsRunning(int process)
    {
        var status = $"/proc/{process}/stat";
        return File.Exists(status) && !File.ReadAllText(status).Contains(") Z ", StringComparison.Ordinal);
    }
}
