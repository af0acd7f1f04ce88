namespace Sim.Machine.CrashTesting;

/// <summary>What a crash test tried.</summary>
public sealed record CrashCounts
{
    /// <summary>Pairs of crash point and image.</summary>
    public long States { get; init; }

    /// <summary>Recoveries that were judged. Equal images with equal promises are recovered once.</summary>
    public long Recoveries { get; init; }

    /// <summary>Images of a power loss that differ from what the program had written.</summary>
    public long Lossy { get; init; }

    /// <summary>Images with a torn block.</summary>
    public long Torn { get; init; }

    /// <summary>Images without a name, or without a removal of one.</summary>
    public long LostNames { get; init; }

    /// <summary>Images with a file of another size.</summary>
    public long WrongSizes { get; init; }

    /// <summary>Lives that were crashed, the first ones included.</summary>
    public long Lives { get; init; }

    /// <summary>Crash points in the middle of a recovery.</summary>
    public long CrashedRecoveries { get; init; }

    /// <summary>Steps that were promised.</summary>
    public long Promised { get; init; }

    /// <summary>
    /// Lives that ended themselves with <see cref="Os.ProcessExit"/> before they had begun all their steps, although no
    /// fault was injected.
    /// </summary>
    public long EndedEarly { get; init; }

    /// <summary>Faults that were injected into calls.</summary>
    public long Injected { get; init; }

    /// <summary>Changes of the disk.</summary>
    public long Changes { get; init; }

    /// <summary>What the program never did, such as a write larger than a sector: no crash could harm it.</summary>
    public IReadOnlyList<string> Never { get; init; } = [];

    /// <summary>The sums.</summary>
    internal CrashCounts Plus(CrashCounts other) => new()
    {
        States = States + other.States,
        Recoveries = Recoveries + other.Recoveries,
        Lossy = Lossy + other.Lossy,
        Torn = Torn + other.Torn,
        LostNames = LostNames + other.LostNames,
        WrongSizes = WrongSizes + other.WrongSizes,
        Lives = Lives + other.Lives,
        CrashedRecoveries = CrashedRecoveries + other.CrashedRecoveries,
        Promised = Promised + other.Promised,
        EndedEarly = EndedEarly + other.EndedEarly,
        Injected = Injected + other.Injected,
        Changes = Changes + other.Changes,
    };

    /// <summary>One line of text.</summary>
    public override string ToString() => Invariant(
        $"{States} crash states ({Recoveries} different), {Torn} torn, {LostNames} with lost names, {WrongSizes} with ")
        + Invariant($"wrong sizes; {Lives} lives, {CrashedRecoveries} crashes of a recovery; {Promised} promises")
        + (Injected == 0 ? "" : Invariant($"; {Injected} faults injected"))
        + (EndedEarly == 0 ? "" : Invariant($"; {EndedEarly} lives ended themselves early"))
        + (Never.Count == 0 ? "" : "; never: " + string.Join(", ", Never));
}

/// <summary>The result of a crash test.</summary>
/// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
/// <param name="Seeds">The number of seeds that ran.</param>
/// <param name="Counts">What they tried.</param>
/// <param name="Failure">The first failure, made small; null when every promise was kept.</param>
public sealed record CrashReport<TStep>(int Seeds, CrashCounts Counts, CrashFailure<TStep>? Failure)
{
    /// <summary>
    /// One sentence for each token whose crash the program does not reach any more, or whose image is another one by
    /// now. Their seeds were searched instead: all their crashes, with the steps of the token and of the options.
    /// </summary>
    public IReadOnlyList<string> Stale { get; init; } = [];

    /// <summary>Does nothing when every promise was kept.</summary>
    /// <exception cref="CrashTestFailed">There is a failure. The message is its story.</exception>
    public void ThrowIfFailed()
    {
        if (Failure is { } failure)
        {
            throw new CrashTestFailed(failure.Story, failure.Cause);
        }
    }

    /// <summary>The counts, and the story of the failure.</summary>
    public override string ToString() =>
        Invariant($"{Seeds} {(Seeds == 1 ? "seed" : "seeds")}: {Counts}\n")
        + string.Concat(Stale.Select(stale => stale + "\n"))
        + (Failure?.Story ?? "every promise was kept");
}
