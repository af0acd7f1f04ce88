using System.Globalization;
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

/// <summary>What to try.</summary>
public sealed record CrashTestOptions
{
    /// <summary>The first seed; a failure names its seed, and a run of that one alone shows it again.</summary>
    public ulong FirstSeed { get; init; } = 1;

    /// <summary>How many seeds.</summary>
    public int Seeds { get; init; } = 100;

    /// <summary>How many steps a life has.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>What the disk may do in a power loss: one of these, by the seed.</summary>
    public IReadOnlyList<DiskPreset> Disks { get; init; } = [DiskPreset.PosixWeak];

    /// <summary>How many images of a power loss are tried at each change of the disk: all when there are no more, else a sample.</summary>
    public int ImagesPerCrash { get; init; } = 8;

    /// <summary>What goes wrong while the program lives; by default nothing does.</summary>
    public Func<Prng, FaultPlan> Faults { get; init; } = static _ => FaultPlan.None;
}

/// <summary>What was tried, and the first failure with the fewest steps; null when every promise was kept.</summary>
/// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
/// <param name="Seeds">Lives lived.</param>
/// <param name="States">Crash states tried: pairs of a crash point and an image.</param>
/// <param name="Failure">The failure.</param>
public sealed record CrashReport<TStep>(int Seeds, long States, CrashFailure<TStep>? Failure);

/// <summary>
/// Crashes a program everywhere: one life a seed on a simulated machine, and at each change of its disk the image that kill -9 leaves and those that
/// a power loss may leave, on each of which the program must recover.
/// </summary>
public static class CrashTest
{
    /// <summary>Runs seed after seed until something fails.</summary>
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

    /// <summary>The same seed with as few steps as still fail.</summary>
    private static CrashFailure<TStep> Shortest<TStep>(ICrashTested<TStep> tested, CrashTestOptions options, CrashFailure<TStep> failure)
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

    private static CrashFailure<TStep>? OneLife<TStep>(ICrashTested<TStep> tested, CrashTestOptions options, ulong number, int steps, ref long states)
    {
        var seed = new Seed(number);
        var disk = options.Disks[seed.Stream("disk").Below(options.Disks.Count)];
        var life = new Life<TStep>(seed.Fork("life"), steps);
        var moments = new List<(int Begun, int Acknowledged)>();
        var faults = new FaultInjector(options.Faults(seed.Stream("plan")), seed.Fork("faults"));
        SimulatedMachine machine = new SimulatedMachine(new VirtualDisk { FailedSync = disk.FailedSync }, MachineTimings.Default, faults, seed, new Trace(), VirtualClock.UsualStartUs);
        void Note() => moments.Add(life.Now);
        machine.Disk.Changing += Note;
        try
        {
            tested.Live(machine.BootServer(SilentLog.Instance, seed.Stream("host")), life);
        }
        catch (ProcessExit)
        {
            // Its files are what counts.
        }

        machine.Disk.Changing -= Note;
        moments.Add(life.Now);
        var model = new CrashModel(DiskImage.Empty, machine.Disk.Journal);
        for (var position = 0; position < moments.Count; position++)
        {
            model.MoveTo(position);
            var told = life.ToldAt(moments[position]);
            foreach (var (image, how) in Images(model, disk, options.ImagesPerCrash, seed.Fork("images").Fork(position).Stream()))
            {
                states++;
                if (Wrong(tested, image, told) is { } wrong)
                {
                    return new CrashFailure<TStep>(number, steps, disk.Name, how, position, wrong, told, [.. Enumerable.Range(0, position).Select(change => machine.Disk.Journal[change].ToString())], image);
                }
            }
        }

        return null;
    }

    private static IEnumerable<(DiskImage Image, string How)> Images(CrashModel model, DiskPreset disk, int bound, Prng chance)
    {
        yield return (model.KillImage(), "kill -9");
        foreach (var image in model.PowerLossImages(disk, bound, chance))
        {
            yield return (image, "power loss");
        }
    }

    private static string? Wrong<TStep>(ICrashTested<TStep> tested, DiskImage image, StepHistory<TStep> told)
    {
        SimulatedMachine machine = new SimulatedMachine(VirtualDisk.From(image), MachineTimings.Instant, FaultInjector.None, new Seed(0), new Trace(), VirtualClock.UsualStartUs);
        try
        {
            return tested.Recover(machine.BootServer(SilentLog.Instance, new Seed(0).Stream()), told);
        }
        catch (ProcessExit exit)
        {
            return string.Create(CultureInfo.InvariantCulture, $"it does not start, exit code {exit.Code}: {exit.Message}");
        }
    }
}
