using System.Diagnostics.CodeAnalysis;
using System.Runtime.ExceptionServices;
using Sim.Machine.Process;
using Sim.Machine.Turns;
using Sim.Os;

namespace Sim.Machine.CrashTesting;

/// <summary>The steps that were begun before a crash, and which of them were promised.</summary>
/// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
public sealed class StepHistory<TStep>
{
    /// <summary>So many choices are tried: all subsets of fourteen steps.</summary>
    private const int MaxTried = 1 << 14;

    private readonly IReadOnlyList<TStep> begun;
    private readonly IReadOnlyList<bool> promised;
    private readonly IReadOnlyList<int> lives;

    /// <summary>A history, for a test of your <see cref="ICrashTested{TStep}.Recover"/>.</summary>
    /// <param name="begun">The steps, in the order in which they began.</param>
    /// <param name="promised">For each step whether it was promised.</param>
    /// <param name="lives">The number of the life of each step, from 0, in ascending order.</param>
    public StepHistory(IReadOnlyList<TStep> begun, IReadOnlyList<bool> promised, IReadOnlyList<int> lives) =>
        (this.begun, this.promised, this.lives) = (begun, promised, lives);

    internal static StepHistory<TStep> None { get; } = new([], [], []);

    /// <summary>The steps that were begun, in their order. The crash may leave no other.</summary>
    public IReadOnlyList<TStep> Begun => Seen(begun);

    /// <summary>The steps that were promised, in the order in which they began. The crash must not lose one.</summary>
    public IEnumerable<TStep> Promised => Begun.Where((_, step) => promised[step]);

    /// <summary>The program has looked at the steps, or compared them.</summary>
    internal bool IsSeen { get; private set; }

    /// <summary>How many choices the last comparison called wrong; 0 when it found a right one.</summary>
    internal int Compared { get; private set; }

    /// <summary>How many steps there are, and which of them are promised: a plus or a minus for each.</summary>
    internal string Shape => string.Concat(promised.Select(isPromised => isPromised ? '+' : '-'));

    /// <summary>True when the step with this index in <see cref="Begun"/> was promised.</summary>
    public bool IsPromised(int step) => promised[step];

    /// <summary>
    /// Compares what was recovered with everything that may be there: the promised steps, and of each life's other
    /// steps the first so many. For programs that keep the order of their steps, such as a log.
    /// </summary>
    /// <param name="wrong">What is wrong if exactly these steps took effect; null when nothing is.</param>
    /// <returns>Null when some choice is right; otherwise what is wrong with the promised steps alone.</returns>
    /// <remarks>
    /// Some choices cannot have happened, such as a step of a later life without that before it. An exception of the
    /// comparison says that a choice is wrong; it leaves this method when no choice is right.
    /// </remarks>
    public string? Check(Func<IReadOnlyList<TStep>, string?> wrong)
    {
        var open = Open();
        var counts = new int[lives.Count == 0 ? 0 : lives[^1] + 1];
        return Said(FirstRight(Prefixes(open, counts, life: 0), wrong));
    }

    /// <summary>
    /// As <see cref="Check"/>, but of the steps that were not promised any may be there, the others not. For programs
    /// whose steps overlap. They stay in the order in which they began.
    /// <para>A comparison that reads the steps in order, and stops at the first difference, answers for all choices
    /// that begin with the same steps. Then any number may overlap. Of one that reads all steps each time, 16,384
    /// choices are tried, and the sentence says when that were not all.</para>
    /// </summary>
    /// <param name="wrong">
    /// What is wrong if exactly these steps took effect; null when nothing is. It depends on the steps only, and does
    /// not keep the list.
    /// </param>
    /// <returns>Null when some choice is right; otherwise what is wrong with the promised steps alone.</returns>
    public string? CheckAnyOrder(Func<IReadOnlyList<TStep>, string?> wrong)
    {
        var open = Open();
        if (FirstRight(FirstSteps(open), wrong) is not { } alone)
        {
            return null;
        }

        var (steps, tried) = (new OpenSteps<TStep>(begun, promised), 0);
        do
        {
            if (tried++ == MaxTried)
            {
                Compared = 0;
                return Invariant($"{open.Count} steps were begun and not promised; of {MaxTried} of their choices ")
                    + $"none is right, and more were not tried. With the promised steps alone: {alone.Wrong}";
            }

            if (Says(wrong, steps).Wrong is null)
            {
                Compared = 0;
                return null;
            }
        }
        while (steps.MoveOn());
        Compared = tried;
        return Said(alone);
    }

    /// <summary>Null when some choice is right; otherwise what is said of the first one.</summary>
    private (string? Wrong, ExceptionDispatchInfo? Thrown)? FirstRight(
        IEnumerable<bool[]> choices, Func<IReadOnlyList<TStep>, string?> wrong)
    {
        (string? Wrong, ExceptionDispatchInfo? Thrown)? first = null;
        var compared = 0;
        foreach (var there in choices)
        {
            var said = Says(wrong, [.. Begun.Where((_, step) => promised[step] || there[step])]);
            if (said.Wrong is null)
            {
                Compared = 0;
                return null;
            }

            compared++;
            first ??= said;
        }

        Compared = compared;
        return first;
    }

    private static string? Said((string? Wrong, ExceptionDispatchInfo? Thrown)? alone)
    {
        alone?.Thrown?.Throw();
        return alone?.Wrong;
    }

    /// <summary>
    /// What a comparison says of a choice. One that throws says that it is wrong. What ends the process, and what the
    /// test itself must know, goes on.
    /// </summary>
    [SuppressMessage("Design", "CA1031", Justification = "any exception says that the choice is wrong")]
    private static (string? Wrong, ExceptionDispatchInfo? Thrown) Says(
        Func<IReadOnlyList<TStep>, string?> wrong, IReadOnlyList<TStep> steps)
    {
        try
        {
            return (wrong(steps), null);
        }
        catch (Exception problem) when (problem
            is not (ProcessExit or ServerKilled or WaitsForever or StepLimitExceeded))
        {
            return (problem.Message, ExceptionDispatchInfo.Capture(problem));
        }
    }

    private IReadOnlyList<TStep> Seen(IReadOnlyList<TStep> steps)
    {
        IsSeen = true;
        return steps;
    }

    private List<int> Open() => [.. Enumerable.Range(0, begun.Count).Where(step => !promised[step])];

    /// <summary>None of the open steps, the first one, the first two and so on: what most crashes leave.</summary>
    private IEnumerable<bool[]> FirstSteps(List<int> open)
    {
        var there = new bool[begun.Count];
        yield return there;
        foreach (var step in open)
        {
            there[step] = true;
            yield return there;
        }
    }

    /// <summary>For each life from this one on, every number of its open steps.</summary>
    private IEnumerable<bool[]> Prefixes(List<int> open, int[] counts, int life)
    {
        if (life == counts.Length)
        {
            var there = new bool[begun.Count];
            var left = counts.ToArray();
            foreach (var step in open)
            {
                there[step] = left[lives[step]]-- > 0;
            }

            yield return there;
            yield break;
        }

        for (counts[life] = 0; counts[life] <= open.Count(step => lives[step] == life); counts[life]++)
        {
            foreach (var there in Prefixes(open, counts, life + 1))
            {
                yield return there;
            }
        }
    }
}
