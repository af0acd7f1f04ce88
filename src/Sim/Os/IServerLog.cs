namespace Sim.Os;

/// <summary>Levels of Redis's log.</summary>
public enum LogLevel
{
    /// <summary>For those who develop the server.</summary>
    Debug,

    /// <summary>Many details.</summary>
    Verbose,

    /// <summary>What an operator wants to know.</summary>
    Notice,

    /// <summary>What an operator must know.</summary>
    Warning,
}

/// <summary>The server's log: one event a line.</summary>
public interface IServerLog
{
    /// <summary>Writes one event.</summary>
    void Write(LogLevel level, string message);
}
