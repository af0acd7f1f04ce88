using Sim.Os;

namespace Bench;

/// <summary>A log that nobody reads.</summary>
internal sealed class Silence : IServerLog
{
    public static Silence Log { get; } = new();

    public void Write(LogLevel level, string message)
    {
    }
}
