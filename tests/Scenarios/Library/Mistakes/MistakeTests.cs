using System.Globalization;
using Sim.Machine.CrashTesting;
using Tests.Scenarios.Repository;

namespace Tests.Scenarios.Library.Mistakes;

/// <summary>Each classic mistake is found with the default options, and nothing in the right stores.</summary>
public sealed class MistakeTests
{
    private static readonly List<string[]> Rows = [.. File.ReadAllLines(
        Path.Combine(RepositoryFiles.Root, "docs", "mistakes.md")).Where(
        line => line.StartsWith("| ", StringComparison.Ordinal)).Select(line => line.Trim('|', ' ').Split(" | "))];

    public static TheoryData<Mistake> All => [.. Enum.GetValues<Mistake>().Where(mistake => mistake != Mistake.None)];

    /// <summary>By the seed that the document has in its last column: the table cannot become untrue unseen.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void AClassicMistakeIsFound(Mistake mistake)
    {
        var report = CrashTest.Run(MistakenStoreTest.Of(mistake), new CrashTestOptions { Seeds = 20 });
        Assert.True(report.Failure is not null, report.ToString());
        Assert.True(report.Failure.Kind is CrashFailureKind.BrokenPromise or CrashFailureKind.Refused
            or CrashFailureKind.Threw, report.ToString());
        var row = Rows.Single(cells => cells[0] == MistakeWords.Of(mistake));
        Assert.Equal(row[^1], Invariant($"{report.Seeds}"));
    }

    /// <summary>docs/mistakes.md has a row for each, and the default disk shows all.</summary>
    [Fact]
    public void TheDocumentHasEachMistake()
    {
        Assert.Equal("posix-weak", Rows[0][^1]);
        var all = ((IEnumerable<object[]>)All).Select(row => MistakeWords.Of((Mistake)row[0]));
        Assert.Equal(all, Rows.Skip(1).Select(row => row[0]));
        Assert.All(Rows.Skip(1), row => Assert.InRange(int.Parse(row[^1], CultureInfo.InvariantCulture), 1, 20));
    }

    [Fact]
    public void TheRightLogIsRight() => Nothing(MistakenStoreTest.Of(Mistake.None));

    [Fact]
    public void TheRightTablesAreRight() => Nothing(MistakenStoreTest.OfTables());

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheRightPagesAreRight(bool keepsJournal) =>
        Nothing(MistakenStoreTest.OfPages(Mistake.None, keepsJournal));

    private static void Nothing(MistakenStoreTest test)
    {
        var report = CrashTest.Run(test, new CrashTestOptions { Seeds = 3 });
        report.ThrowIfFailed();
        Assert.Empty(report.Counts.Never.Except(["a rename", "a truncation", "an unlink"]));
    }
}
