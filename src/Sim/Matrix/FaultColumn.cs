using Aof.KnownDefects;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;

namespace Sim.Matrix;

/// <summary>One sort of fault, as a column of the matrix.</summary>
/// <param name="Name">Its name, a word.</param>
/// <param name="Faults">The faults to try at a site. Their call, caller and path are filled in later.</param>
public sealed record FaultColumn(string Name, IReadOnlyList<Fault> Faults)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<FaultColumn> All { get; } =
    [
        new("EIO", [Error(Errno.EIO), Error(Errno.EIO) with { Times = Fault.ForEver }]),
        new("EINTR", [Error(Errno.EINTR)]),
        new("ENOSPC", [Error(Errno.ENOSPC), Error(Errno.ENOSPC) with { Times = Fault.ForEver }]),
        new("short", [Of(FaultKind.Short) with { Amount = 3 }, Of(FaultKind.Short) with { Amount = 1, Times = 3 }]),
        // Once for a moment, and once longer than the minute for which a child waits for the server's answer.
        new("slow", [Of(FaultKind.Slow) with { Amount = 200_000 }, Of(FaultKind.Slow) with { Amount = 70_000_000 }]),
        new("flip", [Of(FaultKind.Flip) with { Amount = 5 }]),
        new("killed", [Of(FaultKind.KilledBefore), Of(FaultKind.KilledAfter)]),
        new("exit", [Of(FaultKind.Exit) with { Amount = 1 }]),
        new("hang", [Of(FaultKind.Hang)]),
    ];

    /// <summary>The faults of this column that can be injected at a site, at its calls of some numbers.</summary>
    public IEnumerable<Fault> At(FaultSite site, LogLayout layout, params int[] numbers) =>
        from fault in Faults
        from nth in numbers
        from path in Patterns(site.Place, layout)
        let there = fault with { Call = site.Call, By = site.By, Path = path, Nth = nth }
        where there.Problem() is null
        select there;

    private static string?[] Patterns(FaultPlace place, LogLayout layout) => (place, layout) switch
    {
        (FaultPlace.Nothing, _) => [null],
        (FaultPlace.Log, LogLayout.SingleFile) => [ServerFiles.LogPattern],
        (FaultPlace.Log, _) => [ServerFiles.IncrementPattern, ServerFiles.BasePattern],
        (FaultPlace.Manifest, _) => [ServerFiles.ManifestPattern],
        (FaultPlace.Temporary, LogLayout.SingleFile) => [ServerFiles.TemporaryPattern],
        (FaultPlace.Temporary, _) => ["*" + ServerFiles.RewritePrefix + "*"],
        (FaultPlace.Directory, LogLayout.SingleFile) => ["."],
        (FaultPlace.Directory, _) => [".", ServerFiles.Directory],
        (FaultPlace.Pipe, _) => ["pipe:*"],
        _ => throw new ArgumentOutOfRangeException(nameof(place)),
    };

    private static Fault Error(Errno errno) => Of(FaultKind.Error) with { Errno = errno };

    private static Fault Of(FaultKind kind) => new() { Call = SystemCall.Open, Nth = 1, Kind = kind };
}
