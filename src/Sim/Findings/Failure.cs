using Sim.Check;
using Sim.Check.Rules;
using Sim.Minimize;
using Sim.Plans;

namespace Sim.Findings;

/// <summary>A plan that broke a promise: as it was found, and minimized.</summary>
/// <param name="Kind">See <see cref="FailureKind"/>.</param>
/// <param name="Original">The plan as it was found.</param>
/// <param name="Minimal">The smallest plan that breaks the same promise, with its crash.</param>
/// <param name="Fingerprint">The fingerprint of the minimal plan's replay.</param>
/// <param name="Violation">The violation of the minimal plan.</param>
public sealed record Failure(string Kind, Plan Original, Plan Minimal, ulong Fingerprint, Violation Violation)
{
    /// <summary>A plan whose run does not end: it is kept as it is.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="violation">Says so.</param>
    public static Failure OfEndless(Plan plan, Violation violation) =>
        new(FailureKind.OfEndless(violation, plan), plan, plan, 0, violation);

    /// <summary>Minimizes a failing plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="verdict">Its verdict, with a violation.</param>
    /// <param name="maxRuns">The maximum number of smaller plans to run; 0 keeps the plan as it is.</param>
    public static Failure Of(Plan plan, Verdict verdict, int maxRuns) => Of(plan, verdict, maxRuns, out _);

    /// <summary>Minimizes a failing plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="verdict">Its verdict, with a violation.</param>
    /// <param name="maxRuns">The maximum number of smaller plans to run; 0 keeps the plan as it is.</param>
    /// <param name="runs">The number of plans that were run.</param>
    public static Failure Of(Plan plan, Verdict verdict, int maxRuns, out int runs)
    {
        var shrinker = new Minimizer(maxRuns);
        var (minimal, _) = shrinker.Shrink(plan, verdict);
        runs = shrinker.Runs;
        if (PatientReplayer.Replay(minimal, PatientReplayer.Patience) is not { } replayed)
        {
            return OfEndless(plan, verdict.Violation!);
        }

        var violation = replayed.Verdict.Violation
            ?? throw new InvalidOperationException(
            "a plan that failed does not fail again: the machine is not deterministic");
        return new Failure(FailureKind.Of(violation, replayed.Run), plan, minimal, replayed.Fingerprint, violation);
    }
}
