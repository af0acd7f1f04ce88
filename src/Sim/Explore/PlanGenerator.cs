using Aof;
using Sim.Chance;
using Sim.Disk;
using Sim.Faults;

namespace Sim.Explore;

/// <summary>Makes a plan out of a seed: of what its swarm has. Each part draws from a stream of its own, so that one part's draws leave the others as they were.</summary>
public static class PlanGenerator
{
    private const int MaxCommands = 64;
    private const int SlowSyncUs = 3_000_000;

    /// <summary>Every call that the subsystem makes, with who makes it.</summary>
    public static IReadOnlyList<(SystemCall Call, Actor By)> Sites { get; } = [.. CallFaults.Sites.SelectMany(group => group.Sites).Distinct()];

    /// <summary>The plan of a seed; the same on every machine.</summary>
    public static Plan Generate(ulong seed, ExploreOptions options)
    {
        var root = new Seed(seed);
        var swarm = Swarm.Draw(root);
        var commands = DrawCommands(root.Stream("workload"), swarm);
        return new Plan
        {
            Seed = seed,
            Config = DrawConfig(root.Stream("config"), swarm, options),
            Disk = DrawDisk(root.Stream("disk"), swarm, options),
            Steps = [.. commands.Concat(Mishaps.Steps(root, swarm, commands)).OrderBy(step => step.AtUs)],
            Faults = [.. CallFaults.Draw(root, swarm), .. Mishaps.Faults(root, swarm)],
        };
    }

    private static PlanConfig DrawConfig(Prng draw, Swarm swarm, ExploreOptions options)
    {
        var drawn = new PlanConfig
        {
            Policy = (FsyncPolicy)draw.Below(3),
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

    private static PlanDisk DrawDisk(Prng draw, Swarm swarm, ExploreOptions options)
    {
        // The weakest disk leaves what all others may leave, so it is drawn as often as a third of them together.
        var preset = draw.Below(4) == 0 ? DiskPreset.PosixWeak : DiskPreset.All[draw.Below(DiskPreset.All.Count)];
        var capacity = draw.Range(500, 8000);
        var syncMaxUs = draw.Range(100, 60_000);
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

    private static List<PlanStep> DrawCommands(Prng draw, Swarm swarm)
    {
        var workload = new Workload(draw, swarm);
        var clients = swarm.Has(Feature.ManyClients) ? draw.Range(2, 3) : 1;
        var count = draw.Range(4, MaxCommands);
        var paceUs = draw.Below(4) switch { 0 => 500, 1 => 20_000, 2 => 120_000, _ => 400_000 };
        var steps = new List<PlanStep>(count);
        var nowUs = 0L;
        while (steps.Count < count)
        {
            nowUs += draw.Below(25) == 0 ? draw.Range(500_000, 2_500_000) : draw.Range(0, paceUs);
            var client = draw.Below(clients);
            foreach (var command in workload.Errand())
            {
                steps.Add(new PlanStep { AtUs = nowUs, Client = client, Command = command });
            }
        }

        return steps;
    }
}
