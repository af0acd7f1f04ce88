using System.CommandLine;
using Aof;

namespace Sim.Cli;

/// <summary>
/// --defect NAME, as often as one likes: switches on a known defect of Redis 6.0.5. How one shows that the explorer finds
/// what it is there to find; nobody needs it to look for the unknown, so help does not show it.
/// </summary>
internal sealed class DefectOption
{
    /// <summary>Redis 6.0.5 as it is.</summary>
    private const string All = "all";

    internal DefectOption() => _ = Option.AcceptOnlyFromAmong(StringComparer.OrdinalIgnoreCase, [.. Enum.GetNames<Defect>(), All]);

    internal Option<string[]> Option { get; } = new("--defect")
    {
        Hidden = true,
        Description = "switch on a known defect of Redis 6.0.5",
        HelpName = "NAME",
    };

    internal IReadOnlyList<string> Names(ParseResult parsed)
    {
        var names = parsed.GetValue(Option) ?? [];
        return names.Contains(All, StringComparer.OrdinalIgnoreCase) ? [All] : names;
    }

    internal Defects Set(ParseResult parsed) => Defects.TryParse(string.Join(',', Names(parsed)), out var set)
        ? set
        : throw new InvalidOperationException("a defect was taken for known that is not");
}
