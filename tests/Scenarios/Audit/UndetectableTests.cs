using System.Text;
using Sim.Audit.Checks;
using Sim.Audit.Recoveries;
using Sim.Audit.Records;
using Sim.Machine.Disk;

namespace Tests.Scenarios.Audit;

/// <summary>Bytes that no program wrote, in what was not acknowledged; and what was there before the run.</summary>
public sealed class UndetectableTests
{
    private readonly List<RecordEntry> entries = [];
    private readonly List<byte> file = [];

    /// <summary>Each line is written, synced and then acknowledged. A torn line may come back as zeros or as
    /// noise.</summary>
    [Fact]
    public void AProgramThatSyncsFirstKeepsItsPromises()
    {
        Begin();
        foreach (var letter in "abcd")
        {
            Say($"begin {letter}");
            Append($"{letter}\n");
            Sync(1);
            Say($"ack {letter}");
        }

        var report = Audit();
        Assert.Empty(report.Failures.Select(failure => failure.Judgement.Says));
        Assert.InRange(report.Undetectable, 4, report.States);
    }

    [Fact]
    public void DamageDoesNotExcuseWhatIsLost()
    {
        Begin();
        Say("begin a");
        Append("a\n");
        Say("ack a");
        Sync(1);
        Assert.Contains("lost", Audit().Failures.Select(failure => failure.KindName));
    }

    /// <summary>The same bytes, but the program wrote them.</summary>
    [Fact]
    public void ZerosThatTheProgramWroteAreWrong()
    {
        Begin();
        Say("begin a");
        Append("\0\n");
        Sync(1);
        Assert.Equal(
            ["kill -9 never begun", "never begun"], Audit().Failures.Select(failure => failure.KindName).Order());
    }

    [Fact]
    public void WhatWasThereBeforeMayBeThere()
    {
        entries.Add(new RecordEntry(EntryKind.FileBefore) { Path = "f", Data = "old\n"u8.ToArray() });
        file.AddRange("old\n"u8);
        Begin();
        Say("begin n");
        Append("n\n");
        Sync(1);
        Say("ack n");
        Assert.Empty(Audit().Failures.Select(failure => failure.Judgement.Says));
    }

    [Fact]
    public void OnlyWhatWasThereBeforeMayBeThere()
    {
        var duties = new Duties(["a"], ["a"], ["a"]) { There = ["old"] };
        Assert.Null(Judgement.Of(new RecoveryOutcome(RecoveryEnd.Recovered, ["old", "a"], ""), duties));
        Assert.Equal(FailureKind.Wrong, Judgement.Of(
            new RecoveryOutcome(RecoveryEnd.Recovered, ["older", "a"], ""), duties)?.Kind);
    }

    private void Begin()
    {
        entries.Add(new RecordEntry(EntryKind.Opened) { File = 1, Path = "f" });
        entries.Add(new RecordEntry(EntryKind.Opened) { File = 2, Path = "." });
        Sync(2);
    }

    private void Say(string line) =>
        entries.Add(new RecordEntry(EntryKind.Said) { File = 1, Data = Encoding.UTF8.GetBytes(line + "\n") });

    private void Append(string text)
    {
        var data = Encoding.UTF8.GetBytes(text);
        entries.Add(new RecordEntry(EntryKind.Written) { File = 1, Number = file.Count, Data = data });
        file.AddRange(data);
    }

    private void Sync(int number)
    {
        entries.Add(new RecordEntry(EntryKind.SyncBegan) { File = number });
        entries.Add(new RecordEntry(EntryKind.SyncEnded));
    }

    private AuditReport Audit()
    {
        var after = new RecordEntry(EntryKind.FileAfter) { Path = "f", Data = RebuiltDisk.Digest([.. file]) };
        var disk = RebuiltDisk.Of(new RecordContent([.. entries, after, new(EntryKind.Ended)], Damage: null));
        Assert.Null(disk.Objection);
        return new Auditor(disk, new Promises(disk), new AuditOptions(
            [DiskPreset.Ext4Ordered, DiskPreset.Xfs, DiskPreset.Btrfs, DiskPreset.PosixWeak], Images: 64, TimeSpan.Zero,
            Jobs: 1), static () => new LineRecovery()).Run();
    }

    /// <summary>Each line came back, also a torn one: there is no checksum.</summary>
    private sealed class LineRecovery : IRecovery
    {
        public RecoveryOutcome Recover(string folder)
        {
            var path = Path.Combine(folder, "f");
            var text = File.Exists(path) ? File.ReadAllText(path, Encoding.Latin1) : "";
            return new RecoveryOutcome(
                RecoveryEnd.Recovered, text.Split('\n', StringSplitOptions.RemoveEmptyEntries), "");
        }

        public void Dispose()
        {
        }
    }
}
