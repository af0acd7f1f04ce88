using Sim.Machine.Process;
using Sim.Machine.Random;

namespace Sim.Machine.CrashTesting;

/// <summary>
/// One life of a program under test: its number of steps, its random numbers, and the steps it reports.
/// </summary>
/// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
public sealed class Life<TStep>
{
    private readonly StepLog<TStep> log;
    private readonly ThreadGuard threads;
    private readonly Seed seed;
    private readonly IReadOnlyList<int> kept;
    private readonly List<int> begun = [];

    internal Life(StepLog<TStep> log, ThreadGuard threads, Seed seed, int number, IReadOnlyList<int> kept) =>
        (this.log, this.threads, this.seed, Number, this.kept) = (log, threads, seed, number, kept);

    /// <summary>1 for the first life, 2 for the one after the first crash, and so on.</summary>
    public int Number { get; }

    /// <summary>The number of steps to do.</summary>
    public int Steps => kept.Count;

    /// <summary>
    /// The random numbers of a step. Use them for the step's data, so that the steps that are left in a smaller failure
    /// stay the same.
    /// </summary>
    /// <param name="step">The number of the step, from 0.</param>
    public Prng Chance(int step) => seed.Fork(step < kept.Count ? kept[step] : step).Stream();

    /// <summary>
    /// Reports that a step begins. From now on a crash may leave the step, a part of it, or nothing of it.
    /// </summary>
    /// <returns>The step, to acknowledge it alone. Steps may overlap.</returns>
    public BegunStep<TStep> Begin(TStep step)
    {
        threads.Check("Begin");
        var number = log.Begin(step, Number - 1);
        begun.Add(number);
        return new BegunStep<TStep>(log, threads, number, step);
    }

    /// <summary>
    /// Reports that all steps that this life has begun are promised. From now on no crash may lose them.
    /// </summary>
    public void Acknowledge()
    {
        threads.Check("Acknowledge");
        begun.ForEach(log.Acknowledge);
    }

    /// <summary>The steps of one of several processes.</summary>
    internal Life<TStep> Share(int process, int processes) =>
        new(log, threads, seed, Number, [.. kept.Where(step => step % processes == process)]);

    /// <summary>The steps that have not begun, for a process that starts again.</summary>
    internal Life<TStep> Rest() => new(log, threads, seed, Number, [.. kept.Skip(begun.Count)]);
}

/// <summary>A step that has begun.</summary>
/// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
public sealed class BegunStep<TStep>
{
    private readonly StepLog<TStep> log;
    private readonly ThreadGuard threads;
    private readonly int number;

    internal BegunStep(StepLog<TStep> log, ThreadGuard threads, int number, TStep value) =>
        (this.log, this.threads, this.number, Value) = (log, threads, number, value);

    /// <summary>The step.</summary>
    public TStep Value { get; }

    /// <summary>Reports that this step is promised. From now on no crash may lose it.</summary>
    public void Acknowledge()
    {
        threads.Check("Acknowledge");
        log.Acknowledge(number);
    }
}
