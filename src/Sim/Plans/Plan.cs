using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using Aof.Format;
using Aof.KnownDefects;
using Aof.State;
using Sim.Machine;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.Time;

namespace Sim.Plans;

/// <summary>
/// Everything that decides a run, as data: configuration, commands with their clients and times, faults, seed, crash.
/// The generator makes plans, and a run only reads one. So a kept plan fails in the same way after the generator has
/// changed.
/// </summary>
public sealed record Plan
{
    /// <summary>The version of the format that this code writes and reads.</summary>
    public const int CurrentVersion = 1;

    /// <summary>
    /// When the simulated machine is switched on, in microseconds since 1970. The times of steps count from there.
    /// </summary>
    public const long StartUs = VirtualClock.UsualStartUs;

    /// <summary>The format's version.</summary>
    public int Version { get; init; } = CurrentVersion;

    /// <summary>
    /// The root of the run's random streams (schedule, faults, disk). For a generated plan, the seed it was made from.
    /// </summary>
    public ulong Seed { get; init; }

    /// <summary>The server's configuration.</summary>
    public PlanConfig Config { get; init; } = new();

    /// <summary>The disk.</summary>
    public PlanDisk Disk { get; init; } = new();

    /// <summary>What clients send and what happens to processes and clocks, in order of time.</summary>
    public IReadOnlyList<PlanStep> Steps { get; init; } = [];

    /// <summary>The faults, until the healing phase begins.</summary>
    public IReadOnlyList<Fault> Faults { get; init; } = [];

    /// <summary>Other programs compete for the processor; see <see cref="SimulatedMachine.IsBusy"/>.</summary>
    public bool Busy { get; init; }

    /// <summary>How many commands a client sends at most before it waits for their replies.</summary>
    public int Pipeline { get; init; } = 1;

    /// <summary>How many pages a pipe has; see <see cref="SimulatedMachine.PipePages"/>.</summary>
    public int PipePages { get; init; } = 16;

    /// <summary>Switches the run to another seed at a given time; null: never.</summary>
    public Reseed? Reseed { get; init; }

    /// <summary>The one crash to check; null: every one.</summary>
    public CrashChoice? Crash { get; init; }

    /// <summary>
    /// The plan in words: a line for the settings, one for each fault and one for each step. <see cref="PlanFile"/>
    /// writes everything.
    /// </summary>
    public override string ToString() => PlanText.Of(this);
}

/// <summary>The settings of the server that a plan draws; the rest stays as Redis ships it.</summary>
public sealed record PlanConfig
{
    /// <summary>
    /// The resolved configurations. They are kept beside the records, so that neither JSON nor equality includes them.
    /// A changed copy of a record gets its own.
    /// </summary>
    private static readonly ConditionalWeakTable<PlanConfig, AofConfig> Resolved = [];

    /// <summary>Which files make the log. The usual one is not written into a plan.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public LogLayout Layout { get; init; }

    /// <summary>
    /// Whose commands and forms of values the server has; null: that in which the defects show, or else that of the
    /// fixed profile with these files.
    /// </summary>
    public Dialect? Dialect { get; init; }

    /// <summary>appendfsync.</summary>
    public FsyncPolicy Policy { get; init; } = FsyncPolicy.EverySecond;

    /// <summary>no-appendfsync-on-rewrite.</summary>
    public bool NoFsyncOnRewrite { get; init; }

    /// <summary>auto-aof-rewrite-percentage; 0 never rewrites by itself.</summary>
    public int AutoRewritePercentage { get; init; } = 100;

    /// <summary>auto-aof-rewrite-min-size, in bytes.</summary>
    public long AutoRewriteMinSize { get; init; } = 64L << 20;

    /// <summary>aof-load-truncated.</summary>
    public bool LoadTruncated { get; init; } = true;

    /// <summary>aof-rewrite-incremental-fsync.</summary>
    public bool IncrementalFsync { get; init; } = true;

    /// <summary>aof-use-rdb-preamble.</summary>
    public bool UseRdbPreamble { get; init; }

    /// <summary>aof-timestamp-enabled. The usual value is not written into a plan.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Timestamps { get; init; }

    /// <summary>
    /// The first server starts with appendonly no. Later ones start with "yes", as CONFIG REWRITE would have it. The
    /// usual value is not written into a plan.
    /// </summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool StartsOff { get; init; }

    /// <summary>Redis's own sizes are divided by this (see <see cref="Thresholds"/>).</summary>
    public int ThresholdDivisor { get; init; } = 1;

    /// <summary>Names of the known defects that are switched on (see <see cref="Defect"/>).</summary>
    public IReadOnlyList<string> Defects { get; init; } = [];

    /// <summary>The server's configuration for these settings, computed once.</summary>
    public AofConfig ToAofConfig() => Resolved.GetValue(this, static config => config.Resolve());

    private AofConfig Resolve()
    {
        var defects = Aof.KnownDefects.Defects.Named(Defects);
        var usual = defects.Dialect is { } shown && shown.Layout() == Layout ? shown
            : (Layout == LogLayout.MultiPart ? Profile.Hardened7 : Profile.Hardened).Dialect;
        return With(defects, Dialect ?? usual);
    }

    private AofConfig With(Defects defects, Dialect dialect) => new()
    {
        Dialect = dialect,
        FileName = ServerFiles.Log,
        Policy = Policy,
        NoFsyncOnRewrite = NoFsyncOnRewrite,
        AutoRewritePercentage = AutoRewritePercentage,
        AutoRewriteMinSize = AutoRewriteMinSize,
        LoadTruncated = LoadTruncated,
        RewriteIncrementalFsync = IncrementalFsync,
        UseRdbPreamble = UseRdbPreamble,
        Timestamps = Timestamps,
        Thresholds = Thresholds.DividedBy(ThresholdDivisor),
        Defects = defects,
    };
}

/// <summary>The disk of a plan.</summary>
public sealed record PlanDisk
{
    /// <summary>The preset's name: what a power loss may leave.</summary>
    public string Preset { get; init; } = "posix-weak";

    /// <summary>The preset of that name.</summary>
    [JsonIgnore]
    public DiskPreset Kind => DiskPreset.Named(Preset);

    /// <summary>Room in bytes until the healing phase; 0 is no limit.</summary>
    public long CapacityBytes { get; init; }

    /// <summary>How long an fsync takes at most, in microseconds.</summary>
    public int SyncMaxUs { get; init; } = 20_000;

    /// <summary>
    /// For disks that mark pages clean after a failed sync: the page cache drops these pages after so many further
    /// changes. 0: never.
    /// </summary>
    public int EvictsAfter { get; init; }

    /// <summary>
    /// The maximum number of power-loss images that are checked at each change of the disk. Where a crash allows more,
    /// they are sampled.
    /// </summary>
    public int ImagesPerCrash { get; init; } = 6;
}

/// <summary>What a step does besides sending a command.</summary>
public enum PlanEvent
{
    /// <summary>It sends a command.</summary>
    Command,

    /// <summary>A SIGKILL ends the rewrite child, if one lives.</summary>
    KillChild,

    /// <summary>The child gets a twentieth of its turns from now on.</summary>
    StarveChild,

    /// <summary>The child runs at full speed again.</summary>
    FeedChild,

    /// <summary>kill -9 ends the server. A supervisor restarts it at once, on the same disk and page cache.</summary>
    KillServer,

    /// <summary>
    /// The wall clock is set forward or back by <see cref="PlanStep.ByUs"/>, at exactly this time, even inside a call.
    /// </summary>
    StepClock,

    /// <summary>
    /// The whole machine stands still for <see cref="PlanStep.ByUs"/>, as a stopped virtual machine does. This happens
    /// at exactly this time, even inside a call.
    /// </summary>
    Pause,

    /// <summary>
    /// A SIGUSR1 ends the rewrite child, if one lives. It stands for an operator's order to stop the rewrite.
    /// </summary>
    EndChild,

    /// <summary>A SIGTERM asks the server to end in order. A supervisor restarts it when it has ended.</summary>
    Terminate,

    /// <summary>
    /// The program around the server closes it in order, by a call. A supervisor restarts it when it has ended.
    /// </summary>
    CloseServer,

    /// <summary>
    /// The connection of the step's client ends, and with it its transaction, its watches and its wait. The client
    /// connects again at once.
    /// </summary>
    Disconnect,
}

/// <summary>One step of a plan.</summary>
public sealed record PlanStep
{
    /// <summary>
    /// The number of the client that checks after the faults that the server heals. No plan contains it.
    /// </summary>
    internal const int HealingClient = int.MaxValue;

    /// <summary>
    /// When, in microseconds after the server's start. A client sends its next command only after the reply to the last
    /// one.
    /// </summary>
    public long AtUs { get; init; }

    /// <summary>Which client sends the command, or disconnects; meaningless for other events.</summary>
    public int Client { get; init; }

    /// <summary>What happens.</summary>
    public PlanEvent Event { get; init; }

    /// <summary>
    /// By how many microseconds the clock is set, or how long the machine stands still; 0 for every other event.
    /// </summary>
    public long ByUs { get; init; }

    /// <summary>The command's name and arguments, one character a byte (Latin-1); empty for other events.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];
}

/// <summary>
/// A branch of a run. Up to a given time it is identical; from then on the schedule and the choice of crash images
/// follow another seed. The schedule says how long things take, and which of two comes first. Commands, faults and the
/// program's own random numbers stay.
/// </summary>
/// <param name="AtUs">When, in microseconds after the server's start.</param>
/// <param name="Seed">The other seed.</param>
public sealed record Reseed(long AtUs, ulong Seed);

/// <summary>How the machine goes down.</summary>
public enum CrashKind
{
    /// <summary>The process is killed: the page cache survives.</summary>
    Kill,

    /// <summary>The power fails: what the disk's preset allows survives.</summary>
    PowerLoss,

    /// <summary>
    /// The machine shuts down in order, all cached data reach the disk, and one bit of the log flips.
    /// </summary>
    BitRot,
}

/// <summary>One crash: its place in the journal, and one of the images that it may leave.</summary>
/// <param name="Position">How many changes of the disk's journal came before it.</param>
/// <param name="Kind">The kind of crash.</param>
/// <param name="Image">The number of the image among those computed for this position (0 for a kill). For bit rot:
/// which bit of the log flips.</param>
public sealed record CrashChoice(int Position, CrashKind Kind, int Image);
