using Sim.Os;

namespace Sim.Machine.Turns;

#pragma warning disable RS0030 // The tasks of the program run on one thread, in an order that the seed decides.

/// <summary>
/// Runs the tasks of a program on one thread. Each turn continues one of the tasks that are ready: the first one,
/// unless the choices of the machine say otherwise. When none is ready, time passes until the next event of the
/// machine.
/// </summary>
internal sealed class TurnContext(VirtualProcess process) : SynchronizationContext
{
    private const string Never =
        "it waits for ever: no task is ready and no timer is due. Task.Run, threads, timers of the system and "
        + "ConfigureAwait(false) leave the thread of the test, and what they complete is not seen";

    private readonly SimulatedMachine machine = process.Machine;
    private readonly List<(SendOrPostCallback Callback, object? State)> ready = [];

    /// <summary>Runs a program until its task is complete, and returns its result.</summary>
    /// <param name="host">The ports of its process.</param>
    /// <param name="program">The program. Its ports have a clock with timers.</param>
    /// <exception cref="WaitsForever">Nothing can continue.</exception>
    public static T Run<T>(Host host, Func<Host, Task<T>> program)
    {
        var process = ((ProcessClock)host.Clock).Process;
        var turns = new TurnContext(process);
        return turns.Run(() => program(host with { Clock = new TurnClock(process, turns) }));
    }

    private T Run<T>(Func<Task<T>> program)
    {
        var outer = Current;
        SetSynchronizationContext(this);
        process.Turns = this;
        try
        {
            var task = program();
            while (!task.IsCompleted)
            {
                Turn();
            }

            return task.GetAwaiter().GetResult();
        }
        finally
        {
            process.Turns = null;
            SetSynchronizationContext(outer);
        }
    }

    /// <summary>An exception here would end the process of the test: it comes on a thread of the pool.</summary>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (!machine.Threads.Refuses("a continuation"))
        {
            ready.Add((d, state));
        }
    }

    public override void Send(SendOrPostCallback d, object? state) => d(state);

    public override SynchronizationContext CreateCopy() => this;

    private void Turn()
    {
        process.TakeTurn(waits: ready.Count == 0);
        if (ready.Count > 0)
        {
            // A turn takes time, so that a task which only yields cannot stop a timer.
            machine.Advance(machine.Clock.NowUs + 1);
            var chosen = machine.Turns.Order.Choose(process.Lane, ready.Count);
            if (chosen > 0)
            {
                machine.NoteOutOfOrder(Invariant($"task {chosen + 1} of {ready.Count} that are ready goes on"));
            }

            var (callback, state) = ready[chosen];
            ready.RemoveAt(chosen);
            callback(state);
        }
        else if (machine.Scheduler.NextDueUs is { } dueUs)
        {
            machine.Advance(dueUs);
        }
        else
        {
            throw new WaitsForever(Never);
        }
    }
}

/// <summary>Thrown when no task of an asynchronous program can continue.</summary>
public sealed class WaitsForever : Exception
{
    internal WaitsForever(string message)
        : base(message)
    {
    }
}
