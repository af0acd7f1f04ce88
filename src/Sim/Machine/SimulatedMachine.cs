using Sim.Machine.Faults;
using Sim.Machine.FileSystem;
using Sim.Machine.Process;
using Sim.Machine.Random;
using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Machine;

/// <summary>
/// A computer in a test tube: a clock, a disk, one server process at a time with its background thread, and the
/// children it forks. One thread runs it all. The server calls its <see cref="Host"/>; each call takes virtual time,
/// in which children and background jobs move; its effect comes at the end of that time. Between the server's turns
/// the harness lets time pass with <see cref="Advance"/>. The same disk, seed, faults and calls give the same run.
/// </summary>
public sealed class SimulatedMachine
{
    /// <summary>Far more than the longest plan of the generator takes, and done in seconds.</summary>
    private const long MaxSteps = 2_000_000;

    private readonly Prng serverLatency;
    private readonly Prng childLatency;
    private readonly Prng backgroundLatency;
    private readonly Prng ties;
    private readonly Prng preemption;
    private Seed childChance;
    private VirtualBackground? background;
    private IServerLog? log;
    private int pipes;
    private bool childRuns;

    /// <summary>A machine on which nothing runs yet.</summary>
    /// <param name="disk">The disk, which outlives the machine.</param>
    /// <param name="timings">How long things take.</param>
    /// <param name="faults">What goes wrong.</param>
    /// <param name="seed">The run's seed; the streams of the machine are children of its child "schedule".</param>
    /// <param name="trace">Where what happens is told.</param>
    /// <param name="startUs">The time on the clock, in microseconds since 1970.</param>
    public SimulatedMachine(
        VirtualDisk disk, MachineTimings timings, FaultInjector faults, Seed seed, Trace trace, long startUs)
    {
        var schedule = seed.Fork("schedule");
        serverLatency = schedule.Stream("server");
        childLatency = schedule.Stream("child");
        backgroundLatency = schedule.Stream("background");
        childChance = schedule.Fork("chance");
        Disk = disk;
        Timings = timings;
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
    /// What will happen, in order. The harness may post events of its own, which must not call the server while it
    /// is inside a call.
    /// </summary>
    public Scheduler Scheduler { get; }

    /// <summary>The disk.</summary>
    public VirtualDisk Disk { get; }

    /// <summary>What goes wrong.</summary>
    public FaultInjector Faults { get; }

    /// <summary>What happened.</summary>
    public Trace Trace { get; }

    /// <summary>How long things take.</summary>
    public MachineTimings Timings { get; }

    /// <summary>
    /// RLIMIT_NOFILE: the descriptors of every process are below this number. 1024 is the limit that Linux starts with.
    /// </summary>
    public int DescriptorLimit { get; init; } = 1_024;

    /// <summary>
    /// How many times slower than usual children run from now on, so that they can be starved: 1 or more. What is left
    /// of a call gets faster too.
    /// </summary>
    public int ChildSlowdown
    {
        get;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            foreach (var child in value < field ? Table.Children : [])
            {
                child.Hasten(value, field);
            }

            field = value;
        }
    } = 1;

    /// <summary>
    /// Other programs want the processor too. Who has something to do waits for it, up to 50 ms; and one look in
    /// sixteen at the wall clock comes up to 3 ms later, as it does for a process that loses the processor while it
    /// computes.
    /// </summary>
    public bool IsBusy
    {
        get;
        init
        {
            field = value;
            Clock.LostUs = value ? () => preemption.Below(16) == 0 ? preemption.Below(3_000L) : 0 : null;
        }
    }

    /// <summary>
    /// How many more system calls, of any process, and turns of children there may be. A loop without end is found by
    /// it, even one inside a turn of the server or of a child whose time does not pass.
    /// </summary>
    public long StepsLeft { get; set; } = MaxSteps;

    /// <summary>True while a server process lives.</summary>
    public bool ServerIsUp => Table.Server is not null;

    /// <summary>The server's process id; 0 when none is up.</summary>
    public int ServerPid => Table.Server?.Pid ?? 0;

    /// <summary>How many descriptors the server has open; 0 when none is up.</summary>
    public int ServerDescriptors => Table.Server?.Descriptors.Open ?? 0;

    /// <summary>
    /// True when something happened that the server's event loop would wake up for: another process made an end of a
    /// pipe that the server holds readable or writable, a child ended, or a background job ended.
    /// </summary>
    public bool HasServerEvents { get; private set; }

    /// <summary>
    /// Raised each time <see cref="HasServerEvents"/> becomes true, perhaps while the server is inside a call: it
    /// must only take note.
    /// </summary>
    public event Action? ServerWakeup;

    /// <summary>
    /// Process ids of the children that live, orphans among them, in the order in which they were forked.
    /// </summary>
    public IReadOnlyList<int> LiveChildren => [.. Table.Children.Select(child => child.Process.Pid)];

    internal ProcessTable Table { get; } = new();

    /// <summary>Starts a fresh server process, with a process id of its own and no descriptor open.</summary>
    /// <param name="log">Where the server, and its children, write their log.</param>
    /// <param name="chance">The server's random numbers.</param>
    /// <returns>The server's view of the machine.</returns>
    /// <exception cref="InvalidOperationException">A server is up already.</exception>
    public Host BootServer(IServerLog log, IRandom chance)
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
        Tell(server.Pid, ends: false, "boots");
        return HostOf(server, background, chance);
    }

    /// <summary>
    /// kill -9, and what is left to do after an exit: descriptors are closed, background jobs vanish, children live on
    /// as orphans. A call that the server is inside of does not return: it throws <see cref="ServerKilled"/>, as every
    /// later call does.
    /// </summary>
    public void KillServer()
    {
        if (Table.Server is not { } server)
        {
            return;
        }

        Tell(server.Pid, ends: true, "is gone");
        Table.LoseServer();
        background?.Die();
        server.Die();
        HasServerEvents = false;
    }

    /// <summary>
    /// Sends a signal that ends a child, from outside: the server learns of it when it reaps. ESRCH when there is
    /// no such child.
    /// </summary>
    /// <param name="pid">Whose end it is.</param>
    /// <param name="signal">The signal's number, 1 or more.</param>
    public Errno KillChild(int pid, int signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(signal, 1);
        return Table.Kill(pid, signal, by: 0);
    }

    /// <summary>Somebody sets the wall clock; nothing that is due becomes due earlier or later.</summary>
    /// <param name="us">Microseconds forward, or back when negative.</param>
    public void StepClock(long us)
    {
        Clock.Step(us);
        Happened($"the wall clock is set by {us} us", us);
    }

    /// <summary>
    /// The whole machine stands still, as a stopped virtual machine does: both clocks go on, and nothing runs, not even
    /// inside a call. What became due meanwhile is overdue afterwards.
    /// </summary>
    /// <param name="us">Microseconds.</param>
    public void Pause(long us)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(us);
        Clock.MoveTo(Clock.NowUs + us);
        Happened($"everything has stood still for {us} us", us);
    }

    /// <summary>
    /// What hangs goes on: background jobs end as they would have. A child that hangs is killed, as an operator does
    /// it.
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
    /// Lets time pass: runs what is due until a moment and leaves the clock there, unless it is past it already.
    /// </summary>
    /// <param name="untilUs">Microseconds since 1970.</param>
    public void Advance(long untilUs) => Scheduler.RunUntil(untilUs);

    /// <summary>
    /// Runs the next event when it is due by then, and nothing else; otherwise moves the clock there and returns false.
    /// </summary>
    /// <param name="limitUs">Microseconds since 1970.</param>
    public bool RunToNextEvent(long limitUs) => Scheduler.RunNext(limitUs);

    /// <summary>
    /// The answer of <see cref="HasServerEvents"/>, which is false from then on until something new happens.
    /// </summary>
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
    /// Other luck from a moment on, in everything that the machine draws: how long things take, and which of two comes
    /// first.
    /// </summary>
    /// <param name="atUs">Microseconds since 1970. Until then nothing is changed.</param>
    /// <param name="seed">In the place of the run's seed.</param>
    internal void Reseed(long atUs, Seed seed) => Scheduler.PostAhead(atUs, () =>
    {
        var schedule = seed.Fork("schedule");
        serverLatency.Restart(schedule.Fork("server"));
        childLatency.Restart(schedule.Fork("child"));
        backgroundLatency.Restart(schedule.Fork("background"));
        childChance = schedule.Fork("chance");
        ties.Restart(schedule.Fork("ties"));
    });

    internal long DrawChild(Latency latency) => latency.Draw(childLatency);

    internal Pipe NewPipe() => new(++pipes, PipeChanged);

    /// <summary>A child with the server's descriptors, and nothing else of it.</summary>
    internal int Fork(VirtualProcess parent, ChildProgram program)
    {
        var process = new VirtualProcess(this, Table.NextPid(), parent.Pid, Actor.Child, parent.Descriptors.Fork());
        var host = HostOf(process, new NoBackground(), childChance.Fork(process.Pid).Stream());
        Table.Add(new ChildProcess(process, program(host).GetEnumerator()));
        Trace.Lives(Clock.NowUs, process.Pid, Actor.Child, ends: false, $"is forked");
        return process.Pid;
    }

    /// <summary>Runs a child to its next yield; what it does to pipes may be news to the server.</summary>
    internal Stop? RunChild(ChildProcess child)
    {
        Step();
        childRuns = true;
        var stop = child.RunOn();
        childRuns = false;
        return stop;
    }

    /// <summary>Counts a system call, or a turn of a child.</summary>
    /// <exception cref="StepLimitExceeded">There were too many.</exception>
    internal void Step()
    {
        if (--StepsLeft < 0)
        {
            throw new StepLimitExceeded();
        }
    }

    internal void ChildEnded(ChildProcess child, ChildEnd end)
    {
        Trace.Lives(
            Clock.NowUs, end.Pid, Actor.Child, ends: true, $"ends with exit code {end.ExitCode}, signal {end.Signal}");
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

    /// <summary>A line about a call that does not return; what comes of it is in the fingerprint.</summary>
    internal void Struck(Actor by, int pid, Fault fault, string? path)
    {
        Trace.Lives(Clock.NowUs, pid, by, ends: false, $"{fault.Call.Name()}({path}) = {FaultLine.Effect(fault)}",
            struck: true);
        if (Trace.Recording)
        {
            Trace.Note(Clock.NowUs, $"{by.Name(),-10} {pid} {fault.Call.Name()}({path}) = {FaultLine.Effect(fault)}");
        }
    }

    private void Tell(int serverPid, bool ends, string text)
    {
        Trace.Lives(Clock.NowUs, serverPid, Actor.Server, ends, $"{text}");
        Trace.Fold(Clock.NowUs);
        Trace.Fold(serverPid);
        if (Trace.Recording)
        {
            Trace.Note(Clock.NowUs, $"server     {serverPid} {text}");
        }
    }

    private void Happened(FormattableString text, long number)
    {
        Trace.Fold(Clock.NowUs);
        Trace.Fold(number);
        if (Trace.Recording)
        {
            Trace.Note(Clock.NowUs, FormattableString.Invariant(text));
        }
    }

    /// <summary>
    /// An end of a pipe has become readable or writable. What the server itself did is no news to it.
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

    private Host HostOf(VirtualProcess process, IBackground background, IRandom chance) =>
        new(new VirtualFiles(process), new VirtualPipes(process), new VirtualProcesses(process), background, Clock,
        chance, log!);
}
