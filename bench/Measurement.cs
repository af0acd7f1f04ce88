using System.Diagnostics;

namespace Bench;

/// <summary>
/// A measurement of <c>compare</c>, with one or more rows of its table. Everything runs on one thread, so every rate is
/// per core.
/// </summary>
internal abstract class Measurement
{
    /// <summary>The name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>The reason why this machine cannot run it; null when it can.</summary>
    public virtual string? Missing => null;

    /// <summary>Runs the measurement.</summary>
    public abstract IEnumerable<Row> Take();

    /// <summary>The wall time of a piece of work, in seconds.</summary>
    protected static double Time(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>
    /// The CPU time of a piece of work, in seconds, with the compiler and the garbage collector. It hardly depends on
    /// other load of the machine.
    /// </summary>
    internal static double CoreTime(Action work)
    {
        var before = Environment.CpuUsage.TotalTime;
        work();
        return (Environment.CpuUsage.TotalTime - before).TotalSeconds;
    }

    protected static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        return sorted[sorted.Count / 2];
    }
}
