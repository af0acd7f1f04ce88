using System.Globalization;
using Aof;
using Aof.Data;
using Aof.Os;
using Sim.Chance;
using Sim.Disk;
using Sim.Faults;
using Sim.Process;

namespace Sim.Explore;

/// <summary>How a run ended.</summary>
public enum RunEnd
{
    /// <summary>All steps were done and the server healed.</summary>
    Healed,

    /// <summary>When the faults had stopped, the server did not heal in time.</summary>
    NotHealed,

    /// <summary>When the faults had stopped, the server refused to start.</summary>
    NotStarted,

    /// <summary>The server ended itself where nothing forced it to.</summary>
    NeedlessExit,

    /// <summary>The server refused writes where nothing forced it to.</summary>
    NeedlessRefusal,

    /// <summary>After a kill the server came back with a dataset that it must not have.</summary>
    CameBackWrong,

    /// <summary>A write that was not kept was answered as if it were, or one was done that had to be refused.</summary>
    ErrorNotTold,

    /// <summary>A start read a wrong bit and could not know: the run ends there.</summary>
    Misread,

    /// <summary>The budget of turns, or of system calls, was used up.</summary>
    Hung,
}

/// <summary>
/// The life of a server on a simulated machine: the clients' commands of a plan, its faults and kills (each followed by
/// a restart, as a supervisor does it), and the healing after them. The program runs forward only; crashes are computed
/// afterwards from the disk's journal.
/// </summary>
public sealed partial class LiveRun
{
    private const int TurnUs = 10;
    private const int HealingPollUs = 100_000;
    private const int MaxTurns = 200_000;
    private const int MaxStarts = 6;
    private const int HealAtMostUs = 200_000_000;

    private readonly AofConfig config;
    private readonly Promises promises;
    private readonly FaultOutcomes outcomes;
    private readonly Behaviour.Conduct conduct;
    private readonly List<Client> clients = [];
    private readonly List<PlanEvent> befell = [];
    private readonly List<PlanStep> steps;
    private EventLoop? loop;
    private int boots;
    private int turns;
    private int childPid = -1;
    private int rewritesDone;

    private LiveRun(Plan plan, Trace trace)
    {
        Plan = plan;
        steps = [.. plan.Steps];
        config = plan.Config.ToAofConfig();
        var seed = new Seed(plan.Seed);
        var disk = new VirtualDisk(plan.Disk.CapacityBytes == 0 ? long.MaxValue : plan.Disk.CapacityBytes)
        {
            FailedSync = plan.Disk.Kind.FailedSync,
            EvictsAfter = plan.Disk.EvictsAfter,
        };
        var timings = (plan.Busy ? Time.MachineTimings.Busy : Time.MachineTimings.Default) with { Sync = new Time.Latency(Math.Min(50, plan.Disk.SyncMaxUs), plan.Disk.SyncMaxUs) };
        Machine = new Machine(disk, timings, new FaultInjector(new FaultPlan(plan.Faults), seed.Fork("faults")) { PlaceOf = PlaceOf }, seed, trace, Plan.StartUs) { IsBusy = plan.Busy };
        if (plan.Reseed is { } reseed)
        {
            Machine.Reseed(Plan.StartUs + reseed.AtUs, new Seed(reseed.Seed));
        }

        promises = new Promises(plan, Machine);
        Log = new RunLog(Machine.Clock, trace);
        outcomes = new FaultOutcomes(Machine.Faults, Log, () => Server?.Status.ChildPid ?? -1);
        conduct = new Behaviour.Conduct(plan, Machine, () => promises.Step < 0);
    }

    /// <summary>What was run.</summary>
    public Plan Plan { get; }

    /// <summary>The steps of the plan, and behind them what the client of the healing sent.</summary>
    public IReadOnlyList<PlanStep> Steps => steps;

    /// <summary>The machine as the run left it.</summary>
    public Machine Machine { get; }

    /// <summary>What was done and promised.</summary>
    public History History => promises.History;

    /// <summary>How it ended.</summary>
    public RunEnd End { get; private set; }

    /// <summary>Why, in words.</summary>
    public string EndReason { get; private set; } = "";

    /// <summary>The calls that faults struck, and what came of it.</summary>
    public IReadOnlyList<FaultCell> Struck => outcomes.Cells;

    /// <summary>The first thing that a server did which it must not do, though it loses nothing; null when there is none.</summary>
    public Behaviour.Misconduct? Misconduct => conduct.First;

    /// <summary>The events of the plan that happened, in order.</summary>
    public IReadOnlyList<PlanEvent> Befell => befell;

    /// <summary>The server's log.</summary>
    public RunLog Log { get; }

    /// <summary>What the server is doing at this moment.</summary>
    internal Flow Flow => Server is null ? Flow.Start : Server.Status.RewriteInProgress ? Flow.Rewrite : Flow.Append;

    /// <summary>The server; null while none is up.</summary>
    private AofServer? Server => loop?.Server;

    /// <summary>Raised when the server takes up a client's command: the client's number, and the words.</summary>
    public event Action<int, IReadOnlyList<Bytes>>? CommandTaken;

    /// <summary>Raised when a client's reply leaves the server: the client's number, and the bytes, which are reused afterwards.</summary>
    public event Action<int, ReadOnlySpan<byte>>? ReplySent;

    /// <summary>Runs a plan to its end.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="trace">Records what happens.</param>
    /// <param name="observe">Subscribes to the events of the run before it begins; null when nothing listens.</param>
    public static LiveRun Execute(Plan plan, Trace trace, Action<LiveRun>? observe = null)
    {
        var run = new LiveRun(plan, trace);
        observe?.Invoke(run);
        try
        {
            ClockEvents.Post(plan, run.Machine, run.promises, run.befell);
            if (run.StartServer())
            {
                run.FollowPlan();
            }

            run.Heal();
        }
        catch (RunEnded ended)
        {
            (run.End, run.EndReason) = (ended.End, ended.Message);
        }
        catch (Endless endless)
        {
            (run.End, run.EndReason) = (RunEnd.Hung, endless.Message);
        }

        run.outcomes.Ended(FaultOutcome.Survived);
        run.promises.Close();
        return run;
    }

    private void FollowPlan()
    {
        for (var i = 0; i < Plan.Steps.Count && loop is not null; i++)
        {
            var step = Plan.Steps[i];
            RunUntil(Plan.StartUs + step.AtUs);
            if (step.Event == PlanEvent.Command)
            {
                ClientOf(step.Client).Inbox.Enqueue((i, Bytes(step.Command)));
            }
            else
            {
                Apply(step.Event);
            }
        }

        // Who waits for ever, and nobody comes, does not go on.
        while (loop is not null && (clients.Exists(client => client.CanSend) || (clients.Exists(client => client.Inbox.Count > 0) && loop.WaitEndUs is not null)))
        {
            // A turn may have taken so long that the next wait is over already: there is one turn more in any case.
            RunUntil(1 + Math.Max(Machine.Clock.NowUs, clients.Exists(client => client.CanSend) ? 0 : loop.WaitEndUs ?? 0));
        }
    }

    private void Apply(PlanEvent what)
    {
        if (what is not (PlanEvent.StepClock or PlanEvent.Pause) && (what is not (PlanEvent.KillChild or PlanEvent.EndChild) || Machine.LiveChildren.Count > 0))
        {
            befell.Add(what);
        }

        switch (what)
        {
            case PlanEvent.KillChild or PlanEvent.EndChild when Machine.LiveChildren is [var pid, ..]:
                _ = Machine.KillChild(pid, what == PlanEvent.KillChild ? Signals.Kill : Signals.User1);
                break;
            case PlanEvent.KillChild or PlanEvent.EndChild:
                break;
            case PlanEvent.StarveChild:
                Machine.ChildSlowdown = 20;
                break;
            case PlanEvent.FeedChild:
                Machine.ChildSlowdown = 1;
                break;
            case PlanEvent.KillServer:
                outcomes.Ended(FaultOutcome.Survived); // What ends it is no fault of theirs.
                Machine.KillServer();
                _ = StartServer();
                break;
            case PlanEvent.StepClock or PlanEvent.Pause:
                break; // It has happened: see ClockEvents.
            case PlanEvent.Command:
            default:
                throw new InvalidOperationException("not an event: " + what);
        }
    }

    /// <summary>Turns of the server's loop until a moment is reached.</summary>
    private void RunUntil(long untilUs)
    {
        while (loop is not null && Machine.Clock.NowUs < untilUs)
        {
            var dueUs = loop.WakeAtUs;
            if (clients.Exists(client => client.CanSend) || Machine.HasServerEvents || Machine.Clock.NowUs >= dueUs)
            {
                Turn();
            }
            else
            {
                _ = Machine.RunToNextEvent(Math.Min(untilUs, dueUs));
            }
        }
    }

    private void Turn()
    {
        if (++turns > MaxTurns)
        {
            throw new RunEnded(RunEnd.Hung, string.Create(CultureInfo.InvariantCulture, $"no end after {MaxTurns} turns of the server's loop"));
        }

        try
        {
            TurnOf(loop!);
        }
        catch (ProcessExit exit)
        {
            outcomes.Ended(FaultOutcome.Fatal);
            Machine.KillServer();
            if (config.Policy != FsyncPolicy.Always || !promises.SomethingWentWrong)
            {
                throw new RunEnded(RunEnd.NeedlessExit, exit.Message);
            }

            _ = StartServer();
        }
        catch (ServerKilled)
        {
            outcomes.Ended(FaultOutcome.Fatal);
            promises.Step = -1;
            _ = StartServer();
        }
    }

    /// <summary>One turn of the event loop. Each client sends at most one command.</summary>
    private void TurnOf(EventLoop loop)
    {
        _ = Machine.TakeServerEvents();
        loop.BeginTurn();
        foreach (var client in clients)
        {
            if (client.CanSend)
            {
                ExecuteNext(loop.Server, client);
            }
        }

        var cronRan = loop.EndTurn();
        Deliver();
        var status = loop.Server.Status;
        promises.TurnEnded();
        CountRewrites(status);
        conduct.TurnEnded(status, cronRan);
        outcomes.TurnEnded(status, status.PendingBackgroundJobs);
        Machine.Advance(Machine.Clock.NowUs + TurnUs);
    }

    /// <summary>The server executes the next command of a client.</summary>
    private void ExecuteNext(AofServer server, Client client)
    {
        var command = client.Inbox.Dequeue();
        client.Begin(History.Executed, command.Argv[0]);
        promises.Begin(client, command.Step);
        CommandTaken?.Invoke(client.Number, command.Argv);
        server.Execute(client.Session, command.Argv);
        promises.End(client);
        client.End(History.Executed);
        foreach (var other in clients)
        {
            other.Look(History.Executed);
        }
    }

    /// <summary>The replies leave.</summary>
    private void Deliver()
    {
        foreach (var client in clients)
        {
            if (client.IsAnswered)
            {
                ReplySent?.Invoke(client.Number, client.Session.Output.Span);
            }

            promises.Delivered(client);
        }
    }

    private void CountRewrites(AofStatus status)
    {
        if (childPid != -1 && childPid != status.ChildPid && status.LastRewriteOk)
        {
            rewritesDone++;
        }

        childPid = status.ChildPid;
    }

    private Client ClientOf(int number)
    {
        var client = clients.Find(c => c.Number == number);
        if (client is null)
        {
            client = new Client(number);
            clients.Add(client);
        }

        return client;
    }

    /// <summary>What the server calls its files: a name that begins with "temp-" is that of a rewrite, or of a start that copies the log.</summary>
    private static FaultPlace PlaceOf(string path) =>
        path.StartsWith(ServerFiles.TemporaryPrefix, StringComparison.Ordinal) ? FaultPlace.Temporary : FaultPlace.Log;

    private static Bytes[] Bytes(IReadOnlyList<string> words)
    {
        var argv = new Bytes[words.Count];
        for (var i = 0; i < argv.Length; i++)
        {
            argv[i] = Aof.Data.Bytes.Of(words[i]);
        }

        return argv;
    }
}
