using Sim.Machine.CrashTesting.Plans;
using Sim.Machine.CrashTesting.Search;

namespace Sim.Machine.CrashTesting.Stories;

/// <summary>Makes what a search has found a failure with a story.</summary>
internal sealed class CrashFindings<TStep>(ICrashTested<TStep> tested, CrashTestOptions options)
{
    /// <summary>The failure when nothing was tested; null when something was.</summary>
    public static CrashFailure<TStep>? Vacuous(CrashTally tally) => tally.Vacuous() is { } why
        ? new CrashFailure<TStep>(
            CrashFailureKind.Vacuous, why, $"nothing was tested: {why}\n  {tally.Complete(wantsFaults: false)}")
        {
            History = StepHistory<TStep>.None,
        }
        : null;

    /// <summary>
    /// The failure, made small. One that does not come back is one of determinism. Another thread comes when it likes,
    /// so it is named when it was seen once.
    /// </summary>
    public CrashFailure<TStep> Smallest(FoundFailure found)
    {
        var smallest = new CrashMinimizer<TStep>(tested, options).Shrink(found);
        var again = new CrashStory<TStep>(tested, options).Tell(smallest.Plan);
        return again is not null && again.Kind == smallest.End.Kind ? again : NotTheSame(smallest, again);
    }

    private CrashFailure<TStep> NotTheSame(FoundFailure found, CrashFailure<TStep>? again)
    {
        var wrong = found.End.Kind == CrashFailureKind.NotDeterministic
            ? found.End.Wrong
            : $"{found.End.Wrong}; the same again: {again?.Wrong ?? "nothing is wrong"}";
        var sawThread = found.End.Kind == CrashFailureKind.OtherThread || again?.Kind == CrashFailureKind.OtherThread;
        return new CrashFailure<TStep>(
            sawThread ? CrashFailureKind.OtherThread : CrashFailureKind.NotDeterministic, wrong,
            $"seed {found.Plan.Seed}: the program is not deterministic: {wrong}\n"
                + "  Use the clock, the random numbers and the files of the host only, and one thread."
                + (found.End.IsEndless ? " Or raise MaxTime: it may only have been slow." : ""))
        {
            Token = new CrashToken(found.Plan, options, CrashToken.NoMark).ToString(),
            Seed = found.Plan.Seed,
            Disk = found.Plan.Disk.Name,
            History = StepHistory<TStep>.None,
            Cause = found.End.Cause,
        };
    }
}
