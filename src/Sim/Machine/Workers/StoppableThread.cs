// Real threads, outside of every machine. .NET offers to stop one, and warns: what it did is left half done. Nothing of a
// thread that had to be stopped is used again.
#pragma warning disable RS0030, SYSLIB0046
using System.Diagnostics.CodeAnalysis;
using System.Runtime;
using System.Runtime.ExceptionServices;

namespace Sim.Machine.Workers;

/// <summary>A thread that can be stopped, except in native code and in a catch or finally block.</summary>
internal sealed class StoppableThread
{
    private readonly CancellationTokenSource stop = new();
    private readonly Thread thread;
    private ExceptionDispatchInfo? thrown;

    /// <summary>Starts a thread.</summary>
    /// <param name="name">Its name, for a debugger.</param>
    /// <param name="job">What it does.</param>
    public StoppableThread(string name, Action job)
    {
        thread = new Thread(() => Run(job)) { IsBackground = true, Name = name };
        thread.Start();
    }

    /// <summary>Waits for the end, and throws what the job threw; false when the time was over before.</summary>
    public bool Join(TimeSpan wait)
    {
        var ended = thread.Join(wait);
        if (ended)
        {
            thrown?.Throw();
        }

        return ended;
    }

    /// <summary>Stops a loop or a wait. It may end a little later, or never: it is not waited for.</summary>
    public void Stop()
    {
        // The cancellation returns when the thread has stopped.
        new Thread(stop.Cancel) { IsBackground = true, Name = "stop" }.Start();
        thread.Interrupt();
    }

    [SuppressMessage("Design", "CA1031", Justification = "an exception here would end the process; Join throws it")]
    private void Run(Action job)
    {
        try
        {
            ControlledExecution.Run(job, stop.Token);
        }
        catch (Exception exception)
        {
            thrown = ExceptionDispatchInfo.Capture(exception);
        }
    }
}
