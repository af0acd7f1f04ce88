using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Sim.Machine.Process;
using Sim.Machine.Random;
using Sim.Os;

namespace Sim.Machine.Turns;

#pragma warning disable RS0030 // Threads, but one runs at a time, and the seed decides which.

/// <summary>A process that runs in turns with others.</summary>
/// <param name="Name">Its name, for a story.</param>
/// <param name="Program">Runs it from its start. It is called again after a kill.</param>
internal sealed record TurnProcess(string Name, Action<Host> Program);

/// <summary>
/// Runs the processes of a program, each on a thread of its own, of which one runs at a time. A process goes on until
/// it ends, waits, or has used up its time slice; then it is the turn of the next one. At the begin of each call of one
/// that does not wait, the choices of the machine may give the turn away, or kill the caller. A killed process is
/// started again when its turn comes.
/// </summary>
/// <param name="machine">The machine. Its server is up, and does nothing.</param>
/// <param name="runs">Receives the name of the process that runs, and what became of it, if anything.</param>
internal sealed class ProcessTurns(SimulatedMachine machine, Action<string, string?> runs)
{
    /// <summary>The calls of a time slice: a few steps of a program, and no long wait for a lock.</summary>
    private const int Slice = 16;

    private const int MaxKills = 2;

    private static readonly Ratio KillsPerCall = new(1, 32);

    /// <summary>The processes that have not ended. Threads wait on it for their turn.</summary>
    private readonly List<TurnProcess> alive = [];

    /// <summary>All processes. Each chooses in the lane of its number here, its tasks in a lane after those.</summary>
    private readonly List<TurnProcess> lanes = [];
    private ExceptionDispatchInfo? failed;
    private ProcessExit? exit;
    private bool anyIsDone;
    private TurnProcess? running;
    private int kills;
    private int callsInSlice;

    /// <summary>Runs processes until all have ended.</summary>
    /// <exception cref="ProcessExit">Every process ended itself.</exception>
    /// <exception cref="Exception">Whatever a process threw, except what ends it.</exception>
    public void Run(IReadOnlyList<TurnProcess> processes, IRandom random)
    {
        alive.AddRange(processes);
        lanes.AddRange(processes);
        List<Thread> threads = [.. processes.Select(process => new Thread(() => Work(process, random))
        {
            IsBackground = true,
            Name = process.Name,
        })];
        threads.ForEach(thread => thread.Start());
        machine.Beginning = Begin;
        HandTo(Next(processes[0], at: 0));
        threads.ForEach(thread => thread.Join());
        machine.Beginning = null;
        machine.Threads.KeepToThisThread();
        failed?.Throw();
        if (exit is not null && !anyIsDone)
        {
            throw exit;
        }
    }

    private void Work(TurnProcess process, IRandom random)
    {
        Wait(process);
        while (Start(process, random))
        {
            HandTo(Next(process, alive.IndexOf(process) + 1));
            Wait(process);
            runs(process.Name, machine.ServerIsUp ? "is started again" : null);
        }

        var at = alive.IndexOf(process);
        alive.RemoveAt(at);
        HandTo(alive.Count > 0 ? Next(process, at) : null);
    }

    /// <summary>Runs a process to its end; true when it was killed alone.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "the thread of the test throws it again")]
    private bool Start(TurnProcess process, IRandom random)
    {
        if (!machine.ServerIsUp)
        {
            return false;
        }

        var (booted, host) = machine.BootBeside(random, lanes.Count + lanes.IndexOf(process));
        try
        {
            process.Program(host with { Clock = new ProcessClock(booted) });
            anyIsDone = true;
            return false;
        }
        catch (ServerKilled)
        {
            return machine.ServerIsUp;
        }
        catch (ProcessExit ended)
        {
            exit ??= ended;
            return false;
        }
        catch (Exception problem)
        {
            failed ??= ExceptionDispatchInfo.Capture(problem);
            machine.KillServer();
            return false;
        }
        finally
        {
            machine.EndBeside(booted);
        }
    }

    /// <summary>A call begins: its caller may be killed, or others go on before it.</summary>
    private void Begin(VirtualProcess caller, bool waits)
    {
        var process = running!;
        var at = alive.IndexOf(process);
        at += waits || caller.Waits == 1 || callsInSlice++ >= Slice ? 1 : 0;
        var next = alive[at % alive.Count];
        if (!waits && caller.Waits == 0)
        {
            if (kills < MaxKills && machine.Turns.Kills.ChooseYes(lanes.IndexOf(process), KillsPerCall))
            {
                kills++;
                runs(process.Name, "is killed");
                machine.EndBeside(caller);
                return;
            }

            next = Next(process, at);
        }

        if (next != process)
        {
            HandTo(next);
            Wait(process);
        }
    }

    /// <summary>Chooses the process that goes on after this one. Usual is the one at this place in line.</summary>
    private TurnProcess Next(TurnProcess process, int at)
    {
        var chosen = machine.Turns.Order.Choose(lanes.IndexOf(process), alive.Count);
        if (chosen > 0)
        {
            machine.NoteOutOfOrder($"it is the turn of {alive[(at + chosen) % alive.Count].Name}");
        }

        return alive[(at + chosen) % alive.Count];
    }

    private void HandTo(TurnProcess? next)
    {
        lock (alive)
        {
            callsInSlice = 0;
            running = next;
            Monitor.PulseAll(alive);
        }
    }

    private void Wait(TurnProcess process)
    {
        lock (alive)
        {
            while (running != process)
            {
                _ = Monitor.Wait(alive);
            }
        }

        machine.Threads.KeepToThisThread();
        runs(process.Name, null);
    }
}
