using System.Diagnostics;

namespace Bench;

/// <summary>
/// Something that <c>compare</c> measures: it gives one line of the table or several. Everything runs on one thread, so
/// every rate is one of a core.
/// </summary>
internal abstract class Measurement
{
    /// <summary>How it is called on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>Why it cannot be taken on this machine; null when it can.</summary>
    public virtual string? Missing => null;

    /// <summary>Takes it.</summary>
    public abstract IEnumerable<Row> Take();

    /// <summary>The seconds that a piece of work takes.</summary>
    protected static double Time(Action work)
    {
        var start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>
    /// The seconds of a core that a piece of work takes, the compiler's and the garbage collector's included: what is
    /// measured alone must not depend on who else uses the machine.
    /// </summary>
    protected static double CoreTime(Action work)
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
