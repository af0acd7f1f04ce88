namespace Sim.Audit.Recording;

/// <summary>What a fault does to a call.</summary>
internal enum Strike
{
    /// <summary>There is none.</summary>
    None,

    /// <summary>The call goes on, and ends in another way, or its process is killed then.</summary>
    Changes,

    /// <summary>The process is killed now.</summary>
    Kills,
}

/// <summary>Counts the calls on the disk, and makes one of them fail.</summary>
/// <param name="fault">The fault; null for none.</param>
internal sealed class FaultInjector(CallFault? fault)
{
    private readonly SortedDictionary<CallSite, int> counts = [];
    private readonly SortedDictionary<int, Ptrace.Registers> shortened = [];
    private int? doomed;

    /// <summary>How often each call was made.</summary>
    public IReadOnlyDictionary<CallSite, int> Counts => counts;

    /// <summary>A call begins. Returns what the fault does to it.</summary>
    public Strike Begins(int thread, BegunCall call, string path)
    {
        var site = CallSite.Of(call.Call, path);
        counts[site] = counts.GetValueOrDefault(site) + 1;
        if (fault is null || fault.Site != site || fault.Number != counts[site])
        {
            return Strike.None;
        }

        var changed = call.Registers;
        switch (fault.Effect)
        {
            case CallFault.KillBefore:
                return Strike.Kills;
            case CallFault.KillAfter:
                doomed = thread;
                return Strike.Changes;
            case CallFault.Short:
                shortened[thread] = call.Registers;
                changed.SetCount(Math.Max(1, call.Argument(2) / 2));
                break;
            default:
                changed.Skip(fault.Result);
                break;
        }

        Ptrace.Set(thread, changed);
        return Strike.Changes;
    }

    /// <summary>A call has ended: a program may rely on its arguments. Returns whether its process is killed now.
    /// </summary>
    public Strike Ended(int thread, Ptrace.Registers now)
    {
        if (shortened.Remove(thread, out var before))
        {
            now.SetCount(before.Argument(2));
            Ptrace.Set(thread, now);
        }

        if (doomed != thread)
        {
            return Strike.None;
        }

        doomed = null;
        return Strike.Kills;
    }
}
