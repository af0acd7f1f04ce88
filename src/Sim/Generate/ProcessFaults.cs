using Aof.KnownDefects;
using Sim.Machine.Faults;
using Sim.Machine.Random;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;

namespace Sim.Generate;

/// <summary>
/// The nemesis: faults of processes, threads, pipes and clocks, and acts of an operator. A process is killed inside a
/// call; a child exits or hangs; a background job hangs; an answer does not come; the clock is set; the machine stands
/// still.
/// </summary>
internal static class ProcessFaults
{
    private const int MinuteUs = 60_000_000;

    /// <summary>A client that sends nothing else.</summary>
    private const int SwitchingClient = 3;

    private static readonly PlanEvent[] ChildEvents = [PlanEvent.KillChild, PlanEvent.EndChild, PlanEvent.StarveChild,
        PlanEvent.FeedChild];

    private static readonly string[] YesOrNo = ["yes", "no"];

    private static readonly string[] Asked = ["aof-*", "*"];

    /// <summary>
    /// The settings that CONFIG SET changes, but for appendonly, with values. The first is the policy. The server
    /// refuses the last two settings and the value "?".
    /// </summary>
    public static IReadOnlyList<(string Name, IReadOnlyList<string> Values)> Settings { get; } =
    [
        ("appendfsync", ["always", "everysec", "no", "?"]), ("no-appendfsync-on-rewrite", [.. YesOrNo, "?"]),
        ("auto-aof-rewrite-percentage", ["0", "1", "50", "200", "?"]),
        ("auto-aof-rewrite-min-size", ["1", "200", "3000", "?"]),
        ("aof-use-rdb-preamble", [.. YesOrNo, "?"]), ("aof-rewrite-incremental-fsync", [.. YesOrNo, "?"]),
        ("aof-load-truncated", [.. YesOrNo, "?"]), ("appendfilename", ["other.aof"]), ("databases", ["4"]),
    ];

    private static readonly SystemCall[] ChildCalls =
    [
        SystemCall.Open, SystemCall.Write, SystemCall.Write, SystemCall.Sync, SystemCall.PipeRead, SystemCall.PipeWrite,
        SystemCall.Close, SystemCall.Rename,
    ];

    private static readonly SystemCall[] ServerCalls =
    [
        SystemCall.Write, SystemCall.Write, SystemCall.Write, SystemCall.Write, SystemCall.SyncData,
        SystemCall.SyncData, SystemCall.Sync, SystemCall.Open,
        SystemCall.Rename, SystemCall.Close, SystemCall.Unlink, SystemCall.Truncate, SystemCall.Read, SystemCall.Size,
        SystemCall.List, SystemCall.OpenDirectory,
        SystemCall.Fork, SystemCall.Kill, SystemCall.Reap, SystemCall.PipeCreate, SystemCall.PipeRead,
        SystemCall.PipeWrite,
    ];

    /// <summary>The events beside the clients' commands: one or several of each kind that the seed has.</summary>
    /// <param name="root">The root of the seed's random streams.</param>
    /// <param name="swarm">The features of the seed.</param>
    /// <param name="commands">The clients' commands.</param>
    /// <param name="dialect">Whose commands there are.</param>
    public static IEnumerable<PlanStep> Steps(
        Seed root, Swarm swarm, IReadOnlyList<PlanStep> commands, Dialect dialect)
    {
        var when = new Moments(commands);
        return
        [
            .. Several(
            Feature.ServerKills, 4, draw => new PlanStep { AtUs = when.Any(draw), Event = PlanEvent.KillServer }),
            .. Several(Feature.OrderlyEnds, 3, draw => Ended(draw, when.Any(draw))),
            .. Several(Feature.ChildKills, 5,
            draw => new PlanStep { AtUs = when.Any(draw), Event = draw.Pick<PlanEvent>(ChildEvents) }),
            .. Several(Feature.ClockSteps, 3, draw => ClockSet(draw, when.Any(draw))),
            .. Several(Feature.Pauses, 2, draw => Paused(draw, when.Any(draw))),
            .. Several(Feature.Settings, 4, draw => Setting(draw, when.Any(draw))).SelectMany(pair => pair),
            .. Several(Feature.Disconnects, 4, draw => Disconnected(draw, when.Any(draw))),
            .. Several(Feature.Switches, 4, draw => Switched(when.Any(draw), on: !draw.OneIn(Odds.SwitchOff))),
            .. Several(Feature.StartsOff, 1, draw => Switched(when.Any(draw), on: true)),
            .. swarm.Has(Feature.Switches) && swarm.Has(Feature.SyncWaits) && dialect >= Dialect.Redis72
                ? SwitchedOnInTransaction(root.Stream(nameof(SwitchedOnInTransaction)), when)
                : [],
        ];

        IEnumerable<T> Several<T>(Feature feature, int most, Func<Prng, T> one) =>
            Drawn(root, swarm, feature, most, one);
    }

    /// <summary>
    /// Processes and jobs that die or hang inside a call: one or more of each kind that the seed has.
    /// </summary>
    public static IEnumerable<Fault> Faults(Seed root, Swarm swarm) =>
    [
        .. Drawn(root, swarm, Feature.DeathsInCalls, 2, ServerKilled),
        .. Drawn(root, swarm, Feature.ChildLosses, 2, ChildLost),
        .. Drawn(root, swarm, Feature.StuckJobs, 1, BackgroundStuck),
        .. Drawn(root, swarm, Feature.BrokenPipes, 3, PipeBroken),
        .. swarm.Has(Feature.SmallPipes) ? ReadInPieces(root.Stream(nameof(ReadInPieces))) : [],
    ];

    private static IEnumerable<T> Drawn<T>(Seed root, Swarm swarm, Feature feature, int most, Func<Prng, T> one)
    {
        var draw = root.Stream(feature.ToString());
        return swarm.Has(feature) ? [.. Enumerable.Range(0, draw.Range(1, most)).Select(_ => one(draw))] : [];
    }

    private static PlanStep Switched(long atUs, bool on) =>
        new() { AtUs = atUs, Command = ["CONFIG", "SET", "appendonly", on ? "yes" : "no"] };

    /// <summary>The first rewrite begins only behind the transaction, and has what nothing else has.</summary>
    private static IEnumerable<PlanStep> SwitchedOnInTransaction(Prng draw, Moments when)
    {
        string[][] commands =
        [
            ["CONFIG", "SET", "appendonly", "no"], ["MULTI"], ["SET", "s0", "1"],
            ["CONFIG", "SET", "appendonly", "yes"], ["SET", "s0", "2"], ["EXEC"], ["WAITAOF", "1", "0", "3000"],
        ];
        var atUs = when.Any(draw);
        return !draw.OneIn(Odds.SwitchedOnInTransaction) ? [] : commands.Select(
            (command, i) => new PlanStep { AtUs = atUs + i, Client = SwitchingClient, Command = command });
    }

    private static PlanStep Ended(Prng draw, long atUs) => draw.OneIn(Odds.EndBySignal)
        ? new PlanStep { AtUs = atUs, Event = PlanEvent.Terminate }
        : draw.OneIn(Odds.EndByCall) ? new PlanStep { AtUs = atUs, Event = PlanEvent.CloseServer }
        : new PlanStep { AtUs = atUs, Command = draw.OneIn(Odds.NoSave) ? ["SHUTDOWN", "NOSAVE"] : ["SHUTDOWN"] };

    private static PlanStep Disconnected(Prng draw, long atUs) =>
        new() { AtUs = atUs, Client = draw.Below(3), Event = PlanEvent.Disconnect };

    /// <summary>CONFIG SET of a setting, and a question to the server: mostly CONFIG GET of it.</summary>
    private static PlanStep[] Setting(Prng draw, long atUs)
    {
        var (name, values) = Settings[draw.OneIn(Odds.PolicyAmongSettings) ? 0 : draw.Below(Settings.Count)];
        string[] question = draw.Below(6) switch
        {
            0 => ["CONFIG", "RESETSTAT"],
            1 => ["CONFIG", "GET", draw.Pick<string>(Asked)],
            2 => ["INFO", "persistence"],
            _ => ["CONFIG", "GET", name],
        };
        return
        [
            new PlanStep { AtUs = atUs, Command = ["CONFIG", "SET", name, values[draw.Below(values.Count)]] },
            new PlanStep { AtUs = atUs, Command = question },
        ];
    }

    private static PlanStep ClockSet(Prng draw, long atUs)
    {
        var byUs = (long)draw.Range(1, 1_000_000) * (draw.Below(4) switch { 0 => 1, 1 => 60, _ => 7_200 });
        byUs = draw.OneIn(Odds.ClockForward) ? byUs : -byUs;
        return new PlanStep { AtUs = atUs, Event = PlanEvent.StepClock, ByUs = byUs };
    }

    private static PlanStep Paused(Prng draw, long atUs) =>
        new()
        {
            AtUs = atUs,
            Event = PlanEvent.Pause,
            ByUs = draw.Range(1_000, draw.OneIn(Odds.ShortMachinePause) ? 10_000_000 : 20 * MinuteUs),
        };

    private static Fault ServerKilled(Prng draw)
    {
        var call = draw.Pick<SystemCall>(ServerCalls);
        return new Fault
        {
            Call = call,
            By = Actor.Server,
            Nth = draw.Range(1, call == SystemCall.Write ? 30 : call == SystemCall.Reap ? 100 : 8),
            Times = draw.OneIn(Odds.KilledTwice) ? 2 : 1,
            Kind = Death(draw),
        };
    }

    private static Fault ChildLost(Prng draw)
    {
        var kind = draw.Below(4) switch { 0 => FaultKind.Hang, 1 => FaultKind.Exit, _ => Death(draw) };
        return new Fault
        {
            Call = draw.Pick<SystemCall>(ChildCalls),
            By = Actor.Child,
            Nth = draw.Range(1, 4),
            Times = draw.OneIn(Odds.EveryChildLost) ? Fault.ForEver : 1,
            Kind = kind,
            Amount = kind == FaultKind.Exit ? 1 : 0,
        };
    }

    private static FaultKind Death(Prng draw) =>
        draw.OneIn(Odds.KilledBefore) ? FaultKind.KilledBefore : FaultKind.KilledAfter;

    private static Fault BackgroundStuck(Prng draw) => new()
    {
        Call = draw.OneIn(Odds.StuckClose) ? SystemCall.Close : SystemCall.SyncData,
        By = Actor.Background,
        Nth = draw.Range(1, 4),
        Kind = FaultKind.Hang,
    };

    /// <summary>
    /// A child that finds the diff at its end, and is then away until the time for it is over. What has come meanwhile
    /// it reads after the server's answer, in pieces.
    /// </summary>
    private static Fault[] ReadInPieces(Prng draw)
    {
        var away = new Fault
        {
            Call = SystemCall.PipeRead,
            By = Actor.Child,
            Nth = draw.Range(1, 4),
            Times = 1,
            Kind = FaultKind.Slow,
            Amount = draw.Range(1_000_000, 1_500_000),
        };
        var pieces = away with
        {
            Nth = away.Nth + 1,
            Times = Fault.ForEver,
            Kind = FaultKind.Short,
            Amount = draw.Range(1, 60),
        };
        return [away, CallFaults.Bounded(pieces)];
    }

    /// <summary>
    /// Breaks one of the three pipes of a rewrite. The third brings the server's answer: it is lost, comes after the
    /// child's timeout, or just before it. The first brings the diff: it cannot be read, or cannot be written, once or
    /// always.
    /// </summary>
    private static Fault PipeBroken(Prng draw)
    {
        var rewrite = Math.Max(0, draw.Below(5) - 2);
        var pipe = draw.OneIn(Odds.AnswerPipe) ? 3 : 1;
        var isRead = pipe == 1 && !draw.OneIn(Odds.DiffWriteFails);
        var (kind, errno) = isRead ? (FaultKind.Error, Errno.EIO)
            : draw.Below(4) switch
            {
                0 => (FaultKind.Error, Errno.EPIPE),
                1 => (FaultKind.Error, Errno.EAGAIN),
                _ => (FaultKind.Slow, Errno.None)
            };
        return new Fault
        {
            Call = isRead ? SystemCall.PipeRead : SystemCall.PipeWrite,
            By = isRead ? Actor.Child : Actor.Server,
            Path = Invariant($"pipe:[{(3 * rewrite) + pipe}]"),
            Nth = 1,
            Times = pipe == 1 && kind == FaultKind.Error && !draw.OneIn(Odds.PipeFailsOnce) ? Fault.ForEver : 1,
            Kind = kind,
            Errno = errno,
            Amount = kind == FaultKind.Slow ? draw.Range(4_800_000, 12_000_000) : 0,
        };
    }
}

/// <summary>
/// Draws times of events: any time, or, half of the time, a time at which a requested rewrite may run.
/// </summary>
internal sealed class Moments(IReadOnlyList<PlanStep> commands)
{
    private const int RewriteUs = 60_000;

    private readonly long[] rewrites = [.. commands.Where(step => step.Command is ["BGREWRITEAOF"]).Select(
        step => step.AtUs)];
    private readonly long lastUs = commands.Count == 0 ? 0 : commands[^1].AtUs;

    public long Any(Prng draw) =>
        rewrites.Length > 0 && draw.OneIn(Odds.NearRewrite)
        ? draw.Pick<long>(rewrites) + draw.Below(RewriteUs)
        : draw.Below(lastUs + 1);
}
