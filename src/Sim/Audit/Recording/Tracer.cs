using System.Runtime.InteropServices;
using Sim.Kernel.Device;
using Sim.Os;

namespace Sim.Audit.Recording;

/// <summary>
/// Follows a program with all its threads and children, and stops it at the calls of the filter. While a call changes a
/// file, another call that would change the same file waits: so their order is known.
/// </summary>
/// <remarks>
/// All calls come from one thread. No <see cref="System.Diagnostics.Process"/> may be used in this process meanwhile:
/// its reaper of children takes the stops away.
/// </remarks>
internal sealed unsafe class Tracer(CallWatcher watcher, FaultInjector faults, Action<int> now)
{
    private readonly SortedDictionary<int, BegunCall> begun = [];
    private readonly List<(int Thread, BegunCall Call)> waiting = [];
    private readonly Lock lives = new();
    private readonly SortedSet<int> alive = [];

    /// <summary>The thread whose process a fault kills; null for none.</summary>
    private int? condemned;

    /// <summary>The number of calls that were stopped at.</summary>
    public long Calls { get; private set; }

    /// <summary>Called when a program has begun.</summary>
    public Action? Executed { get; set; }

    /// <summary>Follows a process that <see cref="Launcher.Start"/> started. Returns its exit code.</summary>
    /// <param name="program">The process.</param>
    public int Follow(int program)
    {
        int status;
        _ = Linux.Done(Ptrace.Wait(program, &status, Ptrace.WaitForStop), "waitpid");
        if (!IsStop(status))
        {
            return ExitCode(status);
        }

        _ = Linux.Done(Ptrace.Call(Ptrace.Seize, program, 0, Ptrace.Options), "ptrace");
        _ = Linux.Done(Ptrace.Kill(program, Ptrace.SigContinue), "kill");
        var code = 0;
        while (Next(out var thread, out status))
        {
            now(thread);
            Note(thread, IsStop(status));
            if (IsStop(status))
            {
                Stopped(thread, status);
                continue;
            }

            code = thread == program ? ExitCode(status) : code;
            _ = begun.Remove(thread);
            _ = waiting.RemoveAll(call => call.Thread == thread);
            condemned = condemned == thread ? null : condemned;
            ResumeWaiting();
        }

        return code;
    }

    /// <summary>Kills all that is followed. For another thread.</summary>
    public void KillAll()
    {
        lock (lives)
        {
            foreach (var thread in alive)
            {
                _ = Ptrace.Kill(thread, Ptrace.SigKill);
            }
        }
    }

    private void Note(int thread, bool isAlive)
    {
        lock (lives)
        {
            _ = isAlive ? alive.Add(thread) : alive.Remove(thread);
        }
    }

    /// <summary>Waits for the next stop or end. False when there is no child left.</summary>
    private static bool Next(out int thread, out int status)
    {
        const int interrupted = 4;
        fixed (int* place = &status)
        {
            do
            {
                thread = Ptrace.Wait(Ptrace.AnyChild, place, Ptrace.WaitForAll);
            }
            while (thread < 0 && Marshal.GetLastPInvokeError() == interrupted);
        }

        return thread >= 0;
    }

    private static bool IsStop(int status) => (status & 0xFF) == 0x7F;

    private static int ExitCode(int status) => (status & 0x7F) == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F);

    private void Stopped(int thread, int status)
    {
        var (signal, happening) = ((status >> 8) & 0xFF, status >> 16);
        if (happening == Ptrace.EventSeccomp || signal == Ptrace.ExitStop)
        {
            StoppedAtCall(thread, happening == Ptrace.EventSeccomp);
        }
        else
        {
            if (happening == Ptrace.EventExecute)
            {
                Executed?.Invoke();
            }

            // The other threads are gone, and one of them may have given its number to this one.
            _ = happening == Ptrace.EventExecute && begun.Remove(thread);
            Continue(thread, happening == 0 ? signal : 0);
        }
    }

    private void StoppedAtCall(int thread, bool begins) => Look(thread, begins ? Begins : Ended);

    /// <summary>Looks at a stopped thread. When it was killed meanwhile, its end is the next report.</summary>
    private static void Look(int thread, Action<int> look)
    {
        try
        {
            look(thread);
        }
        catch (IOException) when (IsGone(thread))
        {
            // Nothing of the call is known, and nothing of it happened.
        }
    }

    private static bool IsGone(int thread)
    {
        Ptrace.Registers registers;
        return Ptrace.Call(Ptrace.GetRegisters, thread, 0, (nint)(&registers)) < 0;
    }

    private void Begins(int thread)
    {
        Calls++;
        var call = watcher.Look(new ThreadView(thread), Registers(thread));
        if (MustWait(call))
        {
            waiting.Add((thread, call));
            return;
        }

        Begin(thread, call);
    }

    private bool MustWait(BegunCall call) => condemned is not null || begun.Values.Any(call.ConflictsWith);

    private void Begin(int thread, BegunCall call)
    {
        now(thread);
        var path = watcher.PathOf(call);
        var strike = path is null ? Strike.None : faults.Begins(thread, call, path);
        if (strike != Strike.None)
        {
            watcher.Struck(call, path!);
        }

        if (strike == Strike.Kills)
        {
            condemned = thread;
            ResumeWaiting();
            return;
        }

        if (strike == Strike.None && call.Answer != Errno.None)
        {
            watcher.Declined(call);
            var skipped = call.Registers;
            skipped.Skip(-(long)call.Answer);
            Ptrace.Set(thread, skipped);
        }

        if (call.NeedsItsEnd)
        {
            begun[thread] = call;
        }

        watcher.Begins(new ThreadView(thread), call);
        Continue(thread, signal: 0);
    }

    private void Ended(int thread)
    {
        if (begun.Remove(thread, out var call))
        {
            var registers = Registers(thread);
            watcher.Ended(new ThreadView(thread), call, registers.Result);
            condemned = faults.Ended(thread, registers) == Strike.Kills ? thread : condemned;
        }

        if (condemned != thread)
        {
            Continue(thread, signal: 0);
        }

        ResumeWaiting();
    }

    private void ResumeWaiting()
    {
        KillCondemned();
        for (var i = 0; i < waiting.Count;)
        {
            var (thread, call) = waiting[i];
            if (MustWait(call))
            {
                i++;
                continue;
            }

            waiting.RemoveAt(i);
            Look(thread, _ => Begin(thread, watcher.Look(new ThreadView(thread), call.Registers)));
        }
    }

    /// <summary>
    /// Kills the process of the condemned thread. It waits for calls that change the disk: those of a thread that dies
    /// in one end without a report. Calls that have not begun do not happen any more.
    /// </summary>
    private void KillCondemned()
    {
        if (condemned is not { } thread || begun.Values.Any(call => call.Changes != 0))
        {
            return;
        }

        condemned = null;
        var process = new ThreadView(thread).Process;
        _ = waiting.RemoveAll(call => new ThreadView(call.Thread).Process == process);
        _ = Ptrace.Kill(process ?? thread, Ptrace.SigKill);
    }

    private static Ptrace.Registers Registers(int thread)
    {
        Ptrace.Registers registers;
        _ = Linux.Done(Ptrace.Call(Ptrace.GetRegisters, thread, 0, (nint)(&registers)), "ptrace");
        return registers;
    }

    /// <summary>A thread that was killed meanwhile is gone: its end is the next report.</summary>
    private void Continue(int thread, int signal) =>
        _ = Ptrace.Call(begun.ContainsKey(thread) ? Ptrace.ContinueToExit : Ptrace.Continue, thread, 0, signal);
}
