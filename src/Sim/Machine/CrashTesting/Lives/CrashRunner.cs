using System.Diagnostics.CodeAnalysis;
using Sim.Machine.Crash;
using Sim.Machine.CrashTesting.Plans;
using Sim.Machine.Disk;
using Sim.Machine.Faults;
using Sim.Machine.FileSystem;
using Sim.Machine.Process;
using Sim.Machine.Random;
using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Sim.Machine.Turns;
using Sim.Machine.Workers;
using Sim.Os;

namespace Sim.Machine.CrashTesting.Lives;

/// <summary>The recovery of one crash image.</summary>
/// <param name="End">How it ended.</param>
/// <param name="Machine">The machine on which it ran.</param>
/// <param name="Story">What happened, for a story; null when no story is written.</param>
internal sealed record Judgement(ProcessEnd End, SimulatedMachine Machine, StoryRecorder? Story)
{
    /// <summary>True when it changed the disk.</summary>
    public bool ChangedTheDisk
    {
        get
        {
            var journal = Machine.Disk.Journal;
            return Enumerable.Range(0, journal.Count).Any(change => journal[change] is not Change.Synced);
        }
    }
}

/// <summary>Runs lives and recoveries. The same plan gives the same run.</summary>
/// <param name="tested">The program under test.</param>
/// <param name="options">The options.</param>
/// <param name="tells">
/// True to write down stories. Then each process has a thread of its own, and a story ends with the one that hangs.
/// </param>
internal sealed class CrashRunner<TStep>(ICrashTested<TStep> tested, CrashTestOptions options, bool tells)
{
    private const long HourUs = 3_600_000_000;

    private long begun;
    private SimulatedMachine? running;

    /// <summary>Another number after each call of a process. Any thread may ask.</summary>
    public long Progress => (begun * options.MaxCalls) - (running?.StepsLeft ?? 0);

    /// <summary>
    /// Runs the life after these crashes of the plan, to its end; null when one of the crashes does not exist.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="life">The number of the life, from 0.</param>
    public Stage<TStep>? Run(CrashPlan plan, int life) => RunUntil(plan, life, killAtCall: long.MaxValue);

    /// <summary>What must survive a crash of a life.</summary>
    public StepHistory<TStep> HistoryAt(Stage<TStep> stage, CrashCase crash)
    {
        var mark = stage.MarkAt(crash.Position);
        return stage.Log.HistoryAt(mark.Begun, Owed(stage, crash));
    }

    /// <summary>The number of acknowledgements that a crash has to keep.</summary>
    public int Owed(Stage<TStep> stage, CrashCase crash) => stage.Log.Owed(
        stage.MarkAt(crash.Position), crash.IsKill ? 0 : (long)options.PowerLossGrace.TotalMicroseconds);

    /// <summary>Recovers an image on a machine of its own.</summary>
    /// <param name="plan">The plan, with the crash that left the image.</param>
    /// <param name="image">The image.</param>
    /// <param name="history">What must be there.</param>
    public Judgement Judge(CrashPlan plan, DiskImage image, StepHistory<TStep> history)
    {
        var machine = new SimulatedMachine(
            VirtualDisk.From(image), FaultInjector.None, new Seed(0), new Trace(), VirtualClock.UsualStartUs + HourUs)
        {
            Timings = MachineTimings.Instant,
            Turns = plan.ChoicesOf(plan.Crashes.Count),
        };
        var story = tells ? new StoryRecorder(machine, allCalls: true) : null;
        var end = Process(machine, story, new Seed(0), recovers: true, host => tested.Recover(host, history));
        story?.Stop();
        return new Judgement(end, machine, story);
    }

    /// <summary>The files that a crash leaves.</summary>
    public static DiskImage? ImageOf(Stage<TStep> stage, CrashCase crash) =>
        crash.Position >= stage.First && crash.Position <= stage.Journal.Count ? stage.Cases().ImageOf(crash) : null;

    private Stage<TStep>? RunUntil(CrashPlan plan, int life, long killAtCall)
    {
        var stage = life == 0
            ? StageOn(plan, NewMachine(plan, life, DiskImage.Empty), DiskImage.Empty, parent: null,
                new StepLog<TStep> { NowUs = static () => 0 })
            : Crash(plan, life - 1);
        if (stage is null)
        {
            return null;
        }

        stage.Log.NowUs = () => stage.Machine.Clock.NowUs;
        stage.Log.Told = stage.Story is { } story ? story.Tell : null;
        RunLife(stage, plan, life, killAtCall);
        stage.Story?.Stop();
        return stage;
    }

    /// <summary>The next life, right after a crash: on the same disk when only the program was killed.</summary>
    private Stage<TStep>? Crash(CrashPlan plan, int life)
    {
        var crash = plan.Crashes[life];
        if (Run(plan, life) is not { End.Kind: null } stage || ImageOf(stage, crash) is not { } image)
        {
            return null;
        }

        if (crash.IsKill)
        {
            var killed = RunUntil(plan, life, stage.CallAt(crash.Position))!;
            killed.Machine.Faults.Stop();
            killed.Whole = stage;
            return StageOn(plan, killed.Machine, killed.Before, killed, killed.Log);
        }

        var log = stage.Log.Cut(stage.MarkAt(crash.Position).Begun, Owed(stage, crash));
        return StageOn(plan, NewMachine(plan, life + 1, image), image, stage, log);
    }

    private Stage<TStep> StageOn(
        CrashPlan plan, SimulatedMachine machine, DiskImage before, Stage<TStep>? parent, StepLog<TStep> log) => new()
        {
            Plan = plan,
            Machine = machine,
            Before = before,
            Parent = parent,
            Log = log,
            Choices = machine.Turns = plan.ChoicesOf(parent is null ? 0 : parent.Number + 1),
            First = machine.Disk.Journal.Count,
            Recovered = machine.Disk.Journal.Count,
            Story = tells ? new StoryRecorder(machine, allCalls: false) : null,
        };

    private static SimulatedMachine NewMachine(CrashPlan plan, int life, DiskImage image)
    {
        var seed = new Seed(plan.Seed);
        var faults = life == 0 ? plan.Faults : FaultPlan.None;
        var machine = new SimulatedMachine(
            VirtualDisk.From(image), new FaultInjector(faults, seed.Fork("faults")),
            life == 0 ? seed : seed.Fork("machine").Fork(life), new Trace(),
            VirtualClock.UsualStartUs + (life * HourUs));
        machine.Disk.FailAs(plan.Disk);
        return machine;
    }

    private ProcessEnd Live(Stage<TStep> stage, CrashPlan plan, int life, Seed seed)
    {
        var lived = new Life<TStep>(
            stage.Log, stage.Machine.Threads,
            life == 0 ? seed.Fork("life") : seed.Fork("life").Fork("again").Fork(life), life + 1, plan.Steps[life]);
        var before = stage.Log.Now.Begun;
        var end = Process(stage.Machine, stage.Story, seed.Fork("host").Fork(life), recovers: false, host =>
        {
            tested.Live(host, lived);
            return null;
        });
        stage.EndedEarly = end.IsExit && stage.Machine.Faults.InjectedCount == 0
            && stage.Log.Now.Begun - before < lived.Steps;
        return end;
    }

    private void RunLife(Stage<TStep> stage, CrashPlan plan, int life, long killAtCall)
    {
        var (machine, calls, killed) = (stage.Machine, 0L, (StepMark?)null);
        void Calling(FaultSite site, string? _)
        {
            if (++calls >= killAtCall && killed is null)
            {
                killed = stage.Log.Now;
                machine.KillServer();
            }
        }

        void Changing() => stage.Mark(calls);

        machine.Faults.Considering += Calling;
        machine.Disk.Changing += Changing;
        var seed = new Seed(plan.Seed);
        if (life > 0)
        {
            var now = stage.Log.Now;
            var history = stage.Log.HistoryAt(now.Begun, now.Acknowledged);
            stage.End = Process(
                machine, stage.Story, seed.Fork("recovery"), recovers: true, host => tested.Recover(host, history));
            stage.Recovered = machine.Disk.Journal.Count;
        }

        if (killed is null && stage.End.Kind is null)
        {
            stage.End = Live(stage, plan, life, seed);
        }

        stage.Mark(long.MaxValue);
        machine.Faults.Considering -= Calling;
        machine.Disk.Changing -= Changing;
        stage.WasKilled = killed is not null;
        stage.Log = killed is { } at ? stage.Log.Cut(at.Begun, at.Acknowledged) : stage.Log;
    }

    private ProcessEnd Process(
        SimulatedMachine machine, StoryRecorder? story, Seed seed, bool recovers, Func<Host, string?> program)
    {
        var random = new GuardedRandom(seed.Stream(), machine.Threads);
        var host = machine.BootServer((IServerLog?)story ?? SilentLog.Instance, random);
        host = host with { Clock = new ProcessClock(machine.Table.Server!) };
        machine.StepsLeft = options.MaxCalls;
        (running, begun) = (machine, begun + 1);
        ProcessEnd end = default;
        if (story is null)
        {
            end = EndOf(machine, recovers, () => program(host));
        }
        else if (!PatientRun.Of(
            () => end = EndOf(machine, recovers, () => program(host)), options.MaxTime, () => Progress))
        {
            machine.Threads.RefuseAll();
            return ProcessEnd.Endless(recovers ? "Recover" : "Live", options.MaxTime);
        }

        machine.KillServer();
        return machine.Threads.Refused is { } other
            ? new ProcessEnd(CrashFailureKind.OtherThread, other)
            : end;
    }

    [SuppressMessage("Design", "CA1031", Justification = "any exception of the program is a finding")]
    private ProcessEnd EndOf(SimulatedMachine machine, bool recovers, Func<string?> program)
    {
        machine.Threads.KeepToThisThread();
        try
        {
            return program() is { } wrong ? new ProcessEnd(CrashFailureKind.BrokenPromise, wrong) : default;
        }
        catch (Exception problem)
        {
            return EndBy(problem, machine, recovers);
        }
    }

    private ProcessEnd EndBy(Exception problem, SimulatedMachine machine, bool recovers) => problem switch
    {
        ServerKilled => default,
        ProcessExit when !recovers => new ProcessEnd { IsExit = true },
        ProcessExit exit => new ProcessEnd(
            CrashFailureKind.Refused, Invariant($"it does not start, exit code {exit.Code}: {exit.Message}"), exit),
        IOException when !recovers && machine.Faults.InjectedCount > 0 => default,
        WaitsForever => new ProcessEnd(CrashFailureKind.Hung, problem.Message, problem),
        StepLimitExceeded => new ProcessEnd(CrashFailureKind.Hung, Invariant(
            $"it hangs: it made {options.MaxCalls} calls in {(recovers ? "Recover" : "Live")}"), problem),
        _ => new ProcessEnd(CrashFailureKind.Threw,
            $"{(recovers ? "Recover" : "Live")} threw {problem.GetType().Name}: {problem.Message}", problem),
    };
}
