using Sim.Kernel.Device;

namespace Sim.Audit.Recording;

/// <summary>Counts the calls on the disk, and makes one of them fail.</summary>
/// <param name="fault">The fault; null for none.</param>
internal sealed unsafe class FaultInjector(CallFault? fault)
{
    private readonly SortedDictionary<CallSite, int> counts = [];
    private readonly SortedDictionary<int, Ptrace.Registers> shortened = [];

    /// <summary>How often each call was made.</summary>
    public IReadOnlyDictionary<CallSite, int> Counts => counts;

    /// <summary>A call begins. True when the fault strikes it.</summary>
    public bool Begins(int thread, BegunCall call, string path)
    {
        var site = CallSite.Of(call.Call, path);
        counts[site] = counts.GetValueOrDefault(site) + 1;
        if (fault is null || fault.Site != site || fault.Number != counts[site])
        {
            return false;
        }

        var changed = call.Registers;
        if (fault.Effect == CallFault.Short)
        {
            shortened[thread] = call.Registers;
            changed.SetCount(Math.Max(1, call.Argument(2) / 2));
        }
        else
        {
            changed.Skip(fault.Result);
        }

        Set(thread, changed);
        return true;
    }

    /// <summary>A call has ended: a program may rely on its arguments.</summary>
    public void Ended(int thread, Ptrace.Registers now)
    {
        if (shortened.Remove(thread, out var before))
        {
            now.SetCount(before.Argument(2));
            Set(thread, now);
        }
    }

    private static void Set(int thread, Ptrace.Registers registers) =>
        _ = Linux.Done(Ptrace.Call(Ptrace.SetRegisters, thread, 0, (nint)(&registers)), "ptrace");
}
