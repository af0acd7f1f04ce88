using Sim.Machine.Time;
using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Run;

/// <summary>The server's log, kept with virtual times and copied to the trace.</summary>
public sealed class RunLog(VirtualClock clock, Trace trace) : IServerLog
{
    /// <summary>One line of the log.</summary>
    /// <param name="AtUs">When, in microseconds since 1970.</param>
    /// <param name="Level">How important.</param>
    /// <param name="Text">What.</param>
    public readonly record struct Line(long AtUs, LogLevel Level, string Text);

    /// <summary>The lines so far.</summary>
    public IList<Line> Lines { get; } = [];

    /// <inheritdoc/>
    public void Write(LogLevel level, string message)
    {
        Lines.Add(new Line(clock.NowUs, level, message));
        trace.Note(clock.NowUs, "log        " + message);
    }
}
