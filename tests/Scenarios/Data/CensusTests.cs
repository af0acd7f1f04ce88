using System.Text.RegularExpressions;
using Aof.Data.Commands;
using Aof.Data.Execution;
using Sim.Generate;
using Sim.Machine.Random;
using Tests.Scenarios.Repository;

namespace Tests.Scenarios.Data;

/// <summary>
/// A command that never runs is not known to work. Every row of the table occurs in what the generator draws, in a
/// recorded stream, or in a string of a test.
/// </summary>
public sealed partial class CensusTests
{
    private const int Seeds = 40;
    private const int ErrandsPerSeed = 60;

    [Fact]
    public void EveryCommandIsGeneratedRecordedOrTested() =>
        AssertUnused([], Missing(RedisCommands.Table.All, [.. Drawn(), .. Recorded(), .. Written()]));

    [Fact]
    public void ACommandThatOccursNowhereIsNamed()
    {
        // Put together here, so that no string of a test holds it.
        var planted = new Command("X" + "NEVER" + "RUN", 2, CommandFlags.Write, static _ => { });
        AssertUnused(
            [planted.Name], Missing([.. RedisCommands.Table.All, planted], [.. Drawn(), .. Recorded(), .. Written()]));
    }

    [Fact]
    public void WritesAreDrawnByTheGeneratorOrRecorded()
    {
        // The explorer does not crash a command that only tests run, and no real server has checked its log.
        AssertUnused(["PFDEBUG"],
            Missing(RedisCommands.Table.All.Where(command => command.Flags.HasFlag(CommandFlags.Write)),
                [.. Drawn(), .. Recorded()]));
    }

    private static void AssertUnused(string[] expected, IEnumerable<string> missing) =>
        Assert.True(expected.SequenceEqual(missing), $"never run: {string.Join(' ', missing)}");

    private static IEnumerable<string> Missing(IEnumerable<Command> table, IReadOnlyCollection<string> occurring)
    {
        var known = new SortedSet<string>(occurring, StringComparer.Ordinal);
        return table.Select(command => command.Name).Where(name => !known.Contains(name));
    }

    private static IEnumerable<string> Drawn() =>
        from seed in Enumerable.Range(1, Seeds)
        let workload = new Workload(new Prng(new Seed((ulong)seed)), Swarm.Everything)
        from _ in Enumerable.Range(0, ErrandsPerSeed)
        from command in workload.NextGroup()
        select command[0];

    /// <summary>Names of the recorded streams and logs, as they stand there in any case.</summary>
    private static IEnumerable<string> Recorded() =>
        from file in Directory.GetFiles(
        Path.Combine(AppContext.BaseDirectory, "Corpus"), "*.*", SearchOption.AllDirectories)
        where Path.GetFileName(file) is "commands.resp" or "appendonly.aof"
        from Match match in CommandName().Matches(File.ReadAllText(file, System.Text.Encoding.Latin1))
        select match.Groups[1].Value.ToUpperInvariant();

    /// <summary>Words in capitals inside string literals of the tests.</summary>
    private static IEnumerable<string> Written() =>
        from file in RepositoryFiles.Under("tests")
        where file.Path.EndsWith(".cs", StringComparison.Ordinal)
        from Match literal in Literal().Matches(file.Text)
        from Match word in Word().Matches(literal.Value)
        select word.Value;

    [GeneratedRegex(@"\*\d+\r\n\$\d+\r\n([A-Za-z_-]+)\r\n")]
    private static partial Regex CommandName();

    [GeneratedRegex(@"""(?:\\.|[^""\\\n])*""")]
    private static partial Regex Literal();

    [GeneratedRegex("(?<![A-Za-z_])[A-Z][A-Z_-]+(?![A-Za-z_])")]
    private static partial Regex Word();
}
