using Sim.Os;

namespace Sim.Machine.Process;

/// <summary>A server log that drops all messages.</summary>
public sealed class SilentLog : IServerLog
{
    private SilentLog()
    {
    }

    /// <summary>The only instance; it has no state.</summary>
    public static SilentLog Instance { get; } = new();

    /// <inheritdoc/>
    public void Write(LogLevel level, string message)
    {
        // The message is dropped.
    }
}
