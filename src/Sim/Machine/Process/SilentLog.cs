using Sim.Os;

namespace Sim.Machine.Process;

/// <summary>The log of a server whose messages are not needed.</summary>
public sealed class SilentLog : IServerLog
{
    private SilentLog()
    {
    }

    /// <summary>The only one: it has no state.</summary>
    public static SilentLog Instance { get; } = new();

    /// <inheritdoc/>
    public void Write(LogLevel level, string message)
    {
        // The message is dropped.
    }
}
