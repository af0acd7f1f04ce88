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
/// Runs the processes of a program, each on a thread of its own, of which one runs at a time. At the begin of each call
/// chance chooses the process that goes on, and may kill the caller. A killed process is started again.
/// </summary>
/// <param name="machine">The machine. Its server is up, and does nothing.</param>
/// <param name="chance">Decides about turns and kills.</param>
/// <param name="runs">Receives the name of the process that runs, and what became of it, if anything.</param>
internal sealed class ProcessTurns(SimulatedMachine machine, Prng chance, Action<string, string?> runs)
{
    private const int CallsPerKill = 32;
    private const int MaxKills = 2;

    /// <summary>The processes that have not ended. Threads wait on it for their turn.</summary>
    private readonly List<TurnProcess> alive = [];
    private ExceptionDispatchInfo? failed;
    private ProcessExit? exit;
    private bool anyIsDone;
    private TurnProcess? running;
    private int kills;

    /// <summary>Runs processes until all have ended.</summary>
    /// <exception cref="ProcessExit">Every process ended itself.</exception>
    /// <exception cref="Exception">Whatever a process threw, except what ends it.</exception>
    public void Run(IReadOnlyList<TurnProcess> processes, IRandom random)
    {
        alive.AddRange(processes);
        List<Thread> threads = [.. processes.Select(process => new Thread(() => Work(process, random))
        {
            IsBackground = true,
            Name = process.Name,
        })];
        threads.ForEach(thread => thread.Start());
        machine.Beginning = Begin;
        HandTo(Next());
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
            runs(process.Name, "is started again");
        }

        _ = alive.Remove(process);
        HandTo(alive.Count > 0 ? Next() : null);
    }

    /// <summary>Runs a process to its end; true when it was killed alone.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "the thread of the test throws it again")]
    private bool Start(TurnProcess process, IRandom random)
    {
        if (!machine.ServerIsUp)
        {
            return false;
        }

        var (booted, host) = machine.BootBeside(random);
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
    private void Begin(VirtualProcess caller)
    {
        var process = running!;
        if (kills < MaxKills && chance.Below(CallsPerKill) == 0)
        {
            kills++;
            runs(process.Name, "is killed");
            machine.EndBeside(caller);
            return;
        }

        var next = Next();
        if (next != process)
        {
            HandTo(next);
            Wait(process);
        }
    }

    private TurnProcess Next() => alive[chance.Below(alive.Count)];

    private void HandTo(TurnProcess? next)
    {
        lock (alive)
        {
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
