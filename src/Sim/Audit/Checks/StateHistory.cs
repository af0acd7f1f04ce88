using System.Globalization;

namespace Sim.Audit.Checks;

/// <summary>Judges by whole states: what came back must be the state after a prefix of the requests.</summary>
/// <param name="states">The state before the first request, and after each one.</param>
public sealed class StateHistory(IReadOnlyList<string> states)
{
    /// <summary>Judges an outcome; null when every promise was kept.</summary>
    /// <param name="outcome">What came back.</param>
    /// <param name="duties">Requests, each beginning with its number.</param>
    public Judgement? Of(RecoveryOutcome outcome, Duties duties)
    {
        if (outcome.End != RecoveryEnd.Recovered)
        {
            return Judgement.Of(outcome, duties);
        }

        var least = duties.Owed.Select(NumberOf).DefaultIfEmpty(0).Max();
        var most = duties.Begun.Select(NumberOf).DefaultIfEmpty(0).Max();
        var found = Enumerable.Range(0, most + 1).Where(number => states[number] == outcome.State).ToList();
        return found.Exists(number => number >= least) ? Judgement.Repeated(outcome)
            : found.Count > 0
                ? new Judgement(FailureKind.Lost, Invariant(
                    $"the state after request {found[^1]} came back, and request {least} was acknowledged"), "lost")
                : new Judgement(FailureKind.Wrong,
                    Invariant($"a state came back that never was; {most} requests were begun"), "never was")
                {
                    MayBeDamage = true,
                };
    }

    private static int NumberOf(string word) =>
        int.Parse(word.AsSpan(0, word.IndexOf(':', StringComparison.Ordinal)), CultureInfo.InvariantCulture);
}
