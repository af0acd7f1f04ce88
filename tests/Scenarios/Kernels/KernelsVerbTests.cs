using Sim.Kernel.Histories;
using Sim.Kernel.Records;
using Tests.Scenarios.Cli;
using Tests.Scenarios.Repository;

namespace Tests.Scenarios.Kernels;

public sealed class KernelsVerbTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [Fact]
    public void RecordsOfTwoKernelsAreVerified() =>
        CapturedTerminal.Run("kernels", "verify", Path.Combine(AppContext.BaseDirectory, "Kernels", "Records"))
            .WentWell("0 of them denied");

    /// <summary>Each state with the rule that forbids it; the same record is sound where the state is
    /// allowed.</summary>
    [Theory]
    [InlineData("xfs", "append", 2, "log=a100z5100", "B5")]
    [InlineData("xfs", "append", 3, "log=a100b100", "Y2, Y3")]
    [InlineData("ext4-ordered", "append", 2, "log=a100b100c100", "S2")]
    [InlineData("ext4-journal", "append", 2, "log=a100z100", "O1")]
    [InlineData("btrfs", "overwrite", 1, "log=b512a7680", "B2")]
    [InlineData("ext4-ordered", "append", 1, "log=a100S100", "B1")]
    [InlineData("xfs", "names", 2, "c=empty p=p10 q=q10", "M1")]
    [InlineData("ext4-ordered", "trunc-append", 2, "log=a8192b1808", "M4")]
    [InlineData("ext4-ordered", "trunc-append", 2, "log=a5000b4000", "M3")]
    [InlineData("ext4-ordered", "rename-unsynced", 3, "log=empty", "M5")]
    [InlineData("ext4-ordered", "names", 1, "p=q10", "B1")]
    [InlineData("btrfs", "trunc-up-fill", 3, "g=empty log=b50a50z3996", "S3")]
    public void DeniedStateIsNamedWithItsRule(string kind, string history, int calls, string state, string rule)
    {
        var denied = Write(kind, history, calls, state);
        var run = CapturedTerminal.Run("kernels", "verify", denied);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains($"DENIED after {calls} calls: {state}\n    {rule}", run.Output.ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
        Assert.Contains("1 records: 1 states seen, 1 of them denied", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void UnseenStatesAreListed()
    {
        var run = CapturedTerminal.Run("kernels", "verify", "--unseen", Write("xfs", "ren-fdatasync", 0, "p=p10"));
        _ = run.WentWell("never seen after 1 calls: p2=p10");
    }

    [Fact]
    public void TheDocumentHasTheTableOfTheRecords()
    {
        var run = CapturedTerminal.Run("kernels", "verify", "--table",
            Path.Combine(AppContext.BaseDirectory, "Kernels", "Records", "linux-6.18"));
        Assert.Equal(0, run.ExitCode);
        Assert.True(run.Output.Split('\n').Length > 40);
        Assert.Contains(run.Output.ReplaceLineEndings("\n"),
            File.ReadAllText(Path.Combine(RepositoryFiles.Root, "docs", "kernels.md")).ReplaceLineEndings("\n"),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "is not a record")]
    [InlineData("no JSON", "is not a record")]
    [InlineData("""{"kind":"ntfs","scenario":"append","info":{"runs":1,"images":1},"states":{}}""", "'ntfs'")]
    [InlineData("""{"kind":"xfs","scenario":"none","info":{"runs":1,"images":1},"states":{}}""", "'none'")]
    [InlineData("""
        {"kind":"xfs","scenario":"a","initial":"x=a1","calls":["unlink g"],"info":{"runs":1,"images":1},"states":{}}
        """, "unlink g")]
    public void WhatIsNoRecordIsOneLineOfComplaint(string text, string complaint)
    {
        File.WriteAllText(directory["record.json"], text);
        CapturedTerminal.Run("kernels", "verify", directory["record.json"]).IsOneLineOfComplaint(2, complaint);
    }

    private string Write(string kind, string history, int calls, string state)
    {
        var record = new KernelRecord(kind, NamedHistories.Named(history),
            [new CrashPlace(new HistoryPlace(calls, IsDuring: false), [new SeenState(state, "none")])]);
        File.WriteAllText(directory["record.json"], RecordFile.Write(record));
        return directory["record.json"];
    }
}
