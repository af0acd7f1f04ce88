using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Audit;

/// <summary>
/// The real SQLite, recorded and crashed in each of its journal modes: it keeps, loses and breaks what its manual says
/// (sqlite.org/pragma.html: journal_mode, synchronous).
/// </summary>
public sealed class SqliteModesTests : IDisposable
{
    private const int Rows = 5;

    private readonly TemporaryDirectory directory = new();

    public void Dispose() => directory.Dispose();

    [SqliteTheory(IsLong = true)]
    [InlineData("DELETE", "FULL", "lost")]
    [InlineData("DELETE", "EXTRA", "")]
    [InlineData("DELETE", "OFF", "lost refused")]
    [InlineData("TRUNCATE", "FULL", "")]
    [InlineData("PERSIST", "FULL", "")]
    [InlineData("WAL", "FULL", "")]
    [InlineData("WAL", "NORMAL", "lost")]
    [InlineData("MEMORY", "FULL", "refused")]
    [InlineData("OFF", "FULL", "refused")]
    public void EachKeepsWhatItDocuments(string mode, string synchronous, string kinds)
    {
        var (disk, script) = (Directory.CreateDirectory(directory["disk"]).FullName, directory["script"]);
        File.WriteAllLines(script,
        [
            $"PRAGMA journal_mode={mode}; PRAGMA synchronous={synchronous};",
            "create table t(id integer primary key, v text);",
            .. Enumerable.Range(1, Rows).SelectMany(row => (string[])[
                Invariant($".shell echo begin {row}"),
                Invariant($"insert into t values({row}, hex(zeroblob(1500)));"),
                Invariant($".shell echo ack {row}")]),
        ]);
        var run = AuditProcess.Run("run", "--root", disk, "--ignore", "*-shm", "--record", directory["life.rec"],
            "--out", directory["failures"], "--disk", "ext4-ordered,xfs", "--recoveries", "0",
            "--sqlite", "t.db:select id from t", "--", "sh", "-c", $"sqlite3 -batch {disk}/t.db < {script}");
        Assert.True(run.ExitCode == (kinds.Length == 0 ? 0 : 1), run.Output);
        Assert.Contains(Invariant($"{Rows} begun, {Rows} acknowledged"), run.Output, StringComparison.Ordinal);
        var found = run.Output.Split('\n').Select(static line => line.Split(" on ")[0]).Where(
            static word => word is "LOST" or "REFUSED" or "WRONG" or "HANGS").Distinct().Order(StringComparer.Ordinal);
        Assert.Equal(kinds, string.Join(' ', found).ToLowerInvariant());
    }
}
