using Sim.Machine.Crash;
using Sim.Machine.Disk;

namespace Sim.Machine.CrashTesting.Search;

/// <summary>Counts what a crash test tries.</summary>
internal sealed class CrashTally
{
    private int largestWrite;
    private bool renamed;
    private bool truncated;
    private bool unlinked;
    private bool recoveryWrote;
    private bool recoveryCalled;
    private bool historySeen;

    public CrashCounts Counts { get; private set; } = new();

    /// <summary>The calls of processes.</summary>
    public long Calls { get; private set; }

    /// <summary>A process has ended.</summary>
    public void Called(long calls) => Calls += calls;

    /// <summary>A life was run, and will be crashed at each of its changes.</summary>
    /// <param name="journal">The changes.</param>
    /// <param name="first">The first change of this life.</param>
    /// <param name="recovered">The number of changes before the end of its recovery.</param>
    /// <param name="promised">The number of steps that it promised.</param>
    /// <param name="endedEarly">See <see cref="CrashCounts.EndedEarly"/>.</param>
    /// <param name="injected">How many faults were injected.</param>
    public void Lived(Journal journal, int first, int recovered, int promised, bool endedEarly, long injected)
    {
        for (var i = first; i < journal.Count; i++)
        {
            largestWrite = Math.Max(largestWrite, (journal[i] as Change.Write)?.Data.Length ?? 0);
            renamed |= journal[i] is Change.Rename;
            truncated |= journal[i] is Change.Truncate;
            unlinked |= journal[i] is Change.Unlink;
            recoveryWrote |= i < recovered && journal[i] is not Change.Synced;
        }

        Counts = Counts with
        {
            Lives = Counts.Lives + 1,
            CrashedRecoveries = Counts.CrashedRecoveries + Math.Max(0, recovered - first),
            Promised = Counts.Promised + promised,
            EndedEarly = Counts.EndedEarly + (endedEarly ? 1 : 0),
            Injected = Counts.Injected + injected,
            Changes = Counts.Changes + journal.Count - first,
        };
    }

    /// <summary>An image was recovered.</summary>
    /// <param name="called">The recovery made a call.</param>
    /// <param name="seen">It looked at the steps before the crash.</param>
    public void Recovered(bool called, bool seen) => (recoveryCalled, historySeen) =
        (recoveryCalled || called, historySeen || seen);

    /// <summary>A crash image was made.</summary>
    public void Crashed(DiskImage image, bool isNew)
    {
        var loss = image.Origin as LossReport;
        Counts = Counts with
        {
            States = Counts.States + 1,
            Recoveries = Counts.Recoveries + (isNew ? 1 : 0),
            Lossy = Counts.Lossy + (loss is { LosesNothing: false } ? 1 : 0),
            Torn = Counts.Torn + (loss is { IsTorn: true } ? 1 : 0),
            LostNames = Counts.LostNames + (loss is { LosesNames: true } ? 1 : 0),
            WrongSizes = Counts.WrongSizes + (loss is { HasWrongSize: true } ? 1 : 0),
        };
    }

    /// <summary>Adds what another seed tried.</summary>
    public void Add(CrashTally seed)
    {
        largestWrite = Math.Max(largestWrite, seed.largestWrite);
        renamed |= seed.renamed;
        truncated |= seed.truncated;
        unlinked |= seed.unlinked;
        recoveryWrote |= seed.recoveryWrote;
        Recovered(seed.recoveryCalled, seed.historySeen);
        Counts = Counts.Plus(seed.Counts);
    }

    /// <summary>The counts, with what never happened.</summary>
    /// <param name="wantsFaults">See <see cref="CrashTestOptions.WantsFaults"/>.</param>
    public CrashCounts Complete(bool wantsFaults)
    {
        var never = new List<string>();
        void Note(bool happened, string what) => never.AddRange(happened ? [] : [what]);
        Note(largestWrite > Block.SectorSize, "a write larger than a sector of 512 bytes, which can be torn");
        Note(renamed, "a rename");
        Note(truncated, "a truncation");
        Note(unlinked, "an unlink");
        Note(recoveryWrote, "a change of the disk by a recovery");
        Note(!wantsFaults || Counts.Injected > 0, "a call into which a fault was injected");
        return Counts with { Never = never };
    }

    /// <summary>Why nothing was tested; null when something was.</summary>
    public string? Vacuous() => Counts switch
    {
        { Changes: 0 } => "the program changed no file through the ports of its host, so no crash could harm it",
        { Promised: 0 } => "no step was promised, so no promise could be broken: call Acknowledge after each step",
        { EndedEarly: var ended } when ended == Counts.Lives =>
            "every life ended itself with ProcessExit before it had begun all its steps, and no fault was injected",
        { Lossy: 0 } => "no power loss lost anything, so every image was what the program had written",
        _ when !recoveryCalled => "Recover made no call on the ports of its host, so it saw no image",
        _ when !historySeen => "Recover never looked at the history, so it compared nothing",
        _ => null,
    };
}
