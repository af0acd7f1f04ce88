using System.Text;
using Sim.Machine;
using Sim.Machine.Faults;
using Sim.Machine.FileSystem;
using Sim.Machine.Random;
using Sim.Machine.Time;
using Sim.Os;

namespace Tests.Scenarios.Machine;

/// <summary>A simulated machine with a server process, and short methods for what tests do to it.</summary>
internal sealed class TestMachine : IServerLog
{
    public const long StartUs = 1_600_000_000_000_000;

    public static MachineTimings SlowSync { get; } = new()
    {
        Sync = new(10_000, 0),
        ChildStep = new(10, 0),
        Write = new(5, 0),
    };

    private TestMachine(
        MachineTimings timings, FaultInjector faults, VirtualDisk disk, ulong seed, int descriptors, bool recording)
    {
        Trace = new Sim.Machine.Tracing.Trace(StartUs) { Recording = recording };
        Machine = new SimulatedMachine(disk, faults, new Seed(seed), Trace, StartUs)
        {
            Timings = timings,
            DescriptorLimit = descriptors,
        };
        Server = Boot();
    }

    public SimulatedMachine Machine { get; }

    public Sim.Machine.Tracing.Trace Trace { get; }

    public Host Server { get; private set; }

    public IFiles Files => Server.Files;

    public long Elapsed => Machine.Clock.NowUs - StartUs;

    public static TestMachine With(
        MachineTimings? timings = null,
        ulong seed = 1,
        int descriptors = 1_024,
        bool recording = false,
        long diskBytes = long.MaxValue,
        params string[] faults)
    {
        var injector = new FaultInjector(FaultLines.Plan(faults), new Seed(seed).Fork("faults"));
        return new(
            timings ?? MachineTimings.Instant, injector, new VirtualDisk(diskBytes), seed, descriptors, recording);
    }

    public Host Boot() => Server = Machine.BootServer(this, new Prng(new Seed(7)));

    public void Write(LogLevel level, string message) => Trace.Note(message);

    /// <summary>A new file open for appending.</summary>
    public int Open(string path = "a", OpenMode mode = OpenMode.Write | OpenMode.Append | OpenMode.Create)
    {
        var fd = Files.Open(path, mode);
        Assert.Equal(Errno.None, fd.Error);
        return fd.Value;
    }

    public int Fork(ChildProgram program)
    {
        var pid = Server.Processes.Fork(program);
        Assert.Equal(Errno.None, pid.Error);
        return pid.Value;
    }

    public PipeEnds Pipe() => Server.Pipes.Create().Value;

    public void Pass(long us) => Machine.Advance(Machine.Clock.NowUs + us);

    public string Content(string path) =>
        Machine.Disk.CachedImage().TryGet(path, out var bytes) ? Encoding.Latin1.GetString(bytes.Span) : "(absent)";

    /// <summary>A child that does one thing at each step.</summary>
    public static ChildProgram Steps(params Action<Host>[] steps)
    {
        return Run;

        IEnumerable<Wait> Run(Host host)
        {
            foreach (var step in steps)
            {
                step(host);
                yield return Wait.Yield;
            }
        }
    }

    /// <summary>A child that never ends by itself.</summary>
    public static IEnumerable<Wait> Forever(Host host)
    {
        while (host.Processes.Current > 0)
        {
            yield return new Wait(-1, 1);
        }
    }
}
