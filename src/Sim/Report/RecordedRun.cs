using Sim.Check;
using Sim.Machine.Disk;
using Sim.Machine.Tracing;
using Sim.Plans;
using Sim.Run;

namespace Sim.Report;

/// <summary>
/// A plan's run with all that a picture needs: its events, and the result of every crash, whichever crash the plan
/// names.
/// </summary>
internal sealed class RecordedRun
{
    private RecordedRun(Plan plan, LiveRun run, Verdict verdict, EventLog events, IReadOnlyList<JudgedState> states)
    {
        Plan = plan;
        Run = run;
        Verdict = verdict;
        Events = events;
        States = states;
    }

    /// <summary>The plan.</summary>
    public Plan Plan { get; }

    /// <summary>Its run.</summary>
    public LiveRun Run { get; }

    /// <summary>The verdict that a replay gives.</summary>
    public Verdict Verdict { get; }

    /// <summary>The events.</summary>
    public EventLog Events { get; }

    /// <summary>Every crash state, in the order of the positions and, at each, the kill first.</summary>
    public IReadOnlyList<JudgedState> States { get; }

    /// <summary>The disk's journal.</summary>
    public Journal Journal => Run.Machine.Disk.Journal;

    /// <summary>The end of the run, in microseconds after its start.</summary>
    public long EndUs => Run.Machine.Clock.NowUs - Plan.StartUs;

    /// <summary>The crash that is shown first: the violation's, or the end of the run.</summary>
    public CrashChoice Focus => Verdict.Violation?.Crash ?? new CrashChoice(Journal.Count, CrashKind.Kill, Image: 0);

    /// <summary>The time of that crash, in microseconds after the start.</summary>
    public long FocusUs => AtUs(Focus.Position);

    /// <summary>Runs a plan.</summary>
    public static RecordedRun Of(Plan plan)
    {
        var events = new EventLog();
        var run = CheckedRun.Execute(plan, new Trace(Plan.StartUs), events.Listen);
        var verdict = new Verifier(run).Judge();
        if (verdict is { States: 0, Violation: null })
        {
            verdict = new Verifier(run, chosen: null).Judge();
        }

        var states = new List<JudgedState>();
        _ = new Verifier(run, chosen: null) { Judged = states.Add, JudgesAll = true }.Judge();
        return new RecordedRun(plan, run.Run, verdict, events, states);
    }

    /// <summary>
    /// The time at which a crash at a position of the journal is judged: right before the next change, in microseconds
    /// after the start.
    /// </summary>
    public long AtUs(int position) => Run.History.Promises[position].NowUs - Plan.StartUs;
}
