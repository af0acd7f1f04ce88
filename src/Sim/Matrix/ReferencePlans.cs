using Aof.KnownDefects;
using Aof.State;
using Sim.Generate;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;

namespace Sim.Matrix;

/// <summary>A few plans that together make every call of the subsystem, under each policy.</summary>
public sealed class ReferencePlans
{
    /// <summary>Only a short write makes the server truncate.</summary>
    private static readonly Fault[] ShortWrite =
    [
        new() { Call = SystemCall.Write, By = Actor.Server, Path = ServerFiles.Log, Nth = 3, Times = 1, Kind =
            FaultKind.Short, Amount = 7 },
        new() { Call = SystemCall.Write, By = Actor.Server, Path = ServerFiles.Log, Nth = 4, Times = 1, Kind =
            FaultKind.Error, Errno = Errno.ENOSPC },
    ];

    private static readonly ReferencePlans OneFile = new(LogLayout.SingleFile), SeveralFiles = new(LogLayout.MultiPart);

    private readonly Plan[] healthy, truncating, orphans, slowDisks, unmade;

    private ReferencePlans(LogLayout layout)
    {
        healthy = Of(layout, Enum.GetValues<FsyncPolicy>().SelectMany(
            policy => (Plan[])[
                Everything(policy), OffAndOn(policy), Ends(policy), InPieces(policy), InPieces(OffAndOn(policy)),
            ]));
        truncating = Of(layout, Enum.GetValues<FsyncPolicy>().Select(Torn));
        orphans = Of(layout,
            Enumerable.Range(1, 12).Select(n => Orphan(5 * n)).Concat(
                Enumerable.Range(1, 6).Select(n => InPieces(Orphan(5 * n)))).Concat(
                Enum.GetValues<FsyncPolicy>().Select(policy => InPieces(SwitchedOn(policy)))));
        slowDisks = Of(layout,
            Enumerable.Range(1, 6).Select(n => SlowDisk((ulong)n)).Concat(
                Enum.GetValues<FsyncPolicy>().Select(EndsBeforeClose)));
        unmade = Of(layout, layout == LogLayout.SingleFile ? [] : Enum.GetValues<FsyncPolicy>().Select(Unmade));
    }

    /// <summary>All of them.</summary>
    public IReadOnlyList<Plan> All => [.. healthy, .. truncating, .. orphans, .. slowDisks, .. unmade];

    /// <summary>Those of a layout of the log.</summary>
    public static ReferencePlans Of(LogLayout layout) => layout == LogLayout.SingleFile ? OneFile : SeveralFiles;

    /// <summary>A plan with a log of several files.</summary>
    public static Plan InParts(Plan plan) => Of(LogLayout.MultiPart, plan);

    /// <summary>The plans that make a call without an error of another call that could be counted as its own.</summary>
    public IReadOnlyList<Plan> For(FaultSite site) => site switch
    {
        { Call: SystemCall.Truncate } => truncating,
        { Call: SystemCall.RemoveDirectory } => unmade,
        { By: Actor.Child } => [.. healthy, .. orphans],
        { By: Actor.Background } => [.. healthy, .. slowDisks],
        _ => healthy,
    };

    private static Plan[] Of(LogLayout layout, IEnumerable<Plan> plans) => [.. plans.Select(plan => Of(layout, plan))];

    private static Plan Of(LogLayout layout, Plan plan) => plan with
    {
        Config = plan.Config with { Layout = layout },
        Faults = CallFaults.On(layout, plan.Faults),
    };

    /// <summary>
    /// Writes, transactions, deadlines, pauses for everysec, two rewrites with a diff, a kill and a restart.
    /// </summary>
    public static Plan Everything(FsyncPolicy policy) => new()
    {
        Seed = 2,
        Config = new PlanConfig { Policy = policy, AutoRewritePercentage = 0 },
        Disk = new PlanDisk { Preset = "posix-weak", ImagesPerCrash = 3 },
        Steps = [
            At(0, "SET", "s", "1"), At(5, "RPUSH", "l", "a", "b"), At(10, "MULTI"), At(10, "INCR", "n"),
            At(10, "SADD", "t", "x"), At(10, "EXEC"),
            At(1200, "SET", "s", "2", "PX", "100000"), At(1300, "BGREWRITEAOF"), At(1301, "SET", "s", "3"),
            At(1302, "HSET", "h", "f", "v"),
            At(2600, "ZADD", "z", "1.5", "m"), At(2700, PlanEvent.KillServer), At(2750, "APPEND", "s", "4"),
            At(3900, "BGREWRITEAOF"),
            At(3901, "SELECT", "1"), At(3901, "SET", "other", "database"), At(5200, "DEL", "l"),
        ],
    };

    /// <summary>The same after a short write on a full disk: the server truncates the partial write.</summary>
    public static Plan Torn(FsyncPolicy policy) => Everything(policy) with { Faults = ShortWrite };

    /// <summary>The server is killed when it has made the directory of the log, and another makes it anew.</summary>
    private static Plan Unmade(FsyncPolicy policy) => Everything(policy) with
    {
        Faults = [new() { Call = SystemCall.MakeDirectory, By = Actor.Server, Nth = 1, Kind = FaultKind.KilledAfter }],
    };

    /// <summary>
    /// The log is switched off, rewritten meanwhile, and switched on again. A rewrite is cancelled, and the server is
    /// killed while a child works.
    /// </summary>
    private static Plan OffAndOn(FsyncPolicy policy) => new()
    {
        Seed = 3,
        Config = new PlanConfig { Policy = policy, AutoRewritePercentage = 0, UseRdbPreamble = true },
        Steps = [
            At(0, "SET", "s", "1"), At(100, "CONFIG", "SET", "appendonly", "no"), At(150, "SET", "s", "2"),
            At(200, "BGREWRITEAOF"),
            At(1000, "CONFIG", "SET", "appendonly", "yes"), At(1001, "SET", "s", "3"), At(2150, "SET", "s", "4"),
            At(2200, "BGREWRITEAOF"),
            At(2205, "CONFIG", "SET", "appendonly", "no"), At(2300, "CONFIG", "SET", "appendonly", "yes"),
            At(3600, "SET", "s", "5"), At(3700, "BGREWRITEAOF"),
            At(3702, PlanEvent.KillServer), At(3800, "SET", "s", "6"), At(5000, "SET", "s", "7"),
            At(5200, "BGREWRITEAOF"), At(5201, "SET", "more than a pipe takes at once", new string('x', 70_000)),
            At(5500, "SET", "s", "8"),
        ],
    };

    /// <summary>The log is switched on while a child rewrites it, as commands.</summary>
    private static Plan SwitchedOn(FsyncPolicy policy)
    {
        var plan = OffAndOn(policy);
        return plan with
        {
            Config = plan.Config with { UseRdbPreamble = false },
            Steps = [.. plan.Steps.TakeWhile(step => step.AtUs < 2_000_000)],
        };
    }

    /// <summary>
    /// The server is asked to end: with nothing to do, in a transaction, during a rewrite, while one is scheduled, and
    /// while the log is written for the first time.
    /// </summary>
    private static Plan Ends(FsyncPolicy policy) => new()
    {
        Seed = 5,
        Config = new PlanConfig { Policy = policy, AutoRewritePercentage = 0 },
        Steps = [
            At(0, "SET", "s", "1"), At(100, "SHUTDOWN"), At(300, "SET", "s", "2"), At(1500, "SET", "s", "3"),
            At(1501, "MULTI"), At(1502, "INCR", "n"), At(1503, "SHUTDOWN", "NOSAVE"), At(1504, "EXEC"),
            At(2500, "SET", "s", "4"), At(2600, "BGREWRITEAOF"), At(2601, "SET", "s", "5"),
            At(2610, PlanEvent.Terminate), At(4000, "SET", "s", "6"), At(4001, "SHUTDOWN"), At(5000, "SET", "s", "7"),
            At(6000, "MULTI"), At(6000, "INCR", "n"), At(6000, "BGREWRITEAOF"), At(6000, "SHUTDOWN"), At(6000, "EXEC"),
            At(7000, "CONFIG", "SET", "appendonly", "no"), At(7100, "CONFIG", "SET", "appendonly", "yes"),
            At(7100, "SHUTDOWN"), At(8000, "SET", "s", "8"),
        ],
    };

    /// <summary>The same, but a rewrite writes its snapshot in pieces and syncs each.</summary>
    public static Plan InPieces(FsyncPolicy policy) => InPieces(Everything(policy));

    private static Plan InPieces(Plan plan) => plan with
    {
        Config = plan.Config with { ThresholdDivisor = 1 << 18 },
        Steps = [At(0, "SET", "large", new string('x', 2000)), .. plan.Steps],
    };

    /// <summary>
    /// The server is killed so many milliseconds after a rewrite began. The child continues alone, if it has all that
    /// it needs.
    /// </summary>
    private static Plan Orphan(int ms) => new()
    {
        Seed = 4,
        Config = new PlanConfig { AutoRewritePercentage = 0 },
        Steps = [At(0, "SET", "s", "1"), At(1000, "BGREWRITEAOF"), At(1001, "SET", "s", "2"),
            At(1000 + ms, PlanEvent.KillServer), At(2000, "SET", "s", "3")],
    };

    /// <summary>Fsyncs take so long that a rewrite ends while an fsync of the old log runs.</summary>
    private static Plan SlowDisk(ulong seed) => new()
    {
        Seed = seed,
        Config = new PlanConfig { AutoRewritePercentage = 0 },
        Disk = new PlanDisk { SyncMaxUs = 400_000 },
        Steps = [
            .. Enumerable.Range(0, 30).Select(n => At(100 * n, "SET", "s", "1")), At(3_000, "BGREWRITEAOF"),
            .. Enumerable.Range(0, 30).Select(n => At(3_000 + (100 * n), "SET", "s", "2")), At(6_000, "BGREWRITEAOF"),
            .. Enumerable.Range(0, 30).Select(n => At(6_000 + (100 * n), "SET", "s", "3")),
        ],
    };

    /// <summary>The server is asked to end while the file that a rewrite has replaced is still to be closed.</summary>
    private static Plan EndsBeforeClose(FsyncPolicy policy) => new()
    {
        Seed = 6,
        Config = new PlanConfig { Policy = policy, AutoRewritePercentage = 0 },
        Faults =
        [
            new() { Call = SystemCall.Close, By = Actor.Background, Nth = 1, Kind =
                FaultKind.Slow, Amount = 2_000_000 },
        ],
        Steps = [
            At(0, "SET", "s", "1"), At(100, "BGREWRITEAOF"), At(600, "SET", "s", "2"), At(601, "SHUTDOWN"),
            At(3000, "SET", "s", "3"),
        ],
    };

    private static PlanStep At(long ms, PlanEvent what) => new() { AtUs = ms * 1000, Event = what };

    private static PlanStep At(long ms, params string[] command) => new() { AtUs = ms * 1000, Command = command };
}
