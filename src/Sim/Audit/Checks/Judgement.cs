using System.Globalization;
using System.Text.RegularExpressions;

namespace Sim.Audit.Checks;

/// <summary>The four ways in which a recovery may fail.</summary>
public enum FailureKind
{
    /// <summary>Something acknowledged did not come back.</summary>
    Lost,

    /// <summary>The recovery ended with an error.</summary>
    Refused,

    /// <summary>Something came back that was never begun, or not without what was begun before it.</summary>
    Wrong,

    /// <summary>The recovery did not end.</summary>
    Hangs,
}

/// <summary>What is wrong with a recovery.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Says">One sentence.</param>
/// <param name="Key">Failures with equal keys are one kind.</param>
public sealed partial record Judgement(FailureKind Kind, string Says, string Key)
{
    private const int LongestWord = 60;

    /// <summary>
    /// True when all that is wrong came back and was never begun: bytes that no program wrote explain it, where the
    /// disk has put such bytes into a file.
    /// </summary>
    public bool MayBeDamage { get; init; }

    /// <summary>Judges an outcome; null when every promise was kept.</summary>
    /// <param name="outcome">What came back.</param>
    /// <param name="duties">What it is held to.</param>
    public static Judgement? Of(RecoveryOutcome outcome, Duties duties)
    {
        switch (outcome.End)
        {
            case RecoveryEnd.Refused:
                // The same refusal at other places differs in its numbers.
                var key = $"refused {Numbers().Replace(outcome.Says, "N")}";
                var again = outcome.Again is { End: RecoveryEnd.Recovered, Words.Count: var words }
                    ? Invariant($" (a second recovery gives {words} words)")
                    : "";
                return new Judgement(FailureKind.Refused, outcome.Says + again, key);
            case RecoveryEnd.Hung:
                return new Judgement(FailureKind.Hangs, outcome.Says, "hangs");
            default:
                break;
        }

        var (back, may) = (Set(outcome.Words), Set([.. duties.Begun, .. duties.There]));
        var besides = Missing(back, duties) ?? Repeated(outcome);
        return outcome.Words.FirstOrDefault(word => !may.Contains(word)) is { } never
            ? new Judgement(FailureKind.Wrong, $"{Shown(never)} came back and was never begun", "never begun")
            {
                MayBeDamage = besides is null,
            }
            : besides;
    }

    private static Judgement? Missing(SortedSet<string> back, Duties duties)
    {
        var missing = duties.Owed.Where(word => !back.Contains(word)).Distinct().ToList();
        if (missing.Count > 0)
        {
            return new Judgement(FailureKind.Lost, Invariant(
                $"{Shown(missing[0])} was acknowledged and did not come back, ")
                + Invariant($"{missing.Count} of {duties.Owed.Count} in all"),
                "lost");
        }

        // What was never acknowledged may have failed, with what came after it not.
        var last = duties.Begun.All(IsNumber) ? duties.Acknowledged.ToList().FindLastIndex(back.Contains) : -1;
        var gap = duties.Acknowledged.Take(last + 1).FirstOrDefault(word => !back.Contains(word));
        return gap is null
            ? null
            : new Judgement(FailureKind.Wrong, $"{Shown(gap)} is missing and a later number came back", "gap");
    }

    /// <summary>Judges a second recovery of the same files; null when there was none, or it gave the same.</summary>
    internal static Judgement? Repeated(RecoveryOutcome outcome) =>
        outcome.Again is not { } again || again.IsSame(outcome) ? null
        : new Judgement(FailureKind.Wrong, "a second recovery gives something else: " + again.End switch
        {
            RecoveryEnd.Recovered => Invariant($"{again.Words.Count} words, not {outcome.Words.Count}"),
            _ => again.Says,
        }, "second recovery");

    /// <summary>A word of a damaged file may be anything.</summary>
    private static string Shown(string word) =>
        Unprintable().Replace(word.Length > LongestWord ? word[..LongestWord] + "..." : word, "?");

    private static bool IsNumber(string word) => long.TryParse(word, CultureInfo.InvariantCulture, out _);

    private static SortedSet<string> Set(IEnumerable<string> words) => new(words, StringComparer.Ordinal);

    [GeneratedRegex("[0-9]+")]
    private static partial Regex Numbers();

    [GeneratedRegex(@"[\p{C}]")]
    private static partial Regex Unprintable();
}
