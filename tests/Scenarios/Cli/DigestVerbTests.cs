using Tests.Scenarios.Posix;

namespace Tests.Scenarios.Cli;

public sealed class DigestVerbTests : IDisposable
{
    private const string Whole = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n";
    private readonly TemporaryDirectory _directory = new();

    private string Log => _directory["a.aof"];

    public void Dispose() => _directory.Dispose();

    [PosixFact]
    public void ARecordedLogHasTheRecordedDigest()
    {
        var folder = RecordedStream.Of("redis-6.0.5", "lists");
        var told = CapturedTerminal.Run("digest", Path.Combine(folder, "rewritten.aof"));
        _ = told.WentWell(holding: File.ReadAllText(Path.Combine(folder, "digest.txt")).Trim());
    }

    [PosixFact]
    public void TheNumberOfCommandsIsTold()
    {
        File.WriteAllText(Log, Whole + Whole);
        _ = CapturedTerminal.Run("digest", Log).WentWell(holding: "commands  2");
    }

    [PosixFact]
    public void AnEmptyLogHoldsAnEmptyDataset()
    {
        File.WriteAllText(Log, "");
        _ = CapturedTerminal.Run("digest", Log).WentWell(holding: "digest    0000000000000000000000000000000000000000");
    }

    [PosixFact]
    public void ATornLogIsNamedWithItsOffsetAndLeftAsItIs()
    {
        File.WriteAllText(Log, Whole + Whole[..^3]);
        CapturedTerminal.Run("digest", Log).IsOneLineOfComplaint(exitCode: 1, holding: $"at byte {Whole.Length}");
        Assert.Equal(Whole + Whole[..^3], File.ReadAllText(Log));
    }

    [PosixFact]
    public void GarbageIsNamedWithItsOffset()
    {
        File.WriteAllText(Log, Whole + "garbage\r\n");
        CapturedTerminal.Run("digest", Log).IsOneLineOfComplaint(exitCode: 1, holding: $"at byte {Whole.Length}");
    }
}
