using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.Random;

namespace Sim.Machine.CrashTesting;

/// <summary>The size of a crash test, and the disks and faults that it tries.</summary>
public sealed record CrashTestOptions
{
    /// <summary>In a token, after the name of a disk that is no preset.</summary>
    internal const char OwnDisk = '*';

    private static readonly Func<Prng, FaultPlan> NoFaults = static _ => FaultPlan.None;

    /// <summary>The first seed.</summary>
    public ulong FirstSeed { get; init; } = 1;

    /// <summary>The number of seeds, at least 1. Each seed is one run of the program.</summary>
    public int Seeds { get; init; } = 100;

    /// <summary>
    /// The number of threads, at least 1. Each runs other seeds; the report is the same. With more than one, the test
    /// is called by several threads at once, each with a host of its own.
    /// </summary>
    public int Jobs { get; init; } = 1;

    /// <summary>The number of steps of a first life, as <see cref="Life{TStep}.Steps"/>, at least 1.</summary>
    public int Steps { get; init; } = 20;

    /// <summary>The disks. Each seed chooses one; at least one is required.</summary>
    public IReadOnlyList<DiskPreset> Disks { get; init; } = [DiskPreset.PosixWeak];

    /// <summary>
    /// The largest number of power-loss images that are tried at each crash point, at least 1. When there are more, a
    /// sample of that size is tried. While a seed is cheap, the next one tries twice as many, up to eight times this.
    /// </summary>
    public int ImagesPerCrash { get; init; } = 8;

    /// <summary>
    /// The number of lives, at least 1. A later life recovers, goes on, and is crashed at each change of its own, so
    /// with 1 the recovery is not crashed.
    /// </summary>
    public int Lives { get; init; } = 2;

    /// <summary>The number of crashes of a life after which a next life is tried.</summary>
    public int NextLives { get; init; } = 8;

    /// <summary>The number of steps of a later life, at least 0.</summary>
    public int NextSteps { get; init; } = 4;

    /// <summary>
    /// A power loss may lose what was promised in this time before it, in virtual time; kill -9 may not. For programs
    /// that sync every second.
    /// </summary>
    public TimeSpan PowerLossGrace { get; init; } = TimeSpan.Zero;

    /// <summary>A process that makes more calls than this hangs.</summary>
    public int MaxCalls { get; init; } = 200_000;

    /// <summary>
    /// A process that makes no call for this long, in real time, hangs: it is in a loop without a call, or waits for
    /// what never comes. On a busy computer it is given more time. .NET cannot stop it, so it is left alone, and the
    /// test ends.
    /// </summary>
    public TimeSpan MaxTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The first so many seeds run twice, and must do the same.</summary>
    public int SeedsRunTwice { get; init; } = 2;

    /// <summary>
    /// Draws the faults of a first life, such as a failed fsync; by default there are none. After a fault an
    /// <see cref="IOException"/> ends the program, like <see cref="Os.ProcessExit"/>.
    /// </summary>
    public Func<Prng, FaultPlan> Faults { get; init; } = NoFaults;

    /// <summary>The tokens of earlier failures. They are tried before the seeds.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>Some seeds should have faults.</summary>
    internal bool WantsFaults => Faults != NoFaults;

    /// <summary>Throws <see cref="ArgumentException"/> when nothing could be tested with these options.</summary>
    internal void MustBeValid()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Seeds, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Jobs, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Steps, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(ImagesPerCrash, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(Lives, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(NextLives);
        ArgumentOutOfRangeException.ThrowIfNegative(NextSteps);
        ArgumentOutOfRangeException.ThrowIfLessThan(PowerLossGrace, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxCalls, 1);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(MaxTime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegative(SeedsRunTwice);
        ArgumentNullException.ThrowIfNull(Faults);
        ArgumentNullException.ThrowIfNull(Kept);
        ArgumentNullException.ThrowIfNull(Disks);
        ArgumentOutOfRangeException.ThrowIfZero(Disks.Count);
        foreach (var disk in Disks)
        {
            ArgumentNullException.ThrowIfNull(disk, nameof(Disks));
        }
    }
}
