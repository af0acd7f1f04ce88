using Aof.KnownDefects;
using Aof.State;
using Sim.Machine.Disk;
using Sim.Machine.Random;
using Sim.Machine.Tracing;
using Sim.Plans;

namespace Sim.Generate;

/// <summary>
/// Makes a plan from a seed, with the features of its swarm. Each part draws from its own random stream, so a change of
/// one part leaves the others as they were.
/// </summary>
public static class PlanGenerator
{
    private const int MaxCommands = 66;
    /// <summary>Redis's own sizes of a rewrite are halved so many times at most: 32 MiB become 128 bytes.</summary>
    private const int MostHalvings = 18;

    private const int SlowSyncUs = 3_000_000;
    private const int BurstUs = 1_000;
    private const int RewriteUs = 40_000;
    private const int LongPauseUs = 600_000;

    /// <summary>The policy that promises nothing comes less often.</summary>
    private static readonly FsyncPolicy[] Policies =
    [
        FsyncPolicy.EverySecond, FsyncPolicy.EverySecond, FsyncPolicy.EverySecond, FsyncPolicy.EverySecond,
        FsyncPolicy.Always, FsyncPolicy.Always, FsyncPolicy.Always, FsyncPolicy.No, FsyncPolicy.No,
    ];

    /// <summary>Those with deadlines of fields. The newest of each line come most often.</summary>
    private static readonly Dialect[] Newer =
        [Dialect.Redis86, Dialect.Redis86, Dialect.Valkey9, Dialect.Valkey9, Dialect.Redis8, Dialect.Redis74];

    /// <summary>One disk for each state that a failed sync may leave and that a later sync does not repair.</summary>
    private static readonly DiskPreset[] FailingDisks =
        [DiskPreset.Ext4Ordered, DiskPreset.Ext4JournalLate, DiskPreset.BtrfsReverting];

    /// <summary>Every call that the subsystem makes, with its caller.</summary>
    public static IReadOnlyList<(SystemCall Call,
        Actor By)> Sites
    { get; } = [.. CallFaults.Sites.SelectMany(group => group.Sites).Concat(CallFaults.SitesOfParts).Distinct()];

    /// <summary>Makes the plan of a seed; it is the same on every machine.</summary>
    public static Plan Generate(ulong seed, GenerateOptions options)
    {
        var root = new Seed(seed);
        var swarm = Swarm.Draw(root);
        var asked = options.Dialect ?? Defects.Named(options.Defects).Dialect;
        var layout = asked?.Layout() ?? (swarm.Has(Feature.SeveralFiles)
            ? LogLayout.MultiPart
            : LogLayout.SingleFile);
        var config = DrawConfig(root.Stream("config"), swarm, options) with
        {
            Layout = layout,
            Dialect = options.Dialect
                ?? (asked is null && layout == LogLayout.MultiPart ? DrawDialect(root, swarm) : null),
            Timestamps = layout == LogLayout.MultiPart && swarm.Has(Feature.Timestamps),
            StartsOff = swarm.Has(Feature.StartsOff),
            ThresholdDivisor = swarm.Has(Feature.SmallThresholds)
                ? DrawDivisor(root.Stream(nameof(Feature.SmallThresholds)))
                : 1,
        };
        var dialect = config.ToAofConfig().Dialect;
        var commands = DrawCommands(root.Stream("workload"), swarm, dialect);
        return new Plan
        {
            Seed = seed,
            Config = config,
            Disk = DrawDisk(root.Stream("disk"), swarm, options),
            Busy = swarm.Has(Feature.BusyMachine),
            Pipeline = swarm.Has(Feature.Pipelines) ? root.Stream(nameof(Feature.Pipelines)).Range(2, 8) : 1,
            PipePages = swarm.Has(Feature.SmallPipes)
                ? root.Stream(nameof(Feature.SmallPipes)).Range(1, 2)
                : new Plan().PipePages,
            Steps =
            [
                .. commands.Concat(ProcessFaults.Steps(root, swarm, commands, dialect)).OrderBy(step => step.AtUs),
            ],
            Faults = CallFaults.On(
                layout, [.. CallFaults.Draw(root, swarm, layout), .. ProcessFaults.Faults(root, swarm)]),
        };
    }

    private static Dialect? DrawDialect(Seed root, Swarm swarm) => swarm.Has(Feature.NewerServers)
        ? root.Stream(nameof(Feature.NewerServers)).Pick<Dialect>(Newer)
        : null;

    /// <summary>The incremental fsync needs the largest one, so it comes in half of the cases.</summary>
    internal static int DrawDivisor(Prng draw) =>
        1 << (draw.Below(2) == 0 ? MostHalvings : draw.Range(1, MostHalvings));

    private static PlanConfig DrawConfig(Prng draw, Swarm swarm, GenerateOptions options)
    {
        var drawn = new PlanConfig
        {
            Policy = Policies[draw.Below(Policies.Length)],
            NoFsyncOnRewrite = swarm.Has(Feature.NoFsyncOnRewrite),
            AutoRewritePercentage = draw.Range(20, 200),
            AutoRewriteMinSize = draw.Range(1, draw.Range(1, 4000)),
            LoadTruncated = !swarm.Has(Feature.TornTailsRefused),
            IncrementalFsync = swarm.Has(Feature.IncrementalFsync),
            UseRdbPreamble = swarm.Has(Feature.Preamble),
            Defects = options.Defects,
        };
        return drawn with
        {
            Policy = options.Policy ?? drawn.Policy,
            AutoRewritePercentage = swarm.Has(Feature.AutoRewrite) ? drawn.AutoRewritePercentage : 0,
        };
    }

    private static PlanDisk DrawDisk(Prng draw, Swarm swarm, GenerateOptions options)
    {
        // The weakest disk may leave everything that the others may leave, so it is drawn often. Where syncs fail, the
        // disk matters by what a failed sync leaves.
        var preset = draw.OneIn(Odds.WeakestDisk)
            ? DiskPreset.PosixWeak
            : DiskPreset.All[draw.Below(DiskPreset.All.Count)];
        preset = swarm.Has(Feature.SyncFaults) ? FailingDisks[draw.Below(FailingDisks.Length)] : preset;
        var capacity = draw.Range(500, 8000);

        // A disk retries for a while before it reports an error.
        var syncMaxUs = draw.Range(100, swarm.Has(Feature.SyncFaults) ? 400_000 : 60_000);
        var evictsAfter = draw.Range(1, 12);
        return new PlanDisk
        {
            Preset = options.Disk ?? preset.Name,
            CapacityBytes = swarm.Has(Feature.LittleRoom) ? capacity : 0,
            ImagesPerCrash = options.ImagesPerCrash,
            EvictsAfter = swarm.Has(Feature.Evictions) ? evictsAfter : 0,
            SyncMaxUs = swarm.Has(Feature.SlowSyncs) ? SlowSyncUs : syncMaxUs,
        };
    }

    private static List<PlanStep> DrawCommands(Prng draw, Swarm swarm, Dialect dialect)
    {
        var workload = new Workload(draw, swarm, dialect);
        var clients = swarm.Has(Feature.ManyClients) ? draw.Range(2, 3) : 1;
        var count = draw.Range(4, MaxCommands);
        var paceUs = draw.Below(4) switch { 0 => 500, 1 => 20_000, 2 => 150_000, _ => 500_000 };
        var steps = new List<PlanStep>(count);
        var freeUs = new long[clients];
        var nowUs = 0L;
        var rewrittenUs = long.MinValue / 2;
        while (steps.Count < count)
        {
            // Clients do not wait for the end of a rewrite.
            nowUs += GapUs(draw, nowUs - rewrittenUs < RewriteUs ? Math.Min(paceUs, RewriteUs / 4) : paceUs);
            var client = draw.Below(clients);
            var group = workload.NextGroup();
            var pauses = draw.OneIn(Odds.Pauses) && !group.Any(IsRewrite);
            freeUs[client] = Math.Max(freeUs[client], nowUs);
            foreach (var command in group)
            {
                // Some clients send the commands of a group as fast as replies come. Others pause in between, sometimes
                // for long, and often before EXEC, so that commands of other clients come between.
                freeUs[client] += command[0] == "EXEC" && !draw.OneIn(Odds.ExecAtOnce)
                    ? draw.Range(0, Math.Max(4 * paceUs, LongPauseUs))
                    : !pauses ? 0
                    : draw.Range(0, draw.OneIn(Odds.LongPause) ? 4 * paceUs : paceUs / 8);
                steps.Add(new PlanStep { AtUs = freeUs[client], Client = client, Command = command });
                rewrittenUs = IsRewrite(command) ? freeUs[client] : rewrittenUs;
            }
        }

        return [.. steps.OrderBy(step => step.AtUs)];
    }

    private static bool IsRewrite(IReadOnlyList<string> command) => command[0] == "BGREWRITEAOF";

    /// <summary>Groups of commands come one by one, in bursts, or after a long pause.</summary>
    private static int GapUs(Prng draw, int paceUs) => draw.Below(12) switch
    {
        < 3 => draw.Range(500_000, 2_500_000),
        < 7 => draw.Range(0, BurstUs),
        _ => draw.Range(0, paceUs),
    };
}
