using Aof;
using Aof.Os;
using Sim.Chance;
using Sim.Disk;
using Sim.Faults;

namespace Sim.Explore;

/// <summary>Makes a plan out of a seed. Each part draws from a stream of its own, so that one part's draws leave the others as they were.</summary>
public static class PlanGenerator
{
    private const int MaxCommands = 64;

    /// <summary>The plan of a seed; the same on every machine.</summary>
    public static Plan Generate(ulong seed, ExploreOptions options)
    {
        var root = new Seed(seed);
        var swarm = new Prng(root.Fork("swarm"));
        var config = DrawConfig(swarm, options);
        var disk = DrawDisk(swarm, options);
        var plan = new Plan
        {
            Seed = seed,
            Config = config,
            Disk = disk,
            Steps = DrawSteps(new Prng(root.Fork("workload"))),
            Faults = swarm.Below(3) == 0 ? [] : DrawFaults(new Prng(root.Fork("faults"))),
        };
        var mishaps = new Prng(root.Fork("mishaps"));
        return mishaps.Below(3) == 0 ? Mishaps.Add(plan, mishaps) : plan;
    }

    private static PlanConfig DrawConfig(Prng swarm, ExploreOptions options)
    {
        var drawn = new PlanConfig
        {
            Policy = (FsyncPolicy)swarm.Below(3),
            NoFsyncOnRewrite = swarm.Below(4) == 0,
            AutoRewritePercentage = swarm.Below(3) == 0 ? 0 : swarm.Range(20, 200),
            AutoRewriteMinSize = swarm.Range(200, 4000),
            LoadTruncated = swarm.Below(8) != 0,
            IncrementalFsync = swarm.Below(2) == 0,
            UseRdbPreamble = swarm.Below(2) == 0,
            Defects = options.Defects,
        };
        return options.Policy is { } policy ? drawn with { Policy = policy } : drawn;
    }

    private static PlanDisk DrawDisk(Prng swarm, ExploreOptions options)
    {
        // The weakest disk leaves what all others may leave, so it is drawn as often as a third of them together.
        var preset = swarm.Below(4) == 0 ? DiskPreset.PosixWeak : DiskPreset.All[swarm.Below(DiskPreset.All.Count)];
        var full = swarm.Below(8) == 0;
        return new PlanDisk
        {
            Preset = options.Disk ?? preset.Name,
            CapacityBytes = full ? swarm.Range(500, 8000) : 0,
            ImagesPerCrash = options.ImagesPerCrash,
            EvictsAfter = swarm.Below(4) == 0 ? swarm.Range(1, 12) : 0,
            SyncMaxUs = swarm.Below(6) == 0 ? 3_000_000 : swarm.Range(100, 60_000),
        };
    }

    private static List<PlanStep> DrawSteps(Prng draw)
    {
        var workload = new Workload(draw);
        var clients = draw.Range(1, 3);
        var count = draw.Range(4, MaxCommands);
        var paceUs = draw.Below(4) switch { 0 => 500, 1 => 20_000, 2 => 120_000, _ => 400_000 };
        var toggles = draw.Below(12) == 0;
        var steps = new List<PlanStep>(count);
        var nowUs = 0L;
        while (steps.Count < count)
        {
            nowUs += draw.Below(25) == 0 ? draw.Range(500_000, 2_500_000) : draw.Range(0, paceUs);
            if (draw.Below(30) == 0)
            {
                steps.Add(new PlanStep { AtUs = nowUs, Event = (PlanEvent)draw.Range((int)PlanEvent.KillChild, (int)PlanEvent.KillServer) });
                continue;
            }

            if (toggles && draw.Below(15) == 0)
            {
                steps.Add(new PlanStep { AtUs = nowUs, Command = ["CONFIG", "SET", "appendonly", draw.Below(3) == 0 ? "no" : "yes"] });
                continue;
            }

            var client = draw.Below(clients);
            foreach (var command in workload.Errand())
            {
                steps.Add(new PlanStep { AtUs = nowUs, Client = client, Command = command });
            }
        }

        return steps;
    }

    private static List<Fault> DrawFaults(Prng draw)
    {
        var faults = new List<Fault>();
        for (var n = draw.Range(1, 3); n > 0; n--)
        {
            faults.Add(DrawFault(draw));
        }

        if (draw.Below(4) == 0)
        {
            faults.AddRange(DrawFullDisk(draw));
        }

        if (draw.Below(8) == 0)
        {
            faults.AddRange(DrawReadOnlyDisk(draw));
        }

        return faults;
    }

    /// <summary>A file system that meets an error and mounts itself read-only.</summary>
    private static Fault[] DrawReadOnlyDisk(Prng draw)
    {
        var (call, by) = ReadOnlySites[draw.Below(ReadOnlySites.Length)];
        var nth = draw.Range(1, call == SystemCall.Write ? 20 : 4);
        var error = new Fault { Call = call, By = by, Nth = nth, Times = 1, Kind = FaultKind.Error, Errno = Errno.EIO };
        return [error, error with { Nth = nth + 1, Errno = Errno.EROFS }];
    }

    /// <summary>A disk that fills up: it takes the beginning of a write, and then nothing, for a while.</summary>
    private static Fault[] DrawFullDisk(Prng draw)
    {
        var nth = draw.Range(1, 20);
        var cut = new Fault { Call = SystemCall.Write, By = Actor.Server, Nth = nth, Times = 1, Kind = FaultKind.Short, Amount = draw.Range(1, 60) };
        return [cut, cut with { Nth = nth + 1, Times = draw.Range(1, 4), Kind = FaultKind.Error, Errno = Errno.ENOSPC, Amount = 0 }];
    }

    /// <summary>Faults where they can happen: a call, who makes it, how often it comes, and what goes wrong.</summary>
    private static Fault DrawFault(Prng draw)
    {
        var (call, by) = Sites[draw.Below(Sites.Count)];
        var isWrite = call is SystemCall.Write;
        var kind = draw.Below(6) switch
        {
            0 => FaultKind.Slow,
            1 or 2 when isWrite || call == SystemCall.Read => FaultKind.Short,
            3 or 4 when call == SystemCall.Read => FaultKind.Flip,
            _ => FaultKind.Error,
        };
        return new Fault
        {
            Call = call,
            By = by,
            Nth = draw.Range(1, isWrite ? 30 : 5),
            Times = draw.Below(4) switch { 0 => draw.Range(2, 6), 1 when by != Actor.Child => -1, _ => 1 },
            Kind = kind,
            Errno = kind == FaultKind.Error ? DrawErrno(draw, call) : Errno.None,
            Amount = kind switch { FaultKind.Slow => draw.Range(1_000, 3_000_000), FaultKind.Short => draw.Range(1, 60), FaultKind.Flip => draw.Range(1, 4000), _ => 0 },
        };
    }

    private static Errno DrawErrno(Prng draw, SystemCall call) => call switch
    {
        SystemCall.Write => draw.Below(4) switch { 0 => Errno.EIO, 1 => Errno.EINTR, 2 => Errno.EDQUOT, _ => Errno.ENOSPC },
        SystemCall.Sync or SystemCall.SyncData or SystemCall.Close => draw.Below(6) switch { 0 => Errno.ENOSPC, 1 => Errno.EDQUOT, _ => Errno.EIO },
        SystemCall.Open => draw.Below(3) switch { 0 => Errno.EMFILE, 1 => Errno.EINTR, _ => Errno.EIO },
        SystemCall.OpenDirectory => draw.Below(2) == 0 ? Errno.EMFILE : Errno.EIO,
        SystemCall.Fork => draw.Below(2) == 0 ? Errno.EAGAIN : Errno.ENOMEM,
        SystemCall.PipeCreate => Errno.EMFILE,
        SystemCall.PipeWrite => draw.Below(2) == 0 ? Errno.EPIPE : Errno.EAGAIN,
        SystemCall.PipeRead => Errno.EIO,
        _ => Errno.EIO,
    };

    private static readonly (SystemCall Call, Actor By)[] ReadOnlySites =
    [
        (SystemCall.Write, Actor.Server), (SystemCall.Write, Actor.Child), (SystemCall.Truncate, Actor.Server), (SystemCall.Rename, Actor.Server), (SystemCall.Rename, Actor.Child),
    ];

    /// <summary>Every call that the subsystem makes, with who makes it.</summary>
    public static IReadOnlyList<(SystemCall Call, Actor By)> Sites { get; } =
    [
        (SystemCall.Write, Actor.Server), (SystemCall.Write, Actor.Server), (SystemCall.Write, Actor.Child),
        (SystemCall.SyncData, Actor.Server), (SystemCall.SyncData, Actor.Background), (SystemCall.Sync, Actor.Server), (SystemCall.Sync, Actor.Child),
        (SystemCall.Truncate, Actor.Server), (SystemCall.Open, Actor.Server), (SystemCall.Open, Actor.Child), (SystemCall.OpenDirectory, Actor.Server),
        (SystemCall.Close, Actor.Server), (SystemCall.Close, Actor.Child), (SystemCall.Close, Actor.Background),
        (SystemCall.Rename, Actor.Server), (SystemCall.Rename, Actor.Child), (SystemCall.Unlink, Actor.Server), (SystemCall.Size, Actor.Server), (SystemCall.SeekEnd, Actor.Server),
        (SystemCall.Read, Actor.Server), (SystemCall.Read, Actor.Server), (SystemCall.List, Actor.Server),
        (SystemCall.PipeCreate, Actor.Server), (SystemCall.PipeRead, Actor.Server), (SystemCall.PipeRead, Actor.Child), (SystemCall.PipeWrite, Actor.Server), (SystemCall.PipeWrite, Actor.Child),
        (SystemCall.Fork, Actor.Server),
    ];
}
