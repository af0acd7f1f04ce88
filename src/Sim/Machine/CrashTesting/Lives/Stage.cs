using Sim.Machine.Crash;
using Sim.Machine.CrashTesting.Plans;
using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Sim.Machine.CrashTesting.Lives;

/// <summary>How a process ended.</summary>
/// <param name="Kind">The kind of failure; null when it did not fail.</param>
/// <param name="Wrong">One sentence about the failure.</param>
/// <param name="Cause">The exception; null when there was none.</param>
internal readonly record struct ProcessEnd(CrashFailureKind? Kind, string Wrong = "", Exception? Cause = null)
{
    /// <summary>True when it had to be stopped.</summary>
    public bool IsEndless { get; init; }

    /// <summary>True when it ended itself.</summary>
    public bool IsExit { get; init; }

    /// <summary>It made no call for too long.</summary>
    /// <param name="what">The process.</param>
    /// <param name="patience">The time that it was given.</param>
    public static ProcessEnd Endless(string what, TimeSpan patience) => new(CrashFailureKind.Hung,
        Invariant($"it hangs: {what} made no call for {patience.TotalSeconds:0.###} s. It is in a loop ")
            + "without a call, or waits for what never comes")
    { IsEndless = true };
}

/// <summary>One life: the recovery, unless it is the first one, and the program after it.</summary>
internal sealed class Stage<TStep>
{
    private readonly List<StepMark> marks = [];
    private readonly List<long> calls = [];

    public required CrashPlan Plan { get; init; }

    public required SimulatedMachine Machine { get; init; }

    /// <summary>What was on the disk before the first change of its journal.</summary>
    public required DiskImage Before { get; init; }

    /// <summary>The life before the crash; null for the first life.</summary>
    public Stage<TStep>? Parent { get; init; }

    /// <summary>The steps of all lives so far.</summary>
    public required StepLog<TStep> Log { get; set; }

    /// <summary>The number of changes that earlier lives made to this disk.</summary>
    public required int First { get; init; }

    /// <summary>The choices of tasks and processes.</summary>
    public required TurnChoices Choices { get; init; }

    /// <summary>When the machine killed the program: the same life, to its end.</summary>
    public Stage<TStep>? Whole { get; set; }

    /// <summary>This life and those before it, to their ends, from the first one on.</summary>
    public IEnumerable<Stage<TStep>> Lives => [.. Parent?.Lives ?? [], Whole ?? this];

    /// <summary>The number of changes at the end of the recovery.</summary>
    public int Recovered { get; set; }

    public ProcessEnd End { get; set; }

    /// <summary>See <see cref="CrashCounts.EndedEarly"/>.</summary>
    public bool EndedEarly { get; set; }

    /// <summary>True when the machine killed the program, so that this is the part before a crash.</summary>
    public bool WasKilled { get; set; }

    /// <summary>What happened, for a story; null when no story is written.</summary>
    public StoryRecorder? Story { get; init; }

    public Journal Journal => Machine.Disk.Journal;

    /// <summary>The number of this life, from 0.</summary>
    public int Number => Parent is null ? 0 : Parent.Number + 1;

    /// <summary>What was promised at a crash point: right before the next change.</summary>
    public StepMark MarkAt(int position) => marks[position - First];

    /// <summary>The number of the call in which the next change came, from 1.</summary>
    public long CallAt(int position) => calls[position - First];

    /// <summary>The disk is about to change, or the life has ended.</summary>
    public void Mark(long call)
    {
        marks.Add(Log.Now);
        calls.Add(call);
    }

    /// <summary>The crashes of this life.</summary>
    public CrashCases Cases() => new(Before, Journal, Plan.Images, new Seed(Plan.Seed));

    /// <summary>
    /// The first difference from another run of the same life; null when both did the same.
    /// </summary>
    public string? Difference(Stage<TStep> again)
    {
        var (words, others) = (new ChangeWords(Before, Journal), new ChangeWords(again.Before, again.Journal));
        for (var i = 0; i < Math.Max(Journal.Count, again.Journal.Count); i++)
        {
            var mine = i < Journal.Count ? words[i] : "the end";
            var other = i < again.Journal.Count ? others[i] : "the end";
            if (mine != other)
            {
                return $"two runs of one life differ: {mine} in the first, {other} in the second";
            }

            if (Journal[i] is Change.Write write
                && !write.Data.Span.SequenceEqual(((Change.Write)again.Journal[i]).Data.Span))
            {
                return $"two runs of one life differ: other bytes in {mine}";
            }
        }

        return marks.SequenceEqual(again.marks) ? null : "two runs of one life differ in the times of their steps";
    }
}
