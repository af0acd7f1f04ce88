using System.IO.Hashing;
using Sim.Audit.Checks;
using Sim.Audit.Records;
using Sim.Machine.Random;
using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Audit;

/// <summary>Records that were made on one machine are read on every other; a damaged one is a result.</summary>
public sealed class RecordFormatTests
{
    private const int Mutations = 400;

    public static TheoryData<string> Names => [.. Directory.GetFiles(KeptRecords.Folder, "*.rec").Select(path =>
        Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public void KeptRecordsAreBelieved(string name)
    {
        var disk = Of(KeptRecords.Bytes(name));
        Assert.Null(disk.Objection);
        Assert.InRange(disk.Disk.Journal.Count, 5, 2000);
        Assert.NotEmpty(disk.Said);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void ACutRecordIsNeverBelieved(string name)
    {
        var whole = KeptRecords.Bytes(name);
        for (var length = 0; length < whole.Length; length += Math.Max(1, whole.Length / 200))
        {
            Assert.NotNull(Of(whole[..length]).Objection);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void AMutatedRecordIsNeverBelieved(string name)
    {
        var (whole, prng) = (KeptRecords.Bytes(name), new Prng(new Seed(1)));
        for (var i = 0; i < Mutations; i++)
        {
            byte[] mutated = [.. whole];
            mutated[prng.Below(Math.Min(whole.Length, 4000))] = (byte)prng.Below(256);
            mutated[prng.Below(whole.Length)] = (byte)prng.Below(256);
            Assert.Equal(mutated.SequenceEqual(whole), Of(mutated).Objection is null);
        }
    }

    /// <summary>Bytes changed, cut out and put in, and a hash that fits all the same: then only sense is left to
    /// object.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void ADamagedRecordWithAGoodHashIsAResult(string name)
    {
        var (whole, prng, objections) = (KeptRecords.Bytes(name)[..^sizeof(ulong)], new Prng(new Seed(2)), 0);
        for (var i = 0; i < Mutations; i++)
        {
            var at = prng.Below(Math.Min(whole.Length, 4000));
            var length = Math.Min(prng.Range(1, 30), whole.Length - at);
            byte[] put = [.. Enumerable.Range(0, prng.Below(3) * 4).Select(_ => (byte)prng.Below(256))];
            byte[] damaged = [.. whole[..at], .. put, .. whole[(at + (prng.Below(2) * length))..]];
            var disk = Of([.. damaged, .. BitConverter.GetBytes(XxHash3.HashToUInt64(damaged))]);
            _ = new Promises(disk).At(disk.Disk.Journal.Count, TimeSpan.Zero);
            objections += disk.Objection is null ? 0 : 1;
        }

        Assert.InRange(objections, Mutations / 2, Mutations);
    }

    [Fact]
    public void WhatIsWrittenIsRead()
    {
        RecordEntry[] entries =
        [
            new(EntryKind.DirectoryMade) { Path = "d", AtUs = 1L << 40, Thread = 7 },
            new(EntryKind.Written) { File = 1, Number = 1L << 20, Data = new byte[] { 1, 2, 3 } },
            new(EntryKind.Renamed) { Path = "d/é", ToPath = "e" }, new(EntryKind.Ended) { Number = 3 },
        ];
        using var stream = new MemoryStream();
        using (var writer = new RecordWriter(stream))
        {
            Array.ForEach(entries, writer.Write);
        }

        var read = RecordReader.Read(stream.ToArray());
        Assert.Null(read.Damage);
        Assert.Equal(entries.Select(Text), read.Entries.Select(Text));
    }

    /// <summary>An image of a record must not be written beside its folder.</summary>
    [Fact]
    public void APathOutOfTheDiskIsRefused()
    {
        foreach (var path in (string[])["../f", "/f", "d/../../f"])
        {
            var record = new RecordContent([new RecordEntry(EntryKind.DirectoryMade) { Path = path }], Damage: null);
            Assert.Contains("leads out of the disk", RebuiltDisk.Of(record).Objection, StringComparison.Ordinal);
        }
    }

    /// <summary>What the command line refuses, a record does not bring in.</summary>
    [Theory]
    [InlineData("replies:((")]
    [InlineData("redis:x")]
    [InlineData("nonsense")]
    public void AnImpossibleWayToAcknowledgeIsRefused(string word)
    {
        var record = new RecordContent([new RecordEntry(EntryKind.AcknowledgedBy) { Path = word }], Damage: null);
        Assert.Contains(
            $"AcknowledgedBy {word}: --acks takes ", RebuiltDisk.Of(record).Objection, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsTooLargeIsNamed()
    {
        var record = new RecordContent(
            [
                new RecordEntry(EntryKind.Opened) { File = 1, Path = "d" },
                new RecordEntry(EntryKind.Resized) { File = 1, Number = 1L << 33 },
            ], Damage: null);
        Assert.Contains(
            "Resized d: a file of more than 1 GiB", RebuiltDisk.Of(record).Objection, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsNoRecordIsOneLine()
    {
        using var directory = new TemporaryDirectory();
        File.WriteAllText(directory["text"], "no record");
        CapturedTerminal.Run("audit", "show", directory["text"]).IsOneLineOfComplaint(2, "this is no record of audit");
        CapturedTerminal.Run("audit", "check", directory["text"]).IsOneLineOfComplaint(
            2, "give one of --recover, --serve");
    }

    private static RebuiltDisk Of(byte[] bytes) => RebuiltDisk.Of(RecordReader.Read(bytes));

    private static string Text(RecordEntry entry) =>
        $"{entry with { Data = default }} {Convert.ToHexString(entry.Data.Span)}";
}
