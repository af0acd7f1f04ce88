using Aof.KnownDefects;
using Sim.Machine.Faults;
using Sim.Machine.Random;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;

namespace Sim.Generate;

/// <summary>
/// Calls that fail, are short or slow: one to three for each group of calls that a seed has. Some last for a while,
/// some for ever.
/// </summary>
internal static class CallFaults
{
    private const int MaxOfAGroup = 3;
    private const int MostShortCalls = 100;

    private static readonly (SystemCall Call, Actor By)[] AbortSites =
    [
        (SystemCall.SyncData, Actor.Background), (SystemCall.SyncData, Actor.Server), (SystemCall.Sync, Actor.Server),
        (SystemCall.Sync, Actor.Child), (SystemCall.SyncData, Actor.Child),
    ];

    private static readonly (SystemCall Call, Actor By)[] ReadOnlySites =
    [
        (SystemCall.Write, Actor.Server), (SystemCall.Write, Actor.Child), (SystemCall.Truncate, Actor.Server),
        (SystemCall.Rename, Actor.Server), (SystemCall.Rename, Actor.Child),
    ];

    /// <summary>
    /// What only a log of several files needs: its directory, the manifest, the next increment, the history. Then how
    /// often a run makes the call, in most cases. A sync of the directory means something else each time.
    /// </summary>
    private static readonly (SystemCall Call, string? Path, int Times)[] OfParts =
    [
        (SystemCall.MakeDirectory, ServerFiles.Directory, 1), (SystemCall.OpenDirectory, ServerFiles.Directory, 8),
        .. Enumerable.Repeat((SystemCall.Sync, (string?)ServerFiles.Directory, 12), 3),
        (SystemCall.Open, ServerFiles.ManifestPattern, 8),
        (SystemCall.Read, ServerFiles.Manifest, 4), (SystemCall.Write, ServerFiles.ManifestPattern, 6),
        (SystemCall.SyncData, ServerFiles.ManifestPattern, 6), (SystemCall.Rename, ServerFiles.ManifestPattern, 6),
        (SystemCall.Open, ServerFiles.IncrementPattern, 6), (SystemCall.Rename, ServerFiles.IncrementPattern, 2),
        (SystemCall.Rename, ServerFiles.FinishedRewritePrefix + "*", 4),
        (SystemCall.Unlink, ServerFiles.Directory + "/*", 8), (SystemCall.Fork, null, 4),
    ];

    /// <summary>
    /// The calls that the subsystem makes, with their callers, and the feature that enables their faults.
    /// </summary>
    public static IReadOnlyList<(Feature Feature, IReadOnlyList<(SystemCall Call, Actor By)> Sites)> Sites { get; } =
    [
        (Feature.WriteFaults, [(SystemCall.Write, Actor.Server)]),
        (Feature.SyncFaults,
        [
            (SystemCall.SyncData, Actor.Server), .. Enumerable.Repeat((SystemCall.SyncData, Actor.Background), 4),
            (SystemCall.Sync, Actor.Server), (SystemCall.Close, Actor.Background),
        ]),
        (Feature.ChildFaults,
        [
            (SystemCall.Write, Actor.Child), (SystemCall.Sync, Actor.Child),
            .. Enumerable.Repeat((SystemCall.SyncData, Actor.Child), 2), (SystemCall.Open, Actor.Child),
            (SystemCall.Close, Actor.Child), (SystemCall.Rename, Actor.Child),
        ]),
        (Feature.FileFaults,
        [
            (SystemCall.Truncate, Actor.Server), (SystemCall.Open, Actor.Server),
            (SystemCall.OpenDirectory, Actor.Server), (SystemCall.Close, Actor.Server),
            (SystemCall.Rename, Actor.Server), (SystemCall.Unlink, Actor.Server),
            .. Enumerable.Repeat((SystemCall.Size, Actor.Server), 3), (SystemCall.SeekEnd, Actor.Server),
        ]),
        (Feature.ReadFaults,
            [(SystemCall.Read, Actor.Server), (SystemCall.Read, Actor.Server), (SystemCall.List, Actor.Server)]),
        (Feature.PipeFaults,
        [
            (SystemCall.PipeCreate, Actor.Server), (SystemCall.PipeRead, Actor.Server),
            (SystemCall.PipeRead, Actor.Child),
            (SystemCall.PipeWrite, Actor.Server), (SystemCall.PipeWrite, Actor.Child), (SystemCall.Fork, Actor.Server),
        ]),
    ];

    /// <summary>The server's calls that only a log of several files needs.</summary>
    public static IReadOnlyList<(SystemCall Call, Actor By)> SitesOfParts { get; } =
        [.. OfParts.Select(row => (row.Call, Actor.Server)).Distinct()];

    /// <summary>The faults of a seed.</summary>
    /// <param name="root">The root of the seed's random streams.</param>
    /// <param name="swarm">The features of the seed.</param>
    /// <param name="layout">Which files make the log.</param>
    public static IEnumerable<Fault> Draw(Seed root, Swarm swarm, LogLayout layout)
    {
        var faults = DrawAlone(root, swarm, layout).ToList();
        var draw = root.Stream(nameof(CallsBehind));
        var handled = faults.FindAll(_ => draw.OneIn(Odds.FaultWhileHandling));
        return [.. faults, .. handled.Select(Second)];

        Fault Second(Fault first) => At((draw.Pick<SystemCall>(CallsBehind(first)), Actor.Server), draw);
    }

    /// <summary>
    /// Calls that the server makes because another one failed. A fault of one of them may come while the server handles
    /// the first.
    /// </summary>
    private static SystemCall[] CallsBehind(Fault fault) => fault switch
    {
        { By: Actor.Child } => [SystemCall.Unlink, SystemCall.Fork, SystemCall.Rename],
        { Call: SystemCall.Write } =>
            [SystemCall.Truncate, SystemCall.Truncate, SystemCall.SeekEnd, SystemCall.Size],
        { Call: SystemCall.Truncate } => [SystemCall.SeekEnd, SystemCall.Sync, SystemCall.Write],
        { Call: SystemCall.Sync or SystemCall.SyncData } =>
            [SystemCall.Fork, SystemCall.Open, SystemCall.Rename, SystemCall.OpenDirectory, SystemCall.Sync],
        { Call: SystemCall.Fork } => [SystemCall.Unlink, SystemCall.Sync, SystemCall.Fork],
        { Call: SystemCall.Rename or SystemCall.Unlink or SystemCall.MakeDirectory } =>
            [SystemCall.Unlink, SystemCall.Open, SystemCall.Rename, SystemCall.Sync, SystemCall.MakeDirectory],
        { Call: SystemCall.PipeCreate or SystemCall.PipeRead or SystemCall.PipeWrite } =>
            [SystemCall.Unlink, SystemCall.Fork, SystemCall.Open],
        _ => [SystemCall.Open, SystemCall.Unlink, SystemCall.Close],
    };

    private static IEnumerable<Fault> DrawAlone(Seed root, Swarm swarm, LogLayout layout)
    {
        foreach (var (feature, sites) in Sites.Where(group => swarm.Has(group.Feature)))
        {
            var draw = root.Stream(feature.ToString());
            for (var n = draw.Range(1, MaxOfAGroup); n > 0; n--)
            {
                yield return feature == Feature.PipeFaults && layout == LogLayout.MultiPart
                    ? AtParts(draw)
                    : Of(feature, At(sites[draw.Below(sites.Count)], draw), draw);
            }
        }

        foreach (var fault in swarm.Has(Feature.FullDisk) ? FullDisk(root.Stream(nameof(Feature.FullDisk))) : [])
        {
            yield return fault;
        }

        foreach (var fault in swarm.Has(Feature.ReadOnlyDisk)
            ? Abort(root.Stream(nameof(FaultKind.Abort))) ?? ReadOnlyDisk(root.Stream(nameof(Feature.ReadOnlyDisk)))
            : [])
        {
            yield return fault;
        }
    }

    /// <summary>
    /// A full disk, an exhausted quota or a broken disk: it takes the beginning of one write, and then nothing for a
    /// while.
    /// </summary>
    private static Fault[] FullDisk(Prng draw)
    {
        var nth = draw.Range(1, 20);
        var errno = draw.Below(4) switch { 0 => Errno.EIO, 1 => Errno.EDQUOT, _ => Errno.ENOSPC };
        var cut = new Fault
        {
            Call = SystemCall.Write,
            By = Actor.Server,
            Nth = nth,
            Times = 1,
            Kind = FaultKind.Short,
            Amount = draw.Range(1, 60),
        };
        return [cut,
            cut with { Nth = nth + 1, Times = draw.Range(1, 4), Kind = FaultKind.Error, Errno = errno, Amount = 0 }];
    }

    /// <summary>A file system that meets an error and becomes read-only.</summary>
    private static Fault[] ReadOnlyDisk(Prng draw)
    {
        var (call, by) = draw.Pick<(SystemCall, Actor)>(ReadOnlySites);
        var nth = draw.Range(1, call == SystemCall.Write ? 20 : 4);
        var error = new Fault { Call = call, By = by, Nth = nth, Times = 1, Kind = FaultKind.Error, Errno = Errno.EIO };
        return [error, error with { Nth = nth + 1, Errno = Errno.EROFS }];
    }

    /// <summary>An error in the journal of the file system; null when the seed has none.</summary>
    private static Fault[]? Abort(Prng draw)
    {
        var (call, by) = draw.Pick<(SystemCall, Actor)>(AbortSites);
        var abort = new Fault { Call = call, By = by, Nth = draw.Range(1, 4), Kind = FaultKind.Abort };
        return draw.OneIn(Odds.JournalAbort) ? [abort] : null;
    }

    /// <summary>Half of the file faults are restricted to the log or to temporary files.</summary>
    private static Fault Of(Feature feature, Fault fault, Prng draw) =>
        feature == Feature.FileFaults && fault.Call != SystemCall.OpenDirectory
        ? fault with
        {
            Path = draw.Below(6) switch { 0 => ServerFiles.Log, 1 or 2 => ServerFiles.TemporaryPattern, _ => null }
        }
        : fault;

    private static Fault AtParts(Prng draw)
    {
        var (call, path, times) = draw.Pick<(SystemCall, string?, int)>(OfParts);
        var fault = At((call, Actor.Server), draw) with { Path = path };
        return fault.Chance is null ? fault with { Nth = draw.Range(1, times) } : fault;
    }

    /// <summary>
    /// The same faults on the files of a layout. A log of several files has no pipes; what would fail there fails where
    /// its directory is made, or synced.
    /// </summary>
    public static IReadOnlyList<Fault> On(LogLayout layout, IReadOnlyList<Fault> faults) =>
        layout == LogLayout.SingleFile ? faults : [.. faults.Select(OnParts)];

    private static Fault OnParts(Fault fault) => fault switch
    {
        { Kind: FaultKind.Error, Call: SystemCall.PipeRead or SystemCall.PipeWrite } => fault with
        {
            Call = SystemCall.Sync,
            By = Actor.Server,
            Path = ServerFiles.Directory,
            Errno = Errno.EIO,
            // A manifest comes with two; the second makes its own name durable, and each start has one more.
            Nth = fault.Nth == 0 ? 0 : (2 * fault.Nth) + 1,
        },
        { Kind: not FaultKind.Short, Call: SystemCall.PipeCreate } => fault with
        {
            Call = SystemCall.MakeDirectory,
            Nth = Math.Min(1, fault.Nth),
        },
        { Path: ServerFiles.Log } => fault with { Path = ServerFiles.IncrementPattern },
        { Path: ServerFiles.TemporaryPattern } => fault with { Path = ServerFiles.AnyTemporaryPattern },
        _ => fault,
    };

    /// <summary>
    /// Draws a fault for a call: its kind, its number of times, and its start, by a count or by chance.
    /// </summary>
    public static Fault At((SystemCall Call, Actor By) site, Prng draw)
    {
        var (call, by) = site;
        var isWrite = call is SystemCall.Write;
        var kind = draw.Below(6) switch
        {
            0 => FaultKind.Slow,
            1 or 2 when isWrite || call is SystemCall.Read or SystemCall.PipeRead or SystemCall.PipeWrite =>
                FaultKind.Short,
            3 or 4 when call == SystemCall.Read => FaultKind.Flip,
            _ => FaultKind.Error,
        };
        var nth = isWrite && by == Actor.Server
            ? draw.Range(1, 30)
            : draw.Range(1, draw.Range(1, by == Actor.Background ? 2 : 5));
        Ratio? chance = draw.OneIn(isWrite ? Odds.WriteFaultByChance : Odds.FaultByChance)
            ? new Ratio(numerator: 1, denominator: draw.Range(2, 8)) : null;
        return Bounded(new Fault
        {
            Call = call,
            By = by,
            Nth = chance is null ? nth : 0,
            Chance = chance,
            Times = draw.Below(4) switch { 0 => draw.Range(2, 6), 1 when by != Actor.Child => Fault.ForEver, _ => 1 },
            Kind = kind,
            Errno = kind == FaultKind.Error ? ErrnoOf(call, draw) : Errno.None,
            Amount = kind switch
            {
                FaultKind.Slow => draw.Range(
                    1_000, by == Actor.Server && draw.OneIn(Odds.VerySlowCall) ? 20_000_000 : 3_000_000),
                FaultKind.Short => draw.Range(1, 60),
                FaultKind.Flip => draw.Range(1, 4000),
                _ => 0,
            },
        });
    }

    /// <summary>
    /// Calls that move a few bytes each do so for <see cref="MostShortCalls"/> at most. A large buffer would otherwise
    /// be written in tens of thousands of calls, and each is a crash point.
    /// </summary>
    public static Fault Bounded(Fault fault) => fault is { Kind: FaultKind.Short, Times: Fault.ForEver }
        ? fault with { Times = MostShortCalls }
        : fault;

    private static Errno ErrnoOf(SystemCall call, Prng draw) => call switch
    {
        SystemCall.Write =>
            draw.Below(4) switch { 0 => Errno.EIO, 1 => Errno.EINTR, 2 => Errno.EDQUOT, _ => Errno.ENOSPC },
        SystemCall.Sync or SystemCall.SyncData or SystemCall.Close =>
            draw.Below(7) switch { 0 => Errno.ENOSPC, 1 => Errno.EDQUOT, 2 => Errno.EINTR, _ => Errno.EIO },
        SystemCall.Open => draw.Below(3) switch { 0 => Errno.EMFILE, 1 => Errno.EINTR, _ => Errno.EIO },
        SystemCall.OpenDirectory => draw.Below(2) == 0 ? Errno.EMFILE : Errno.EIO,
        SystemCall.Fork => draw.Below(2) == 0 ? Errno.EAGAIN : Errno.ENOMEM,
        SystemCall.PipeCreate => Errno.EMFILE,
        SystemCall.PipeWrite => draw.Below(2) == 0 ? Errno.EPIPE : Errno.EAGAIN,
        SystemCall.MakeDirectory => draw.Below(2) == 0 ? Errno.ENOSPC : Errno.EIO,
        SystemCall.PipeRead => Errno.EIO,
        _ => Errno.EIO,
    };
}
