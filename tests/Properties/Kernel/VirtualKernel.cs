using Aof.Os;
using Sim.Chance;
using Sim.Disk;
using Sim.Faults;
using Sim.Time;

namespace Tests.Properties.Kernel;

/// <summary>The simulated machine, on which nothing fails and nothing takes time, runs a script.</summary>
internal sealed class VirtualKernel : IServerLog
{
    private const long StartUs = 1_600_000_000_000_000;

    private readonly Sim.Machine _machine;
    private readonly Host _host;
    private readonly Queue<KernelCall> _forTheChild = new();
    private string _childTold = "";

    private VirtualKernel(long diskBytes)
    {
        _machine = new(new VirtualDisk(diskBytes), MachineTimings.Instant, new FaultInjector(FaultPlan.None, new Seed(1)), new Seed(1), new Sim.Trace(), StartUs);
        _host = _machine.BootServer(this, new Prng(new Seed(1)));
    }

    public static KernelStory Run(KernelScript script, long diskBytes = long.MaxValue)
    {
        var kernel = new VirtualKernel(diskBytes);
        return new KernelStory([.. script.Calls.Select(kernel.Do)], kernel.Tree());
    }

    public void Write(LogLevel level, string message)
    {
        // Nobody here logs.
    }

    private string Do(KernelCall call)
    {
        var childLives = _machine.LiveChildren.Count > 0;
        if (call.Verb == Verb.Fork)
        {
            return childLives ? "has a child" : Told(_host.Processes.Fork(Child).Error);
        }

        return call.ByChild || call.Verb == Verb.Exit
            ? childLives ? ByChild(call) : "no child"
            : call.On(_host.Files, _host.Pipes, Numbers.Same);
    }

    private string ByChild(KernelCall call)
    {
        _forTheChild.Enqueue(call);
        _machine.Advance(_machine.Clock.NowUs + 1_000_000);
        return _childTold;
    }

    private IEnumerable<Wait> Child(Host host)
    {
        while (true)
        {
            if (_forTheChild.TryDequeue(out var call))
            {
                _childTold = call.Verb == Verb.Exit ? Told(Errno.None) : call.On(host.Files, host.Pipes, Numbers.Same);
                if (call.Verb == Verb.Exit)
                {
                    yield break;
                }
            }

            yield return new Wait(-1, TimeoutMs: 100);
        }
    }

    private static string Told(Errno error) => error.ToString();

    private List<string> Tree() =>
    [
        .. _machine.Disk.CachedImage().Entries.Select(entry => entry.IsDirectory ? entry.Path + "/" : $"{entry.Path} {KernelCall.Shown(entry.Content.Span)}"),
    ];
}
