using System.Globalization;
using Aof;
using Aof.Data;
using Aof.Os;
using Sim.Chance;
using Sim.Disk;
using Sim.Faults;

namespace Sim.Explore;

/// <summary>How the server's life in a run ended.</summary>
public enum RunEnd
{
    /// <summary>All steps were done and the server healed.</summary>
    Healed,

    /// <summary>All steps were done and the server did not heal in time.</summary>
    NotHealed,

    /// <summary>The server ended itself.</summary>
    Exited,

    /// <summary>The server refused to start.</summary>
    NotStarted,

    /// <summary>The budget of turns was used up.</summary>
    Hung,
}

/// <summary>
/// One life of a server on a simulated machine: the clients' commands of a plan, its faults, and the healing after
/// them. The program runs forward only; crashes are computed afterwards from the disk's journal.
/// </summary>
public sealed class LiveRun
{
    /// <summary>2023-11-14 22:13:20 UTC: when every machine is switched on.</summary>
    public const long StartUs = 1_700_000_000_000_000;

    private const int CronUs = 100_000;
    private const int TurnUs = 10;
    private const int MaxTurns = 200_000;

    private readonly Plan plan;
    private readonly Machine machine;
    private readonly Promises promises;
    private readonly List<Client> clients = [];
    private AofServer? server;
    private long nextCronUs;
    private int turns;
    private int childPid = -1;
    private int rewritesDone;

    private LiveRun(Plan plan, Trace trace)
    {
        this.plan = plan;
        var seed = new Seed(plan.Seed);
        var disk = new VirtualDisk(plan.Disk.CapacityBytes == 0 ? long.MaxValue : plan.Disk.CapacityBytes);
        var timings = Time.MachineTimings.Default with { Sync = new Time.Latency(Math.Min(50, plan.Disk.SyncMaxUs), plan.Disk.SyncMaxUs) };
        machine = new Machine(disk, timings, new FaultInjector(new FaultPlan(plan.Faults), seed.Fork("faults")), seed, trace, StartUs);
        promises = new Promises(plan, machine);
        Log = new RunLog(machine.Clock, trace);
    }

    /// <summary>What was run.</summary>
    public Plan Plan => plan;

    /// <summary>The machine as the run left it.</summary>
    public Machine Machine => machine;

    /// <summary>What was done and promised.</summary>
    public History History => promises.History;

    /// <summary>How it ended.</summary>
    public RunEnd End { get; private set; }

    /// <summary>Why, in words.</summary>
    public string EndReason { get; private set; } = "";

    /// <summary>The server's log.</summary>
    public RunLog Log { get; }

    /// <summary>Runs a plan to its end.</summary>
    public static LiveRun Execute(Plan plan, Trace trace)
    {
        var run = new LiveRun(plan, trace);
        run.Live();
        run.promises.Close();
        return run;
    }

    private void Live()
    {
        try
        {
            End = RunEnd.NotStarted;
            var host = machine.BootServer(Log, new Seed(plan.Seed).Stream("server"));
            server = AofServer.Start(host, plan.Config.ToAofConfig());
            promises.Begin(server);
            server.UnitApplied = () => promises.UnitApplied(current);
            nextCronUs = machine.Clock.NowUs + CronUs;
            End = RunEnd.Exited;
            FollowPlan();
            End = Heal() ? RunEnd.Healed : RunEnd.NotHealed;
        }
        catch (ProcessExit exit)
        {
            EndReason = exit.Message;
            machine.KillServer();
        }
        catch (TurnsUsedUp)
        {
            End = RunEnd.Hung;
            EndReason = string.Create(CultureInfo.InvariantCulture, $"no end after {MaxTurns} turns of the server's loop");
        }
    }

    private int current = -1;

    private void FollowPlan()
    {
        for (var i = 0; i < plan.Steps.Count; i++)
        {
            var step = plan.Steps[i];
            RunUntil(StartUs + step.AtUs);
            if (step.Event == PlanEvent.Command)
            {
                ClientOf(step.Client).Inbox.Enqueue((i, Bytes(step.Command)));
            }
            else
            {
                Apply(step.Event);
            }
        }

        while (clients.Exists(client => client.Inbox.Count > 0))
        {
            Turn();
        }
    }

    private void Apply(PlanEvent what)
    {
        switch (what)
        {
            case PlanEvent.KillChild:
                foreach (var pid in machine.LiveChildren)
                {
                    _ = machine.KillChild(pid, Signals.Kill);
                    break;
                }

                break;
            case PlanEvent.StarveChild:
                machine.ChildSlowdown = 20;
                break;
            case PlanEvent.FeedChild:
                machine.ChildSlowdown = 1;
                break;
            case PlanEvent.Command:
            default:
                throw new InvalidOperationException("not an event: " + what);
        }
    }

    /// <summary>Turns of the server's loop until a moment is reached.</summary>
    private void RunUntil(long untilUs)
    {
        while (machine.Clock.NowUs < untilUs)
        {
            if (clients.Exists(client => client.Inbox.Count > 0) || machine.HasServerEvents || machine.Clock.NowUs >= nextCronUs)
            {
                Turn();
            }
            else
            {
                _ = machine.RunToNextEvent(Math.Min(untilUs, nextCronUs));
            }
        }
    }

    /// <summary>One turn of the event loop: file events, commands (at most one a client), time events, then the flush, then the replies.</summary>
    private void Turn()
    {
        if (++turns > MaxTurns)
        {
            throw new TurnsUsedUp();
        }

        var server = this.server!;
        _ = machine.TakeServerEvents();
        server.ServeChild();
        foreach (var client in clients)
        {
            if (client.Inbox.TryDequeue(out var command))
            {
                client.Begin(promises.History.Executed);
                current = command.Step;
                server.Execute(client.Session, command.Argv);
                current = -1;
                client.End(promises.History.Executed);
            }
        }

        if (machine.Clock.NowUs >= nextCronUs)
        {
            server.Cron();
            nextCronUs = machine.Clock.NowUs + CronUs;
        }

        server.BeforeSleep();
        foreach (var client in clients)
        {
            promises.Delivered(client);
        }

        promises.TurnEnded();
        CountRewrites();
        machine.Advance(machine.Clock.NowUs + TurnUs);
    }

    private void CountRewrites()
    {
        var status = server!.Status;
        if (childPid != -1 && childPid != status.ChildPid && status.LastRewriteOk)
        {
            rewritesDone++;
        }

        childPid = status.ChildPid;
    }

    /// <summary>The faults end, and a client tries: a write is accepted, the buffer drains, a rewrite completes.</summary>
    private bool Heal()
    {
        const long BudgetUs = 200_000_000;
        machine.Faults.Stop();
        machine.Disk.CapacityBytes = long.MaxValue;
        machine.ChildSlowdown = 1;
        var client = ClientOf(int.MaxValue);
        var limitUs = machine.Clock.NowUs + BudgetUs;
        EndReason = "appendonly could not be switched on";
        if (!Ask(client, limitUs, () => server!.Status.Mode != AofMode.Off, "CONFIG", "SET", "appendonly", "yes"))
        {
            return false;
        }

        EndReason = "no write is accepted and kept";
        if (!Ask(client, limitUs, () => client.LastReplyOk && server!.Status.BufferLength == 0, "SET", "heal", "1"))
        {
            return false;
        }

        EndReason = "no rewrite completes";
        var before = rewritesDone;
        if (!Ask(client, limitUs, () => rewritesDone > before && server!.Status.Mode == AofMode.On, "BGREWRITEAOF"))
        {
            return false;
        }

        EndReason = "after a rewrite no write is accepted and kept";
        if (!Ask(client, limitUs, () => client.LastReplyOk && server!.Status.BufferLength == 0, "SET", "heal", "2"))
        {
            return false;
        }

        EndReason = "";
        RunUntil(machine.Clock.NowUs + 2_500_000);
        return true;
    }

    /// <summary>Sends a command each second until something holds; false when the time is over.</summary>
    private bool Ask(Client client, long limitUs, Func<bool> holds, params string[] command)
    {
        while (machine.Clock.NowUs < limitUs)
        {
            client.Inbox.Enqueue((-1, Bytes(command)));
            Turn();
            var untilUs = machine.Clock.NowUs + 1_000_000;
            while (machine.Clock.NowUs < untilUs)
            {
                if (holds())
                {
                    return true;
                }

                RunUntil(Math.Min(untilUs, machine.Clock.NowUs + CronUs));
            }
        }

        return false;
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

    private static Bytes[] Bytes(IReadOnlyList<string> words)
    {
        var argv = new Bytes[words.Count];
        for (var i = 0; i < argv.Length; i++)
        {
            argv[i] = Aof.Data.Bytes.Of(words[i]);
        }

        return argv;
    }

    private sealed class TurnsUsedUp : Exception;
}
