using System.Globalization;
using Sim.Audit.Checks;
using Sim.Audit.Recording;
using Sim.Audit.Recoveries;

namespace Sim.Cli.Audits;

/// <summary>The outcomes of faults: a row for each call, a column for each fault.</summary>
internal sealed class FaultTable
{
    private const string Legend = ". kept, L lost, R refused, W wrong, H hangs; e kept, and the program ended in "
        + "another way; t kept, and it did not end; - struck nothing, ? not believed";

    private readonly SortedDictionary<CallSite, SortedDictionary<int, SortedDictionary<string, char>>> rows = [];
    private int exitCode;

    /// <summary>Adds a run. The one without a fault comes first.</summary>
    internal void Add(FaultedLife life, IReadOnlyList<AuditFailure> failures)
    {
        if (life.Fault is not { } fault)
        {
            exitCode = life.Recording.ExitCode;
            return;
        }

        _ = rows.TryAdd(fault.Site, []);
        _ = rows[fault.Site].TryAdd(fault.Number, new SortedDictionary<string, char>(StringComparer.Ordinal));
        rows[fault.Site][fault.Number][fault.Effect] = Outcome(life, failures);
    }

    internal void Write(TextWriter output)
    {
        output.WriteLine(Legend);
        var names = rows.Keys.Select(site => $"{site.Call} {site.Path}").DefaultIfEmpty("").Max(name => name.Length);
        output.WriteLine($"{"".PadRight(names)}   call  {string.Join("  ", CallFault.Effects)}");
        foreach (var (site, numbers) in rows)
        {
            foreach (var (number, outcomes) in numbers)
            {
                output.WriteLine($"{$"{site.Call} {site.Path}".PadRight(names)}"
                    + $"  {number.ToString(CultureInfo.InvariantCulture),5}  "
                    + string.Join("  ", CallFault.Effects.Select(effect =>
                        outcomes.GetValueOrDefault(effect, ' ').ToString().PadRight(effect.Length))).TrimEnd());
            }
        }
    }

    private char Outcome(FaultedLife life, IReadOnlyList<AuditFailure> failures) =>
        life.Recording.Objection is not null ? '?'
        : life.Recording.Disk.Struck is null ? '-'
        : failures.Count > 0 ? failures[0].Judgement.Kind switch
        {
            FailureKind.Lost => 'L',
            FailureKind.Refused => 'R',
            FailureKind.Wrong => 'W',
            FailureKind.Hangs => 'H',
            _ => throw new InvalidOperationException("a kind of failure that the table does not know"),
        }
        : life.Recording.IsLate ? 't'
        : life.Recording.ExitCode != exitCode ? 'e' : '.';
}
