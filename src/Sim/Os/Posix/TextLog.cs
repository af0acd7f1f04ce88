
namespace Sim.Os.Posix;

/// <summary>The program's log as lines of text: the time in UTC, a sign for the level, the message.</summary>
/// <param name="output">Receives the lines. It is not closed.</param>
/// <param name="clock">The time of each line.</param>
/// <param name="least">The lowest level that is written.</param>
public sealed class TextLog(TextWriter output, TimeProvider clock, LogLevel least = LogLevel.Notice) : IServerLog
{
    /// <inheritdoc/>
    public void Write(LogLevel level, string message)
    {
        if (level >= least)
        {
            output.WriteLine(
                Invariant($"{clock.GetUtcNow():yyyy-MM-dd HH:mm:ss.fff} {Sign(level)} {message}"));
        }
    }

    /// <summary>The signs of Redis's log.</summary>
    private static char Sign(LogLevel level) => level switch
    {
        LogLevel.Debug => '.',
        LogLevel.Verbose => '-',
        LogLevel.Notice => '*',
        _ => '#',
    };
}
