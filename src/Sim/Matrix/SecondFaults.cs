using Aof.KnownDefects;
using Sim.Check;
using Sim.Check.Rules;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Plans;

namespace Sim.Matrix;

/// <summary>Two faults that break a promise together.</summary>
/// <param name="Plan">The plan with both.</param>
/// <param name="Violation">What broke.</param>
public sealed record SecondFault(Plan Plan, Violation Violation);

/// <summary>
/// Faults while another fault is handled. After a fault the subsystem makes calls that it does not make otherwise: it
/// cuts, closes, opens again, tries again. Each of these calls fails as well, or its caller is killed there.
/// </summary>
public sealed class SecondFaults
{
    /// <summary>So many calls after the first fault, a call counts as a part of its handling.</summary>
    private const int HandlingCalls = 20;

    private static readonly int[] Numbers = [1, 3];
    private static readonly string[] FirstColumns = ["EIO", "ENOSPC", "short"];
    private static readonly FaultKind[] SecondKinds = [FaultKind.Error, FaultKind.KilledBefore];

    private readonly List<SecondFault> broken = [];

    private readonly LogLayout layout;

    private SecondFaults(LogLayout layout) => this.layout = layout;

    /// <summary>How many first faults were injected.</summary>
    public int First { get; private set; }

    /// <summary>How many second faults were injected.</summary>
    public int Second { get; private set; }

    /// <summary>The pairs that broke a promise.</summary>
    public IReadOnlyList<SecondFault> Broken => broken;

    /// <summary>Injects the pairs.</summary>
    /// <param name="layout">Which files make the log.</param>
    /// <param name="sites">The sites of the first faults.</param>
    /// <param name="progress">Called before each site of a first fault; may be null.</param>
    public static SecondFaults Fill(
        LogLayout layout, IEnumerable<FaultSite> sites, Action<FaultSite>? progress = null)
    {
        var faults = new SecondFaults(layout);
        var columns = FaultColumn.All.Where(column => FirstColumns.Contains(column.Name)).ToList();
        foreach (var site in sites)
        {
            progress?.Invoke(site);
            foreach (var plan in ReferencePlans.Of(layout).For(site))
            {
                var usual = CallsOf(plan, site).Calls;
                foreach (var first in columns.SelectMany(column => column.At(site, layout, Numbers)))
                {
                    faults.After(plan with { Faults = [.. plan.Faults, first] }, site, usual);
                }
            }
        }

        return faults;
    }

    private void After(Plan plan, FaultSite site, List<(FaultSite Site, string? Path)> usual)
    {
        var (calls, struck) = CallsOf(plan, site);
        if (struck < 0)
        {
            return;
        }

        First++;
        var counts = calls.CountBy(call => call.Site).ToDictionary();
        var usualCounts = usual.CountBy(call => call.Site).ToDictionary();
        for (var i = struck + 1; i < Math.Min(calls.Count, struck + HandlingCalls); i++)
        {
            if (counts[calls[i].Site] > usualCounts.GetValueOrDefault(calls[i].Site))
            {
                Strike(plan, calls[i], calls.Take(i + 1).Count(call => call == calls[i]));
            }
        }
    }

    private void Strike(Plan plan, (FaultSite Site, string? Path) call, int nth)
    {
        foreach (var kind in SecondKinds)
        {
            var second = FaultColumn.All.First(column => column.Faults[0].Kind == kind).Faults[0] with
            {
                Call = call.Site.Call,
                By = call.Site.By,
                Path = call.Path,
                Nth = nth,
            };
            if (second.Problem() is not null)
            {
                continue; // Nothing kills a background thread alone.
            }

            var both = plan with { Faults = [.. plan.Faults, second] };
            var run = CheckedRun.Execute(both, new Trace(Plan.StartUs));
            Second += run.Run.Struck.Any(cell => cell.Strike.Site == call.Site && cell.Strike.Kind == kind) ? 1 : 0;
            if ((run.Broken ?? run.Anomaly) is { } violation)
            {
                broken.Add(new SecondFault(both, violation));
            }
        }
    }

    /// <summary>The calls of a run in order, and which of them the last fault of the plan struck first.</summary>
    private static (List<(FaultSite Site, string? Path)> Calls, int Struck) CallsOf(Plan plan, FaultSite site)
    {
        var (calls, struck) = (new List<(FaultSite, string?)>(), -1);
        var kind = plan.Faults.Count == 0 ? default : plan.Faults[^1].Kind;
        _ = CheckedRun.Execute(plan, new Trace(Plan.StartUs), run =>
        {
            run.Machine.Faults.Considering += (call, path) => calls.Add((call, path));
            run.Machine.Faults.Injecting += strike =>
                struck = struck < 0 && strike.Site == site && strike.Kind == kind ? calls.Count - 1 : struck;
        });
        return (calls, struck);
    }
}
