using Sim.Machine.Random;

namespace Sim.Machine.CrashTesting;

/// <summary>One life of a program under test: how much it is to do, what chance gives it, and what it has told.</summary>
/// <typeparam name="TStep">See <see cref="ICrashTested{TStep}"/>.</typeparam>
public sealed class Life<TStep>
{
    private readonly List<TStep> begun = [];
    private readonly Seed seed;
    private int acknowledged;

    internal Life(Seed seed, int steps) => (this.seed, Steps) = (seed, steps);

    /// <summary>How many steps to do.</summary>
    public int Steps { get; }

    /// <summary>The random numbers of a step, counted from 0: fewer steps leave those before them as they were.</summary>
    public Prng Chance(int step) => seed.Fork(step).Stream();

    /// <summary>A step begins: from now on the crash may leave it, or a part of it that the program must be able to undo.</summary>
    public void Begin(TStep step) => begun.Add(step);

    /// <summary>Everything begun so far is promised: from now on no crash may lose it.</summary>
    public void Acknowledge() => acknowledged = begun.Count;

    internal (int Begun, int Acknowledged) Now => (begun.Count, acknowledged);

    internal StepHistory<TStep> ToldAt((int Begun, int Acknowledged) moment) => new(begun[..moment.Begun], moment.Acknowledged);
}
