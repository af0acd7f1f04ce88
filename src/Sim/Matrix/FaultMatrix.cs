using Aof.KnownDefects;
using Sim.Check;
using Sim.Check.Rules;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Plans;
using Sim.Run;

namespace Sim.Matrix;

/// <summary>The outcomes of one kind of fault at one site.</summary>
/// <param name="Site">The row.</param>
/// <param name="Column">The column.</param>
/// <param name="Outcomes">The number of runs that survived, refused or ended.</param>
public sealed record MatrixCell(FaultSite Site, FaultColumn Column, IReadOnlyDictionary<FaultOutcome, long> Outcomes);

/// <summary>
/// Call site × fault × outcome. At each call of the subsystem, each possible fault is injected there, alone.
/// This is done early and late, under each policy, in a few plans that make every call. Seeds of an exploration meet
/// the same faults and combinations by chance; the matrix is exhaustive.
/// </summary>
public sealed class FaultMatrix
{
    private static readonly int[] Numbers = [1, 2, 3, 5, 8, 13];

    private readonly SortedDictionary<(FaultSite Site, int Column), SortedDictionary<FaultOutcome, long>> cells = [];
    private readonly List<Violation> violations = [];

    private FaultMatrix(LogLayout layout) => Layout = layout;

    /// <summary>Which files make the log of the plans.</summary>
    public LogLayout Layout { get; }

    /// <summary>The cells in which a fault was injected, in order of the sites.</summary>
    public IReadOnlyList<MatrixCell> Cells =>
        [.. cells.Select(cell => new MatrixCell(cell.Key.Site, FaultColumn.All[cell.Key.Column], cell.Value))];

    /// <summary>Violations in the runs themselves; crashes are not checked here.</summary>
    public IReadOnlyList<Violation> Violations => violations;

    /// <summary>Every call that the plans make, with no fault or after a fault that makes the call necessary.</summary>
    public static IReadOnlyList<FaultSite> Sites(LogLayout layout)
    {
        var sites = new SortedSet<FaultSite>();
        foreach (var plan in ReferencePlans.Of(layout).All)
        {
            _ = LiveRun.Execute(
                plan, new Trace(Plan.StartUs), run => run.Machine.Faults.Considering += (site, _) => sites.Add(site));
        }

        return [.. sites];
    }

    /// <summary>Fills the matrix.</summary>
    /// <param name="layout">Which files make the log.</param>
    /// <param name="progress">Called before each site; may be null.</param>
    public static FaultMatrix Fill(LogLayout layout, Action<FaultSite>? progress = null)
    {
        var matrix = new FaultMatrix(layout);
        foreach (var site in Sites(layout))
        {
            progress?.Invoke(site);
            for (var column = 0; column < FaultColumn.All.Count; column++)
            {
                matrix.Fill(site, column);
            }
        }

        return matrix;
    }

    private void Fill(FaultSite site, int column)
    {
        foreach (var fault in FaultColumn.All[column].At(site, Layout, Numbers))
        {
            foreach (var plan in ReferencePlans.Of(Layout).For(site))
            {
                var run = CheckedRun.Execute(plan with { Faults = [.. plan.Faults, fault] }, new Trace(Plan.StartUs));
                foreach (var cell in run.Run.Struck.Where(
                    cell => cell.Strike.Site == site && cell.Strike.Kind == fault.Kind
                        && cell.Strike.Errno == fault.Errno))
                {
                    Count(site, column, cell.Outcome, cell.Count);
                }

                if ((run.Broken ?? run.Anomaly) is { } violation)
                {
                    violations.Add(violation);
                }
            }
        }
    }

    private void Count(FaultSite site, int column, FaultOutcome outcome, long count)
    {
        if (!cells.TryGetValue((site, column), out var outcomes))
        {
            cells.Add((site, column), outcomes = []);
        }

        outcomes[outcome] = outcomes.GetValueOrDefault(outcome) + count;
    }
}
