using System.Globalization;

namespace Sim.Os.Posix;

/// <summary>The server's log as lines of text: the time in UTC, a sign for the level, the event.</summary>
/// <param name="output">Where the lines go; it stays open.</param>
/// <param name="clock">Tells the time of each line.</param>
/// <param name="least">Events below this level are left out.</param>
public sealed class TextLog(TextWriter output, TimeProvider clock, LogLevel least = LogLevel.Notice) : IServerLog
{
    /// <inheritdoc/>
    public void Write(LogLevel level, string message)
    {
        if (level >= least)
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{clock.GetUtcNow():yyyy-MM-dd HH:mm:ss.fff} {Sign(level)} {message}"));
        }
    }

    /// <summary>The signs that Redis uses.</summary>
    private static char Sign(LogLevel level) => level switch
    {
        LogLevel.Debug => '.',
        LogLevel.Verbose => '-',
        LogLevel.Notice => '*',
        _ => '#',
    };
}
