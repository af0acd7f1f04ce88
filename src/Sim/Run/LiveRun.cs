using Aof;
using Aof.Data.Primitives;
using Aof.State;
using Sim.Machine;
using Sim.Machine.Faults;
using Sim.Machine.FileSystem;
using Sim.Machine.Process;
using Sim.Machine.Random;
using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;

namespace Sim.Run;

/// <summary>
/// The life of a server on a simulated machine: the commands of a plan, its faults, its kills, and the healing after
/// them. A supervisor restarts the server after each kill. The program runs forward only; crashes are computed
/// afterwards from the disk's journal.
/// </summary>
public sealed partial class LiveRun
{
    private const int TurnUs = 10;
    private const int HealingPollUs = 100_000;
    private const int MaxTurns = 200_000;

    /// <summary>
    /// The calls that a run, or a start on a crash image, may make. Generated plans make 2,000 at most.
    /// </summary>
    internal const long MaxCalls = 200_000;

    private const int MaxStarts = 6;
    private const int HealAtMostUs = 200_000_000;

    private readonly AofConfig config;
    private readonly DurabilityRecorder recorder;
    private readonly FaultOutcomes outcomes;
    private readonly List<Client> clients = [];
    private readonly List<PlanEvent> occurredEvents = [];
    private readonly List<PlanStep> steps;
    private EventLoop? loop;
    private int boots;
    private int turns;
    private int healsFrom;
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
            EvictsAfter = plan.Disk.EvictsAfter,
        };
        disk.FailAs(plan.Disk.Kind);
        var timings = (plan.Busy ? MachineTimings.Busy : MachineTimings.Default)
            with
        { Sync = new Sim.Machine.Time.Latency(Math.Min(50, plan.Disk.SyncMaxUs), plan.Disk.SyncMaxUs) };
        var faults = new FaultInjector(new FaultPlan(plan.Faults), seed.Fork("faults")) { PlaceOf = PlaceOf };
        Machine = new SimulatedMachine(disk, faults, seed, trace, Plan.StartUs)
        {
            Timings = timings,
            IsBusy = plan.Busy,
            PipePages = plan.PipePages,
            StepsLeft = MaxCalls,
        };
        if (plan.Reseed is { } reseed)
        {
            Machine.Reseed(Plan.StartUs + reseed.AtUs, new Seed(reseed.Seed));
        }

        recorder = new DurabilityRecorder(plan, Machine);
        Log = new RunLog(Machine.Clock, trace);
        outcomes = new FaultOutcomes(Machine.Faults, Log, () => Server?.Status.ChildPid ?? -1);
    }

    /// <summary>What was run.</summary>
    public Plan Plan { get; }

    /// <summary>
    /// When the last turn came to its cron, in microseconds since 1970. The flush behind it may take long.
    /// </summary>
    public long CronUs { get; private set; }

    /// <summary>A client waits for keys, or for an fsync.</summary>
    public bool HasBlockedClient => clients.Exists(static client => client.Session.Blocked);

    /// <summary>The steps of the plan, and after them those of the healing client.</summary>
    public IReadOnlyList<PlanStep> Steps => steps;

    /// <summary>The machine as the run left it.</summary>
    public SimulatedMachine Machine { get; }

    /// <summary>What was done and promised.</summary>
    public History History => recorder.History;

    /// <summary>How the run ended.</summary>
    public RunEnd End { get; private set; }

    /// <summary>Why, in words.</summary>
    public string EndReason { get; private set; } = "";

    /// <summary>The calls that faults struck, and what came of it.</summary>
    public IReadOnlyList<FaultCell> Struck => outcomes.Cells;

    /// <summary>The events of the plan that happened, in order.</summary>
    public IReadOnlyList<PlanEvent> OccurredEvents => occurredEvents;

    /// <summary>The server's log.</summary>
    public RunLog Log { get; }

    /// <summary>What the server is doing at this moment.</summary>
    internal Flow Flow => Server is null ? Flow.Start : Server.Status.RewriteInProgress ? Flow.Rewrite : Flow.Append;

    /// <summary>The server; null while none is up.</summary>
    internal AofServer? Server => loop?.Server;

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
            ClockEvents.Post(plan, run.Machine, run.recorder, run.occurredEvents);
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
#pragma warning disable CA1031 // It must have a plan that replays it, whatever it is.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            (run.End, run.EndReason) = Thrown.EndOf(exception);
        }

        run.outcomes.Ended(FaultOutcome.Survived);
        run.recorder.Close();
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
                Apply(step);
            }
        }

        // A client that waits for ever, and is never served, sends nothing more.
        while (loop is not null
            && (clients.Exists(client => client.CanSend)
            || (clients.Exists(client => client.Inbox.Count > 0) && loop.WaitEndUs is not null)))
        {
            // A turn may have taken so long that the next wait is over already: there is one turn more in any case.
            RunUntil(1 + Math.Max(
                Machine.Clock.NowUs, clients.Exists(client => client.CanSend) ? 0 : loop.WaitEndUs ?? 0));
        }
    }

    private void Apply(PlanStep step)
    {
        var what = step.Event;
        if (what is not (PlanEvent.StepClock or PlanEvent.Pause)
            && (what is not (PlanEvent.KillChild or PlanEvent.EndChild) || Machine.LiveChildren.Count > 0))
        {
            occurredEvents.Add(what);
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
            case PlanEvent.KillServer or PlanEvent.Terminate or PlanEvent.CloseServer:
                EndServer(what);
                break;
            case PlanEvent.Disconnect:
                Disconnect(ClientOf(step.Client));
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
            throw new RunEnded(RunEnd.Hung,
                Invariant($"no end after {MaxTurns} turns of the server's loop"));
        }

        Survive(() => TurnOf(loop!));
    }

    /// <summary>The server does something. If it ends meanwhile, a supervisor restarts it.</summary>
    private void Survive(Action act)
    {
        try
        {
            act();
        }
        catch (ProcessExit exit) when (exit.Code == 0)
        {
            outcomes.Ended(FaultOutcome.Survived);
            recorder.EndedInOrder();
            Machine.KillServer();
            _ = StartServer();
        }
        catch (ProcessExit exit)
        {
            outcomes.Ended(FaultOutcome.Fatal);
            Machine.KillServer();
            Exited?.Invoke(exit.Message);
            _ = StartServer();
        }
        catch (ServerKilled)
        {
            outcomes.Ended(FaultOutcome.Fatal);
            recorder.Step = -1;
            _ = StartServer();
        }
    }

    /// <summary>A client's connection ends, and begins anew.</summary>
    private void Disconnect(Client client)
    {
        // A server that is down knows no client.
        if (Server is { } server)
        {
            server.Forget(client.Session);
            Disconnected?.Invoke(client);
        }

        client.Reconnect();
    }

    /// <summary>One turn of the event loop. Each client sends its next commands, as many as the plan says.</summary>
    private void TurnOf(EventLoop loop)
    {
        _ = Machine.TakeServerEvents();
        loop.BeginTurn();
        foreach (var client in clients)
        {
            for (var left = client.CanSend ? Plan.Pipeline : 0; left > 0 && client.CanPipeline; left--)
            {
                ExecuteNext(loop.Server, client);
            }
        }

        CronUs = Machine.Clock.NowUs;
        var cronRan = loop.EndTurn();
        Deliver();
        var status = loop.Server.Status;
        recorder.TurnEnded();
        CountRewrites(status);
        TurnEnded?.Invoke(status, cronRan);
        outcomes.TurnEnded(status, status.PendingBackgroundJobs);
        Machine.Advance(Machine.Clock.NowUs + TurnUs);
    }

    /// <summary>The server executes the next command of a client.</summary>
    private void ExecuteNext(AofServer server, Client client)
    {
        var command = client.Inbox.Dequeue();
        client.Begin(History.Executed, command.Argv);
        recorder.Step = command.Step;
        CommandStarting?.Invoke(client);
        CommandTaken?.Invoke(client.Number, command.Argv);
        server.Execute(client.Session, command.Argv);
        recorder.Step = -1;
        CommandExecuted?.Invoke();
        client.End(History.Executed, History.HasChangedSince(client.UnitsBefore));
        foreach (var other in clients)
        {
            other.Observe(History.Executed);
        }
    }

    /// <summary>The replies leave, one by one.</summary>
    private void Deliver()
    {
        foreach (var client in clients)
        {
            client.EndWait();
            var output = client.Session.Output.Span;
            while (client.IsAnswered && ReplyReader.LengthOfFirst(output) is var length and > 0)
            {
                var (argv, promise) = client.Take(isOk: output[0] != (byte)'-');
                ReplySent?.Invoke(client.Number, argv, output[..length]);
                recorder.Delivered(promise.Done);
                recorder.Confirmed(ReplyPromise.SaysOnDisk(output[..length]) ? promise.OnDisk : 0);
                output = output[length..];
            }

            if (client.IsAnswered || output.Length > 0)
            {
                RepliesMixedUp?.Invoke(client.Number);
            }

            client.Session.Output.Clear();
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

    /// <summary>
    /// The place of a file. A name that begins with "temp-" is that of a rewrite, or of a start that copies the log.
    /// The next manifest and the next increment have such names too.
    /// </summary>
    private static FaultPlace PlaceOf(string path) => path switch
    {
        ServerFiles.Directory => FaultPlace.Directory,
        _ when path.EndsWith(".manifest", StringComparison.Ordinal) => FaultPlace.Manifest,
        _ when ServerFiles.IsTemporary(path) && !ServerFiles.IsAppendedTo(path) => FaultPlace.Temporary,
        _ => FaultPlace.Log,
    };

    private static Bytes[] Bytes(IReadOnlyList<string> words)
    {
        var argv = new Bytes[words.Count];
        for (var i = 0; i < argv.Length; i++)
        {
            argv[i] = Aof.Data.Primitives.Bytes.Of(words[i]);
        }

        return argv;
    }
}
