namespace Sim.Check.Rules;

/// <summary>
/// What a start on a crash image has to go by. The log has no checksum. So a start can be right only about bytes that
/// a program wrote and the disk kept. The <see cref="Contract"/> says which bytes a disk must keep; this says what may
/// be wrong with the others.
/// </summary>
public enum Evidence
{
    /// <summary>A program wrote all that was accepted.</summary>
    Whole,

    /// <summary>Some accepted bytes come from no program, where the disk had not promised to keep any.</summary>
    Damaged,

    /// <summary>
    /// A rewritten log took the log's place on a disk whose syncs lie. It may have only its beginning, which is no
    /// state that ever was.
    /// </summary>
    CutShort,

    /// <summary>Any bit may be wrong, even one that was promised to last.</summary>
    Spoiled,
}

/// <summary>What a start is not blamed for.</summary>
public static class EvidenceRules
{
    /// <summary>
    /// Whether the evidence explains a broken rule. It never explains a server that has started and goes on unsoundly:
    /// the contract judges that apart.
    /// </summary>
    /// <param name="evidence">The evidence.</param>
    /// <param name="broken">The rule.</param>
    /// <param name="outcome">What came of the start.</param>
    public static bool Excuses(this Evidence evidence, ViolationKind broken, RecoveryOutcome outcome) =>
        evidence switch
        {
            Evidence.Whole => false,
            Evidence.Damaged => broken == ViolationKind.NotAPrefix,
            Evidence.CutShort => broken == ViolationKind.NotAPrefix || outcome.State is null,
            Evidence.Spoiled => true,
            _ => throw new ArgumentOutOfRangeException(nameof(evidence)),
        };
}
