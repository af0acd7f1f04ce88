using System.Globalization;
using Aof.Data.Primitives;

namespace Tests.Scenarios.Data;

/// <summary>
/// The log of an executor as a file would have it: SELECT where the database changes, deadlines in absolute
/// milliseconds.
/// </summary>
internal static class LogText
{
    private static readonly string[] Relative = ["EXPIRE", "PEXPIRE", "EXPIREAT"];

    /// <summary>Commands of a log, given as words.</summary>
    public static IEnumerable<Bytes[]> Commands(params string[] lines) =>
        lines.Select(line => Array.ConvertAll(line.Split(' '), Bytes.Of));

    /// <summary>The commands of the file.</summary>
    public static IEnumerable<Bytes[]> AsWritten(TestExecutor executor)
    {
        var selected = -1;
        foreach (var (command, database, args, now) in executor.Fed)
        {
            if (database != selected)
            {
                yield return [Bytes.Of("SELECT"), Bytes.Of(database)];
                selected = database;
            }

            foreach (var argv in Translate(command.Name, args, now))
            {
                yield return argv;
            }
        }
    }

    /// <summary>True when two commands are the same, but for the minute that a recording took at most.</summary>
    public static bool Same(Bytes[] expected, Bytes[] actual)
    {
        var time = TimeOf(expected);
        return expected.Length == actual.Length && (time < 0
            ? expected.SequenceEqual(actual)
            : expected.Index().All(word => word.Index == time || word.Item == actual[word.Index])
            && Math.Abs(Number(expected[time]) - Number(actual[time])) < 60_000);
    }

    /// <summary>
    /// Where a command has a time that stems from the clock of the server that logged it; -1 when it has none.
    /// </summary>
    private static int TimeOf(Bytes[] argv) =>
        argv[0].EqualsIgnoreCase("PEXPIREAT") ? 2
        : argv[0].EqualsIgnoreCase("XCLAIM") && argv.Length == 14 && argv[6].EqualsIgnoreCase("TIME") ? 7
        : -1;

    private static IEnumerable<Bytes[]> Translate(string name, Bytes[] args, long now)
    {
        if (Relative.Contains(name))
        {
            return [At(
                args[1], args[2], name[0] == 'P' ? 1 : 1000, name.EndsWith("AT", StringComparison.Ordinal) ? 0 : now)];
        }

        if (name is "SETEX" or "PSETEX")
        {
            return [[Bytes.Of("SET"), args[1], args[3]], At(args[1], args[2], name[0] == 'P' ? 1 : 1000, now)];
        }

        var time = name == "SET"
            ? Array.FindIndex(args, 3, arg => arg.EqualsIgnoreCase("EX") || arg.EqualsIgnoreCase("PX"))
            : -1;
        return time < 0
            ? [args]
            : [[Bytes.Of("SET"), args[1], args[2]],
            At(args[1], args[time + 1], args[time].EqualsIgnoreCase("PX") ? 1 : 1000, now)];
    }

    private static Bytes[] At(Bytes key, Bytes time, int unit, long now) =>
        [Bytes.Of("PEXPIREAT"), key, Bytes.Of(now + (Number(time) * unit))];

    private static long Number(Bytes text) => long.Parse(text.ToLatin1(), CultureInfo.InvariantCulture);
}
