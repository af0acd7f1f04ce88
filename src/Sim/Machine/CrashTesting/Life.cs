using Sim.Machine.Random;

namespace Sim.Machine.CrashTesting;

/// <summary>
/// One run of a program under test: its number of steps, its random numbers, and the steps it reports.
/// </summary>
/// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
public sealed class Life<TStep>
{
    private readonly List<TStep> begun = [];
    private readonly Seed seed;
    private int acknowledged;

    internal Life(Seed seed, int steps) => (this.seed, Steps) = (seed, steps);

    /// <summary>The number of steps to do.</summary>
    public int Steps { get; }

    /// <summary>
    /// The random numbers of a step. Use them for the step's data, so that a run with fewer steps starts the same.
    /// </summary>
    /// <param name="step">The number of the step, from 0.</param>
    public Prng Chance(int step) => seed.Fork(step).Stream();

    /// <summary>
    /// Reports that a step begins. From now on a crash may leave the step, a part of it, or nothing of it.
    /// </summary>
    public void Begin(TStep step) => begun.Add(step);

    /// <summary>Reports that all steps begun so far are promised. From now on no crash may lose them.</summary>
    public void Acknowledge() => acknowledged = begun.Count;

    internal (int Begun, int Acknowledged) Now => (begun.Count, acknowledged);

    internal StepHistory<TStep> HistoryAt((int Begun, int Acknowledged) moment) =>
        new(begun[..moment.Begun], moment.Acknowledged);
}
