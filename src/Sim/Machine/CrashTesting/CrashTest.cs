using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.FileSystem;
using Sim.Machine.Process;
using Sim.Machine.Random;
using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Machine.CrashTesting;

/// <summary>The size of a crash test, and the disks and faults that it tries.</summary>
public sealed record CrashTestOptions
{
    /// <summary>The first seed. To repeat a failure, set its seed here and <see cref="Seeds"/> to 1.</summary>
    public ulong FirstSeed { get; init; } = 1;

    /// <summary>The number of seeds. Each seed is one run of the program.</summary>
    public int Seeds { get; init; } = 100;

    /// <summary>The number of steps in a run, as <see cref="Life{TStep}.Steps"/>.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>The disks. Each seed chooses one; at least one is required.</summary>
    public IReadOnlyList<DiskPreset> Disks { get; init; } = [DiskPreset.PosixWeak];

    /// <summary>
    /// The largest number of power-loss images that are tried at each crash point, at least 1. When there are more, a
    /// sample of that size is tried.
    /// </summary>
    public int ImagesPerCrash { get; init; } = 8;

    /// <summary>Draws the faults of a run, such as a failed fsync; by default there are none.</summary>
    public Func<Prng, FaultPlan> Faults { get; init; } = static _ => FaultPlan.None;
}

/// <summary>The result of a crash test.</summary>
/// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
/// <param name="Seeds">The number of runs.</param>
/// <param name="States">The number of recoveries: one for each pair of crash point and image.</param>
/// <param name="Failure">The first failure, with the fewest steps; null when every promise was kept.</param>
public sealed record CrashReport<TStep>(int Seeds, long States, CrashFailure<TStep>? Failure);

/// <summary>
/// Crashes a program at every change of its disk. Each seed is one run on a simulated machine. At each crash point the
/// program must recover from the image that kill -9 leaves, and from those that a power loss may leave.
/// </summary>
public static class CrashTest
{
    /// <summary>Runs seeds in order until one fails, then looks for the fewest steps that still fail.</summary>
    /// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
    /// <param name="tested">The program under test.</param>
    /// <param name="options">The seeds, disks and faults.</param>
    public static CrashReport<TStep> Run<TStep>(ICrashTested<TStep> tested, CrashTestOptions options)
    {
        var states = 0L;
        for (var done = 0; done < options.Seeds; done++)
        {
            var seed = options.FirstSeed + (ulong)done;
            if (OneLife(tested, options, seed, options.Steps, ref states) is { } failure)
            {
                return new CrashReport<TStep>(done + 1, states, Shortest(tested, options, failure));
            }
        }

        return new CrashReport<TStep>(options.Seeds, states, null);
    }

    /// <summary>The failure of the same seed with the fewest steps that still fail.</summary>
    private static CrashFailure<TStep> Shortest<TStep>(
        ICrashTested<TStep> tested, CrashTestOptions options, CrashFailure<TStep> failure)
    {
        for (var steps = 0; steps < failure.Steps; steps++)
        {
            var states = 0L;
            if (OneLife(tested, options, failure.Seed, steps, ref states) is { } shorter)
            {
                return shorter;
            }
        }

        return failure;
    }

    private static CrashFailure<TStep>? OneLife<TStep>(
        ICrashTested<TStep> tested, CrashTestOptions options, ulong number, int steps, ref long states)
    {
        var seed = new Seed(number);
        var disk = options.Disks[seed.Stream("disk").Below(options.Disks.Count)];
        var life = new Life<TStep>(seed.Fork("life"), steps);
        var moments = new List<(int Begun, int Acknowledged)>();
        var faults = new FaultInjector(options.Faults(seed.Stream("plan")), seed.Fork("faults"));
        var machine = new SimulatedMachine(
            new VirtualDisk(), faults, seed, new Trace(), VirtualClock.UsualStartUs);
        machine.Disk.FailAs(disk);
        machine.Disk.Changing += () => moments.Add(life.Now);
        Live(tested, machine.BootServer(SilentLog.Instance, seed.Stream("host")), life);
        moments.Add(life.Now);
        var model = new CrashModel(DiskImage.Empty, machine.Disk.Journal);
        for (var position = 0; position < moments.Count; position++)
        {
            model.MoveTo(position);
            var history = life.HistoryAt(moments[position]);
            foreach (var (image, how) in Images(
                model, disk, options.ImagesPerCrash, seed.Fork("images").Fork(position).Stream()))
            {
                states++;
                if (Wrong(tested, image, history) is { } wrong)
                {
                    return new CrashFailure<TStep>(number, steps, disk.Name, how, position, wrong, history,
                        [.. Enumerable.Range(0, position).Select(change => machine.Disk.Journal[change].ToString())],
                        image);
                }
            }
        }

        return null;
    }

    private static void Live<TStep>(ICrashTested<TStep> tested, Host host, Life<TStep> life)
    {
        try
        {
            tested.Live(host, life);
        }
        catch (ProcessExit)
        {
            // The program ended itself. Its promises still hold, so its files are checked.
        }
    }

    private static IEnumerable<(DiskImage Image, string How)> Images(
        CrashModel model, DiskPreset disk, int bound, Prng prng)
    {
        yield return (model.KillImage(), "kill -9");
        foreach (var image in model.PowerLossImages(disk, bound, prng))
        {
            yield return (image, "power loss");
        }
    }

    private static string? Wrong<TStep>(ICrashTested<TStep> tested, DiskImage image, StepHistory<TStep> history)
    {
        var machine = new SimulatedMachine(
            VirtualDisk.From(image), FaultInjector.None, new Seed(0), new Trace(), VirtualClock.UsualStartUs)
        {
            Timings = MachineTimings.Instant,
        };
        try
        {
            return tested.Recover(machine.BootServer(SilentLog.Instance, new Seed(0).Stream()), history);
        }
        catch (ProcessExit exit)
        {
            return Invariant($"it does not start, exit code {exit.Code}: {exit.Message}");
        }
    }
}
