using Sim.Audit.Records;
using Sim.Audit.Traces;
using Sim.Machine.Random;
using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Audit;

/// <summary>What strace wrote, as a record.</summary>
public sealed class TraceTests : IDisposable
{
    private const int Mutations = 300;

    private readonly TemporaryDirectory directory = new();

    private string Disk => Directory.CreateDirectory(directory["disk"]).FullName;

    public void Dispose() => directory.Dispose();

    /// <summary>A second thread syncs while the first one writes; a child appends; the output acknowledges.</summary>
    [RecorderFact]
    public void ASyncCoversWhatHadReturnedWhenItBegan()
    {
        File.WriteAllText(Path.Combine(Disk, "f"), "onetwo\n");
        var made = Import(Whole());
        Assert.Null(made.Objection);
        var entries = RecordReader.Read(File.ReadAllBytes(directory["r"])).Entries;
        Assert.Equal(
            [
                EntryKind.Said, EntryKind.Opened, EntryKind.Written, EntryKind.SyncBegan, EntryKind.Written,
                EntryKind.SyncEnded, EntryKind.Written, EntryKind.Said, EntryKind.FileAfter, EntryKind.Ended,
            ], entries.Select(entry => entry.Kind));
        Assert.Equal([3L, 6L], entries.Where(entry => entry.Kind == EntryKind.Written).Skip(1).Select(
            entry => entry.Number));
        Assert.Equal(400, entries[^3].AtUs);
        Assert.Contains("ack 1", CapturedTerminal.Run("audit", "show", directory["r"]).Output,
            StringComparison.Ordinal);
    }

    [RecorderFact]
    public void DirectoriesAreRemovedToo()
    {
        Assert.Null(Import($"5 1.0 mkdir(\"{Disk}/d\", 0755) = 0\n5 1.1 rmdir(\"{Disk}/d\") = 0").Objection);
        Assert.Equal(
            [EntryKind.DirectoryMade, EntryKind.DirectoryRemoved, EntryKind.Ended],
            RecordReader.Read(File.ReadAllBytes(directory["r"])).Entries.Select(entry => entry.Kind));
    }

    [RecorderTheory]
    [InlineData("5 1.0 rename(\"DISK/f\", \"/f\") = 0", "a rename across the edge of the disk")]
    [InlineData("5 1.0 link(\"/f\", \"DISK/f\") = 0", "links are not followed")]
    [InlineData("5 1.0 open(\"DISK\", O_RDWR|O_TMPFILE, 0600) = 3", "files without a name")]
    [InlineData("5 1.0 creat(\"DISK/f\", 0644) = 3\n5 1.1 write(3, \"a\"..., 9) = 9", "line 2: write(3, \"a\"..., 9): "
        + "the trace does not have all bytes")]
    [InlineData("5 1.0 creat(\"DISK/f\", 0644) = 3\n5 1.1 sendfile(3, 4, NULL, 9) = 9", "does not have the bytes")]
    [InlineData("5 1.0 close(3) = 0\n6 1.0 close(3) = 0", "line 2: close(3): no call of the trace has made its thread")]
    [InlineData("5 1.0 close(3) = 0\nnonsense", "line 2: no line of strace -f -ttt")]
    [InlineData("5 1.0 <... close resumed>) = 0", "line 1: a call goes on that never began")]
    [InlineData("5 1.0 creat(\"DISK/f\", 0644) = 3", "the rebuilt disk has f, and the real one does not")]
    public void WhatATraceDoesNotHaveIsRefusedByName(string trace, string objection)
    {
        var complaint = Import(trace.Replace("DISK", Disk, StringComparison.Ordinal)).Objection;
        Assert.Contains(
            objection.Replace("DISK", Disk, StringComparison.Ordinal), complaint, StringComparison.Ordinal);
    }

    [RecorderFact]
    public void ADamagedTraceIsAResult()
    {
        File.WriteAllText(Path.Combine(Disk, "f"), "onetwo\n");
        var (whole, prng, refused) = (Whole(), new Prng(new Seed(1)), 0);
        for (var i = 0; i < Mutations; i++)
        {
            var (at, length) = (prng.Below(whole.Length), prng.Range(1, 9));
            var put = new string((char)prng.Range(' ', '~'), prng.Below(3));
            refused += Import(whole[..at] + put + whole[Math.Min(whole.Length, at + (prng.Below(2) * length))..])
                .Objection is null ? 0 : 1;
        }

        Assert.InRange(refused, Mutations / 4, Mutations - 1);
    }

    /// <summary>The script runs under the real strace, as docs/audit.md prints it.</summary>
    [StraceFact]
    public void WhatStraceWritesIsRebuiltExactly()
    {
        var (seed, trace) = (new Prng(new Seed(5)), directory["trace"]);
        File.WriteAllText(Path.Combine(Disk, "g"), "before");
        _ = Directory.CreateDirectory(directory["before"]);
        File.Copy(Path.Combine(Disk, "g"), directory["before/g"]);
        var script = $"cd '{Disk}'\necho begin a\n{ShellScript.Draw(seed)}\necho ack a";
        using (var strace = System.Diagnostics.Process.Start("strace",
            [
                "-f", "-ttt", "-xx", "-s", "134217728", "-e", "signal=none", "-e",
                "trace=%desc,%file,%process,%network,sync", "-e", "inject=copy_file_range:error=ENOSYS",
                "-o", trace, "sh", "-c", script,
            ]))
        {
            strace.WaitForExit();
        }

        var run = CapturedTerminal.Run("audit", "import", trace, "--root", Disk, "--before", directory["before"],
            "--out", directory["r"]);
        Assert.True(run.ExitCode == 0, $"{run.Output}\n{script}");
        _ = CapturedTerminal.Run("audit", "show", directory["r"]).WentWell(holding: "  ack a");
    }

    private ImportedTrace Import(string text)
    {
        File.WriteAllText(directory["trace"], text);
        return TraceImporter.Import(new TraceOptions(directory["trace"], Disk, [], Disk), directory["r"]);
    }

    private string Whole() => $"""
        5     1.0000 write(1, "begin 1\n", 8) = 8
        5     1.0001 openat(AT_FDCWD, "./x/../f", O_WRONLY|O_CREAT|O_APPEND|O_CLOEXEC, 0644) = 3
        5     1.0002 write(3, "\x6f\x6e\x65", 3) = 3
        5     1.00020 clone(child_stack=NULL, flags=CLONE_VM|CLONE_FS|CLONE_FILES <unfinished ...>
        7     1.00021 write(3, "tw" <unfinished ...>
        7     1.00023 <... write resumed>, 2) = -1 EIO (Input/output error)
        5     1.00024 <... clone resumed>, parent_tid=[7]) = 7
        7     1.0003 fdatasync(3 <unfinished ...>
        5     1.0003 writev(3, [{"{"}iov_base="t\167", iov_len=2{"}"}, {"{"}iov_base="o", iov_len=1{"}"}], 2) = 3
        7     1.0003 <... fdatasync resumed>) = 0
        7     1.00031 rename("{Disk}/f", "{Disk}/f") = -1 EBUSY (Device or resource busy)
        7     1.00032 pwrite64(3, "\12", 1, 0) = 1
        5     1.0004 write(1, "ack 1\n", 6) = 6
        7     1.0005 +++ exited with 0 +++
        5     1.0006 exit_group(0) = ?
        """;
}
