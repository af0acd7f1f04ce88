using System.Text;
using Sim.Audit.Checks;
using Sim.Cli.Output;

namespace Sim.Cli.Audits;

/// <summary>A kind of failure in words: the screen and the page show the same.</summary>
/// <param name="Kind">One of the four words for it.</param>
/// <param name="Disks">The disks that show it, the most honest one first.</param>
/// <param name="States">The number of crashes that show it.</param>
/// <param name="Crash">The crash that is shown.</param>
/// <param name="Command">The line that writes its files again; empty when only the kept image has them.</param>
/// <param name="Says">What is wrong.</param>
/// <param name="Facts">More about it, each as a name and a text.</param>
/// <param name="Needed">The change that had to be durable, and before which; null when no single sync heals it.</param>
/// <param name="Changes">The changes before the crash.</param>
internal sealed record AuditStory(
    string Kind, IReadOnlyList<string> Disks, int States, string Crash, string Command, string Says,
    IReadOnlyList<IReadOnlyList<string>> Facts, string? Needed, IReadOnlyList<string> Changes)
{
    /// <summary>What was promised, and how much of it came back.</summary>
    internal static IReadOnlyList<string> Promises(Duties duties, RecoveryOutcome outcome) =>
    [
        "begun", Invariant($"{duties.Begun.Count}, owed {duties.Owed.Count}, came back ")
            + (outcome.End == RecoveryEnd.Recovered ? Invariant($"{outcome.Words.Count}") : "nothing"),
    ];

    /// <summary>The story with long facts cut: such as a crash that lost hundreds of changes.</summary>
    /// <param name="whole">The file that has all of it.</param>
    internal AuditStory Shortened(string whole) => this with
    {
        Facts = [.. Facts.Select(fact => (IReadOnlyList<string>)[fact[0], Shortened(fact[1], whole)])],
    };

    private static string Shortened(string fact, string whole)
    {
        const int Most = 8;
        const string Between = "; ";
        var parts = fact.Split(Between);
        return parts.Length <= Most + 1
            ? fact
            : Invariant($"{string.Join(Between, parts[..Most])}{Between}and {parts.Length - Most} more: {whole}");
    }

    /// <summary>One screen.</summary>
    internal string Text()
    {
        var text = new StringBuilder($"{Kind.ToUpperInvariant()} on {string.Join(", ", Disks)} ")
            .Append($"({Quantity.Of(States, "state")}): {Crash}\n")
            .Append(Command.Length == 0 ? "" : $"  {Command}\n").Append(Invariant($"  {Says}\n"));
        foreach (var fact in Facts)
        {
            _ = text.Append(Invariant($"  {fact[0]}: {fact[1]}\n"));
        }

        _ = text.Append(Needed is null ? "" : $"  needed: {Needed}\n");
        foreach (var change in Changes)
        {
            _ = text.Append(Invariant($"    {change}\n"));
        }

        return text.ToString();
    }
}
