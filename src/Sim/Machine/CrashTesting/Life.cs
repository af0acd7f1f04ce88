using Sim.Machine.Random;

namespace Sim.Machine.CrashTesting;

/// <summary>
/// One life of a program under test: its number of steps, its random numbers, and the steps it reports.
/// </summary>
/// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
public sealed class Life<TStep>
{
    private readonly StepLog<TStep> log;
    private readonly Seed seed;
    private readonly IReadOnlyList<int> kept;
    private readonly List<int> begun = [];

    internal Life(StepLog<TStep> log, Seed seed, int number, IReadOnlyList<int> kept) =>
        (this.log, this.seed, Number, this.kept) = (log, seed, number, kept);

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

    /// <summary>Chooses the task that continues.</summary>
    internal Prng Turns => seed.Stream("turns");

    /// <summary>The same within one of several processes.</summary>
    internal Prng TurnsOf(string process) => seed.Fork("turns").Stream(process);

    /// <summary>
    /// Reports that a step begins. From now on a crash may leave the step, a part of it, or nothing of it.
    /// </summary>
    /// <returns>The step, to acknowledge it alone. Steps may overlap.</returns>
    public BegunStep<TStep> Begin(TStep step)
    {
        var number = log.Begin(step, Number - 1);
        begun.Add(number);
        return new BegunStep<TStep>(log, number, step);
    }

    /// <summary>
    /// Reports that all steps that this life has begun are promised. From now on no crash may lose them.
    /// </summary>
    public void Acknowledge() => begun.ForEach(log.Acknowledge);

    /// <summary>The steps of one of several processes.</summary>
    internal Life<TStep> Share(int process, int processes) =>
        new(log, seed, Number, [.. kept.Where(step => step % processes == process)]);

    /// <summary>The steps that have not begun, for a process that starts again.</summary>
    internal Life<TStep> Rest() => new(log, seed, Number, [.. kept.Skip(begun.Count)]);
}

/// <summary>A step that has begun.</summary>
/// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
public sealed class BegunStep<TStep>
{
    private readonly StepLog<TStep> log;
    private readonly int number;

    internal BegunStep(StepLog<TStep> log, int number, TStep value) =>
        (this.log, this.number, Value) = (log, number, value);

    /// <summary>The step.</summary>
    public TStep Value { get; }

    /// <summary>Reports that this step is promised. From now on no crash may lose it.</summary>
    public void Acknowledge() => log.Acknowledge(number);
}
