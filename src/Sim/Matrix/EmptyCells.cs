using Aof.KnownDefects;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Run;

namespace Sim.Matrix;

/// <summary>
/// Explains the empty cells of the matrix. Every cell without a reason must be reached, and no cell with a reason may
/// be.
/// </summary>
public static class EmptyCells
{
    private static readonly (string Why, Func<LogLayout, FaultSite, string, FaultOutcome, bool> Holds)[] Reasons =
    [
        ("a fault that kills the server always ends it", (layout, site, fault, outcome) =>
            fault == "killed" && site.By == Actor.Server && outcome != FaultOutcome.Fatal),
        ("a fault in a child or a background job never ends the server by itself", (layout, site, fault, outcome) =>
            site.By != Actor.Server && outcome == FaultOutcome.Fatal),
        ("it follows a failed write, which was reported or ended the server", (layout, site, fault, outcome) =>
            site.Call == SystemCall.Truncate && outcome == FaultOutcome.Survived),
        ("only an error ends a server, and only under always", (layout, site, fault, outcome) =>
            fault is "slow" or "short" or "flip" && outcome == FaultOutcome.Fatal && site.Call != SystemCall.Truncate),
        ("one byte, or less than PIPE_BUF, is moved whole or not at all", (layout, site, fault, outcome) =>
            fault == "short"
            && (site is { Call: SystemCall.PipeRead, By: Actor.Server }
            or { Call: SystemCall.PipeWrite, By: Actor.Child })),
        ("a partial read or write is continued", (layout, site, fault, outcome) =>
            fault == "short" && outcome == FaultOutcome.Refused
            && !(layout == LogLayout.SingleFile
            && site is { Call: SystemCall.Write, By: Actor.Server, Place: FaultPlace.Temporary })),
        ("no system interrupts this call, so it is not repeated, and counts as failed",
            (layout, site, fault, outcome) =>
            fault == "EINTR" && IsNotRepeated(site.Call) && outcome != FaultOutcome.Refused),
        ("an interrupted call is repeated", (layout, site, fault, outcome) =>
            fault == "EINTR" && outcome != FaultOutcome.Survived
            && site.Call != SystemCall.Truncate && !IsNotRepeated(site.Call)
            && site is not { Call: SystemCall.Close, By: Actor.Child }
            && !(outcome == FaultOutcome.Refused && EndsTheFirstBase(layout, site))),
        ("nothing depends on its result", (layout, site, fault, outcome) =>
            IsError(fault) && outcome != FaultOutcome.Survived && IsResultUnused(layout, site)),
        ("the server depends on its result, so a failure is reported", (layout, site, fault, outcome) =>
            IsError(fault) && outcome == FaultOutcome.Survived && site.By == Actor.Server && IsNeeded(site)
            && !(layout == LogLayout.MultiPart && IsSometimesNeedless(site))),
        ("an increment is synced before the next one begins, so no failed sync of it is forgotten",
            (layout, site, fault, outcome) =>
            IsError(fault) && outcome == FaultOutcome.Survived && layout == LogLayout.MultiPart
            && site is { By: Actor.Background, Call: SystemCall.SyncData }),
        ("the log continues in its present file", (layout, site, fault, outcome) =>
            IsError(fault) && outcome == FaultOutcome.Fatal && site.By == Actor.Server && !EndsUnderAlways(site)),
        ("no child waits for an answer at that time", (layout, site, fault, outcome) =>
            fault == "slow" && outcome == FaultOutcome.Refused && (IsWithoutAChild(site)
            || (layout == LogLayout.MultiPart && site.By == Actor.Server && site.Call != SystemCall.Truncate))),
        ("nothing waits for a close in the background", (layout, site, fault, outcome) =>
            site is { By: Actor.Background, Call: SystemCall.Close } && outcome == FaultOutcome.Refused
            && fault is "hang" or "slow"),
        ("a child removes its file only after it has failed; then no process waits for it",
            (layout, site, fault, outcome) =>
            site is { By: Actor.Child, Call: SystemCall.Unlink } && outcome == FaultOutcome.Refused),
    ];

    /// <summary>The reason; null where the cell must be reached.</summary>
    public static string? Why(LogLayout layout, FaultSite site, FaultColumn column, FaultOutcome outcome) =>
        column.At(site, layout, 1).Any()
        ? Reasons.FirstOrDefault(reason => reason.Holds(layout, site, column.Name, outcome)).Why
        : "a fault of this kind cannot be injected into such a call";

    private static bool IsError(string fault) => fault is "EIO" or "ENOSPC";

    private static bool IsNotRepeated(SystemCall call) => call is SystemCall.Fork or SystemCall.PipeCreate
        or SystemCall.SeekEnd or SystemCall.MakeDirectory or SystemCall.RemoveDirectory;

    /// <summary>Of several files, the first start writes the first base as a child would.</summary>
    private static bool EndsTheFirstBase(LogLayout layout, FaultSite site) => layout == LogLayout.MultiPart
        && site is { By: Actor.Server, Call: SystemCall.Close, Place: FaultPlace.Temporary };

    /// <summary>
    /// Calls that a server with a log of several files also makes where it can do without: to forget the history, or to
    /// read an empty base.
    /// </summary>
    private static bool IsSometimesNeedless(FaultSite site) =>
        site is { Place: FaultPlace.Directory, Call: SystemCall.OpenDirectory or SystemCall.Sync }
        or { Place: FaultPlace.Manifest, Call: SystemCall.Write or SystemCall.SyncData or SystemCall.Rename }
        or { Place: FaultPlace.Log, Call: SystemCall.Read };

    private static bool IsResultUnused(LogLayout layout, FaultSite site) =>
        !EndsTheFirstBase(layout, site) && site is { By: not Actor.Child, Call: SystemCall.Close }
        or { By: Actor.Server, Call: SystemCall.Unlink or SystemCall.List or SystemCall.Kill or SystemCall.Reap };

    private static bool IsNeeded(FaultSite site) =>
        site is
    {
        Call: SystemCall.OpenDirectory or SystemCall.Read or SystemCall.Write or SystemCall.Size
        or SystemCall.SeekEnd or SystemCall.Sync or SystemCall.SyncData or SystemCall.Rename or SystemCall.Fork
        or SystemCall.PipeCreate or SystemCall.MakeDirectory or SystemCall.RemoveDirectory
    }
        or { Call: SystemCall.Open, Place: FaultPlace.Temporary };

    private static bool EndsUnderAlways(FaultSite site) =>
        site is { Call: SystemCall.Truncate or SystemCall.OpenDirectory }
        or { Call: SystemCall.Sync, Place: FaultPlace.Directory }
        or { Call: SystemCall.Write or SystemCall.SyncData, Place: FaultPlace.Log };

    private static bool IsWithoutAChild(FaultSite site) =>
        site is { By: Actor.Server, Call: SystemCall.PipeCreate or SystemCall.Fork or SystemCall.Unlink }
        or
        {
            By: Actor.Server, Call: SystemCall.Size or SystemCall.SeekEnd or SystemCall.SyncData,
            Place: FaultPlace.Temporary
        }
        or { By: Actor.Server, Call: SystemCall.Close, Place: FaultPlace.Pipe };
}
