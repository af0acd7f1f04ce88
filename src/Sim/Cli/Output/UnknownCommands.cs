using Aof.Data.Execution;
using Aof.Data.Primitives;

namespace Sim.Cli.Output;

/// <summary>
/// Counts the commands of a recorded stream that are not known here, and the transactions that EXEC aborted because of
/// them.
/// </summary>
internal sealed class UnknownCommands(CommandTable table)
{
    /// <summary>How many names are shown.</summary>
    private const int Shown = 5;

    private readonly SortedDictionary<Bytes, int> counts = [];
    private bool spoilt;
    private int aborted;

    /// <summary>Notes the next command of a client, which may be inside a transaction.</summary>
    internal void Note(Bytes name, bool inTransaction)
    {
        if (!table.TryFind(name.Span, out var command))
        {
            counts[name] = counts.GetValueOrDefault(name) + 1;
            spoilt |= inTransaction;
        }
        else if (inTransaction && command.Name is "EXEC" or "DISCARD")
        {
            aborted += spoilt && command.Name == "EXEC" ? 1 : 0;
            spoilt = false;
        }
    }

    /// <summary>A description; null when every command is known.</summary>
    internal string? Describe()
    {
        if (counts.Count == 0)
        {
            return null;
        }

        var names = string.Join(", ", counts.Take(Shown).Select(one => Invariant($"{one.Key} ({one.Value})")))
            + (counts.Count > Shown ? ", ..." : "");
        var total = counts.Values.Sum();
        var were = total == 1 ? "1 command is not known here and was"
            : Invariant($"{total} commands are not known here and were");
        return Invariant($"{were} answered with an error: {names}; transactions aborted because of them: {aborted}");
    }
}
