using Sim.Machine.Tracing;

namespace Sim.Machine.Process;

/// <summary>Refuses the calls of other threads, once it is set: a machine belongs to one.</summary>
internal sealed class ThreadGuard
{
    private int thread;

    /// <summary>The call that another thread tried to make; null when none did.</summary>
    public string? Refused { get; private set; }

#pragma warning disable RS0030 // Only the number of the thread is read; a run does not depend on it.
    private static int Present => Environment.CurrentManagedThreadId;
#pragma warning restore RS0030

    /// <summary>From now on the calls of any other thread throw.</summary>
    public void KeepToThisThread() => thread = Present;

    /// <summary>Throws for a call of another thread, before it has any effect.</summary>
    public void Check(SystemCall call, string? path)
    {
        if (thread != 0 && thread != Present)
        {
            Check($"{call.Name()}({path})");
        }
    }

    /// <summary>Throws for anything that another thread does to the machine.</summary>
    public void Check(string what)
    {
        if (thread != 0 && thread != Present)
        {
            Refused ??= $"{what} came from another thread: everything must run on the thread of the test "
                + "(Task.Run, threads, timers of the system and ConfigureAwait(false) do not)";
            throw new InvalidOperationException(Refused);
        }
    }
}
