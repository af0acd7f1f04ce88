using Sim.Machine.Tracing;

namespace Sim.Machine.Process;

/// <summary>Refuses what other threads do to a machine, once it is set: a machine belongs to one.</summary>
internal sealed class ThreadGuard
{
    private int thread;
    private bool refusesAll;

    /// <summary>What another thread tried to do; null when none did anything.</summary>
    public string? Refused { get; private set; }

#pragma warning disable RS0030 // Only the number of the thread is read; a run does not depend on it.
    private static int Present => Environment.CurrentManagedThreadId;
#pragma warning restore RS0030

    private bool IsOther => refusesAll || (thread != 0 && thread != Present);

    /// <summary>From now on every other thread is refused.</summary>
    public void KeepToThisThread() => thread = Present;

    /// <summary>
    /// From now on every thread is refused: those of a program that was given up, if they ever go on.
    /// </summary>
    public void RefuseAll() => refusesAll = true;

    /// <summary>Throws for a call of another thread, before it has any effect.</summary>
    public void Check(SystemCall call, string? path)
    {
        if (IsOther)
        {
            Check($"{call.Name()}({path})");
        }
    }

    /// <summary>The same for anything else that must come from the thread of the test.</summary>
    public void Check(string what)
    {
        if (Refuses(what))
        {
            throw new InvalidOperationException(Refused);
        }
    }

    /// <summary>True when another thread does this; it must then have no effect.</summary>
    public bool Refuses(string what)
    {
        if (IsOther)
        {
            Refused ??= $"{what} came from another thread: everything must run on the thread of the test (Task.Run, "
                + "threads, timers of the system and ConfigureAwait(false) do not)";
        }

        return IsOther;
    }
}
