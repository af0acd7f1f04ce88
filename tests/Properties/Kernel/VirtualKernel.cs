using Sim.Machine.Process;
using Sim.Machine;
using Sim.Machine.Faults;
using Sim.Machine.FileSystem;
using Sim.Machine.Random;
using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Tests.Properties.Kernel;

/// <summary>The simulated machine, on which nothing fails and nothing takes time, runs a script.</summary>
internal sealed class VirtualKernel
{
    private const long StartUs = 1_600_000_000_000_000;

    private readonly SimulatedMachine machine;
    private readonly Host host;
    private readonly Queue<KernelCall> forTheChild = new();
    private string childReply = "";

    private VirtualKernel(long diskBytes)
    {
        machine = new(new VirtualDisk(diskBytes), FaultInjector.None, new Seed(1), new Trace(), StartUs)
        {
            Timings = MachineTimings.Instant,
        };
        host = machine.BootServer(SilentLog.Instance, new Prng(new Seed(1)));
    }

    public static KernelStory Run(KernelScript script, long diskBytes = long.MaxValue)
    {
        var kernel = new VirtualKernel(diskBytes);
        return new KernelStory([.. script.Calls.Select(kernel.Do)], kernel.Tree());
    }

    private string Do(KernelCall call)
    {
        var childLives = machine.LiveChildren.Count > 0;
        if (call.Verb == Verb.Fork)
        {
            return childLives ? "has a child" : NameOf(host.Processes.Fork(Child).Error);
        }

        return call.ByChild || call.Verb == Verb.Exit
            ? childLives ? ByChild(call) : "no child"
            : call.On(host.Files, host.Pipes, Numbers.Same);
    }

    private string ByChild(KernelCall call)
    {
        forTheChild.Enqueue(call);
        machine.Advance(machine.Clock.NowUs + 1_000_000);
        return childReply;
    }

    private IEnumerable<Wait> Child(Host host)
    {
        while (true)
        {
            if (forTheChild.TryDequeue(out var call))
            {
                childReply =
                    call.Verb == Verb.Exit ? NameOf(Errno.None) : call.On(host.Files, host.Pipes, Numbers.Same);
                if (call.Verb == Verb.Exit)
                {
                    yield break;
                }
            }

            yield return new Wait(-1, TimeoutMs: 100);
        }
    }

    private static string NameOf(Errno error) => error.ToString();

    private List<string> Tree() =>
    [
        .. machine.Disk.CachedImage().Entries.Select(
        entry => entry.IsDirectory ? entry.Path + "/" : $"{entry.Path} {KernelCall.Shown(entry.Content.Span)}"),
    ];
}
