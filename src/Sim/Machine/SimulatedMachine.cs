using Sim.Machine.Faults;
using Sim.Machine.FileSystem;
using Sim.Machine.Process;
using Sim.Machine.Random;
using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Machine;

/// <summary>
/// A simulated computer: a clock, a disk, and one server process with its background thread and its forked children.
/// "Server" is the program under test.
/// <para>One thread runs everything. The program calls its <see cref="Host"/>. Each call takes virtual time, in which
/// children and background jobs run; the call has its effect at the end of that time. Between calls the harness lets
/// time pass with <see cref="Advance"/>.</para>
/// <para>The same disk, seed, faults and calls give the same run.</para>
/// </summary>
public sealed partial class SimulatedMachine
{
    /// <summary>Far more steps than the longest generated plan needs; they take a few seconds.</summary>
    private const long MaxSteps = 2_000_000;

    private readonly Prng serverLatency;
    private readonly Prng childLatency;
    private readonly Prng backgroundLatency;
    private readonly Prng ties;
    private readonly Prng preemption;
    private Seed childRandom;
    private VirtualBackground? background;
    private IServerLog? log;
    private int pipes;
    private bool childRuns;

    /// <summary>A machine without a running process.</summary>
    /// <param name="disk">The disk. It outlives the machine.</param>
    /// <param name="faults">The faults to inject.</param>
    /// <param name="seed">The seed of the run. It decides latencies and the order of events due at once.</param>
    /// <param name="trace">Receives every call and event.</param>
    /// <param name="startUs">The time on both clocks, in microseconds since 1970.</param>
    public SimulatedMachine(VirtualDisk disk, FaultInjector faults, Seed seed, Trace trace, long startUs)
    {
        var schedule = seed.Fork("schedule");
        serverLatency = schedule.Stream("server");
        childLatency = schedule.Stream("child");
        backgroundLatency = schedule.Stream("background");
        childRandom = schedule.Fork("chance");
        Disk = disk;
        Faults = faults;
        Trace = trace;
        Clock = new VirtualClock(startUs);
        ties = schedule.Stream("ties");
        preemption = schedule.Stream("preemption");
        Scheduler = new Scheduler(Clock, ties);
        faults.Striking += trace.Recording ? fault => Trace.Note(Clock.NowUs, $"fault      {fault}") : null;
    }

    /// <summary>The clock.</summary>
    public VirtualClock Clock { get; }

    /// <summary>
    /// The queue of future events. The harness may post its own events. They must not call the server while it is
    /// inside a call.
    /// </summary>
    public Scheduler Scheduler { get; }

    /// <summary>The disk.</summary>
    public VirtualDisk Disk { get; }

    /// <summary>The injected faults.</summary>
    public FaultInjector Faults { get; }

    /// <summary>The calls and events so far.</summary>
    public Trace Trace { get; }

    /// <summary>The duration of each kind of call.</summary>
    public MachineTimings Timings { get; init; } = MachineTimings.Default;

    /// <summary>
    /// RLIMIT_NOFILE: the descriptors of every process are below this number. 1024 is the default of Linux.
    /// </summary>
    public int DescriptorLimit { get; init; } = 1_024;

    /// <summary>
    /// The factor by which children run slower from now on, to starve them: 1 or more. A lower factor also shortens the
    /// rest of a call under way.
    /// </summary>
    public int ChildSlowdown
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            foreach (var child in value < field ? Table.Children : [])
            {
                child.SpeedUp(value, field);
            }

            field = value;
        }
    } = 1;

    /// <summary>
    /// True to simulate a busy processor: one wall-clock read in sixteen returns up to 3 ms late, as for a preempted
    /// process. Use it with <see cref="MachineTimings.Busy"/>, in which a runnable process waits up to 50 ms.
    /// </summary>
    public bool IsBusy
    {
        get;
        init
        {
            field = value;
            Clock.DrawPreemptionUs = value ? () => preemption.Below(16) == 0 ? preemption.Below(3_000L) : 0 : null;
        }
    }

    /// <summary>How many pages of 4,096 bytes a pipe has.</summary>
    public int PipePages { get; init; } = Pipe.UsualPages;

    /// <summary>
    /// The number of system calls (of any process) and turns of children that are still allowed. Beyond it a call
    /// throws <see cref="StepLimitExceeded"/>. It finds endless loops, also those that take no virtual time.
    /// </summary>
    public long StepsLeft { get; set; } = MaxSteps;

    /// <summary>True while a server process runs.</summary>
    public bool ServerIsUp => Table.Server is not null;

    /// <summary>The server's process id; 0 when no server runs.</summary>
    public int ServerPid => Table.Server?.Pid ?? 0;

    /// <summary>The number of the server's open descriptors; 0 when no server runs.</summary>
    public int ServerDescriptors => Table.Server?.Descriptors.Open ?? 0;

    /// <summary>
    /// True after an event that wakes the server's event loop: a pipe end of the server became readable or writable, a
    /// child ended, or a background job ended.
    /// </summary>
    public bool HasServerEvents { get; private set; }

    /// <summary>
    /// Raised each time <see cref="HasServerEvents"/> becomes true. The server may be inside a call, so a handler must
    /// not call it.
    /// </summary>
    public event Action? ServerWakeup;

    /// <summary>
    /// The process ids of the running children, orphans included, in the order of their forks.
    /// </summary>
    public IReadOnlyList<int> LiveChildren => [.. Table.Children.Select(child => child.Process.Pid)];

    internal ProcessTable Table { get; } = new();

    internal ThreadGuard Threads { get; } = new();

    /// <summary>Starts a new server process with a new process id and no open descriptor.</summary>
    /// <param name="log">Receives the log messages of the server and its children.</param>
    /// <param name="random">The server's random numbers.</param>
    /// <returns>The ports of the server: its files, clock, processes and so on.</returns>
    /// <exception cref="InvalidOperationException">A server is running.</exception>
    public Host BootServer(IServerLog log, IRandom random)
    {
        if (ServerIsUp)
        {
            throw new InvalidOperationException("A server is up already; kill it first.");
        }

        var server = new VirtualProcess(
            this, Table.NextPid(), parent: 0, Actor.Server, new DescriptorTable(DescriptorLimit));
        Table.Server = server;
        background = new VirtualBackground(server);
        this.log = log;
        HasServerEvents = false;
        NoteServer(server.Pid, ends: false, "boots");
        return HostOf(server, background, random);
    }

    /// <summary>
    /// Ends the server with kill -9; call it also after the server has exited. Closes its descriptors and drops its
    /// background jobs; its children continue as orphans. The server's present call, and every later one, throws
    /// <see cref="ServerKilled"/>. Does nothing when no server runs.
    /// </summary>
    public void KillServer()
    {
        EndAllBeside();
        if (Table.Server is not { } server)
        {
            return;
        }

        NoteServer(server.Pid, ends: true, "is gone");
        Table.RemoveServer();
        background?.Die();
        server.Die();
        HasServerEvents = false;
    }

    /// <summary>Ends a child with a signal. The server sees it when it reaps the child. ESRCH: no such child.</summary>
    /// <param name="pid">The process id of the child.</param>
    /// <param name="signal">The signal's number, 1 or more.</param>
    public Errno KillChild(int pid, int signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(signal, 1);
        return Table.Kill(pid, signal, by: 0);
    }

    /// <summary>Sets the wall clock. The monotonic clock, and with it the time of every event, stays the
    /// same.</summary>
    /// <param name="us">Microseconds forward, or back when negative.</param>
    public void StepClock(long us)
    {
        Clock.Step(us);
        NoteEvent($"the wall clock is set by {us} us", us);
    }

    /// <summary>
    /// Stops the whole machine for a time, like a paused virtual machine. Both clocks continue, and nothing runs.
    /// Events that became due in the pause are late afterwards.
    /// </summary>
    /// <param name="us">Microseconds.</param>
    public void Pause(long us)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(us);
        Clock.MoveTo(Clock.NowUs + us);
        NoteEvent($"everything has stood still for {us} us", us);
    }

    /// <summary>
    /// Ends all hangs: hung background jobs complete, and a hung child is killed.
    /// </summary>
    public void EndHangs()
    {
        background?.EndHang();
        foreach (var child in Table.Children.Where(child => child.Hangs).ToArray())
        {
            child.End(exitCode: 0, Signals.Kill);
        }
    }

    /// <summary>
    /// Runs the events that are due up to a moment, and moves the clock there. Events run also when the clock is
    /// already past that moment.
    /// </summary>
    /// <param name="untilUs">Microseconds since 1970.</param>
    public void Advance(long untilUs) => Scheduler.RunUntil(untilUs);

    /// <summary>
    /// Runs the next event and returns true when it is due by then. Otherwise moves the clock there and returns false.
    /// </summary>
    /// <param name="limitUs">Microseconds since 1970.</param>
    public bool RunToNextEvent(long limitUs) => Scheduler.RunNext(limitUs);

    /// <summary>Returns <see cref="HasServerEvents"/> and resets it to false.</summary>
    public bool TakeServerEvents()
    {
        var had = HasServerEvents;
        HasServerEvents = false;
        return had;
    }

    internal Prng LatencyOf(Actor by) => by switch
    {
        Actor.Server => serverLatency,
        Actor.Child => childLatency,
        Actor.Background => backgroundLatency,
        _ => throw new ArgumentOutOfRangeException(nameof(by)),
    };

    /// <summary>
    /// Switches the random streams of the machine (latencies, order of events) to another seed at a given time. Before
    /// it the run is identical.
    /// </summary>
    /// <param name="atUs">The time of the switch, in microseconds since 1970.</param>
    /// <param name="seed">Replaces the seed of the run.</param>
    internal void Reseed(long atUs, Seed seed) => Scheduler.PostAhead(atUs, () =>
    {
        var schedule = seed.Fork("schedule");
        serverLatency.Restart(schedule.Fork("server"));
        childLatency.Restart(schedule.Fork("child"));
        backgroundLatency.Restart(schedule.Fork("background"));
        childRandom = schedule.Fork("chance");
        ties.Restart(schedule.Fork("ties"));
    });

    /// <summary>Starts a child that shares the server's descriptors, and nothing else.</summary>
    internal int Fork(VirtualProcess parent, ChildProgram program)
    {
        var process = new VirtualProcess(this, Table.NextPid(), parent.Pid, Actor.Child, parent.Descriptors.Fork());
        var host = HostOf(process, new NoBackground(), childRandom.Fork(process.Pid).Stream());
        Table.Add(new ChildProcess(process, program(host).GetEnumerator()));
        Trace.Lives(new LifeRecord(Clock.NowUs, process.Pid, Actor.Child), $"is forked");
        return process.Pid;
    }

    /// <summary>Runs a child to its next yield. Its pipe calls may wake the server.</summary>
    internal Stop? RunChild(ChildProcess child)
    {
        Step();
        childRuns = true;
        var stop = child.RunOn();
        childRuns = false;
        return stop;
    }

    /// <summary>Counts a system call, or a turn of a child.</summary>
    /// <exception cref="StepLimitExceeded">The limit is exceeded.</exception>
    internal void Step()
    {
        if (--StepsLeft < 0)
        {
            throw new StepLimitExceeded();
        }
    }

    internal void ChildEnded(ChildProcess child, ChildEnd end)
    {
        Trace.Lives(new LifeRecord(Clock.NowUs, end.Pid, Actor.Child, Ends: true),
            $"ends with exit code {end.ExitCode}, signal {end.Signal}");
        Trace.Fold(Clock.NowUs);
        Trace.Fold(((long)end.Pid << 16) | (uint)(end.ExitCode << 8) | (uint)end.Signal);
        if (Trace.Recording)
        {
            Trace.Note(Clock.NowUs, $"child      {end.Pid} ends with exit code {end.ExitCode}, signal {end.Signal}");
        }

        if (Table.Ended(child, end))
        {
            WakeServer();
        }
    }

    internal void WakeServer()
    {
        if (!HasServerEvents)
        {
            HasServerEvents = true;
            ServerWakeup?.Invoke();
        }
    }

    /// <summary>
    /// Adds a trace line for a call that does not return because of a fault. Only its consequences enter the
    /// fingerprint.
    /// </summary>
    internal void NoteNoReturn(Actor by, int pid, Fault fault, string? path)
    {
        Trace.Lives(new LifeRecord(Clock.NowUs, pid, by, Injected: true),
            $"{fault.Call.Name()}({path}) = {FaultLine.Effect(fault)}");
        if (Trace.Recording)
        {
            Trace.Note(Clock.NowUs, $"{by.Name(),-10} {pid} {fault.Call.Name()}({path}) = {FaultLine.Effect(fault)}");
        }
    }

    private void NoteServer(int serverPid, bool ends, string text)
    {
        Trace.Lives(new LifeRecord(Clock.NowUs, serverPid, Actor.Server, ends), $"{text}");
        Trace.Fold(Clock.NowUs);
        Trace.Fold(serverPid);
        if (Trace.Recording)
        {
            Trace.Note(Clock.NowUs, $"server     {serverPid} {text}");
        }
    }

    private void NoteEvent(FormattableString text, long number)
    {
        Trace.Fold(Clock.NowUs);
        Trace.Fold(number);
        if (Trace.Recording)
        {
            Trace.Note(Clock.NowUs, FormattableString.Invariant(text));
        }
    }

    /// <summary>
    /// An end of a pipe has become readable or writable. The server's own calls do not wake it.
    /// </summary>
    private void PipeChanged(Pipe pipe)
    {
        for (var i = 0; i < Table.Children.Count; i++)
        {
            Table.Children[i].PipeChanged(pipe);
        }

        if (childRuns && Table.Server is { } server
            && ((pipe.Readable && server.Descriptors.Holds(pipe.Read))
            || (pipe.Writable && server.Descriptors.Holds(pipe.Write))))
        {
            WakeServer();
        }
    }

    private Host HostOf(VirtualProcess process, IBackground background, IRandom random) =>
        new(new VirtualFiles(process), new VirtualPipes(process), new VirtualProcesses(process), background, Clock,
        random, log!);
}
