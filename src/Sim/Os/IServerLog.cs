namespace Sim.Os;

/// <summary>The level of a log message, as in Redis.</summary>
public enum LogLevel
{
    /// <summary>A detail for developers of the program.</summary>
    Debug,

    /// <summary>A detail for operators.</summary>
    Verbose,

    /// <summary>A normal event.</summary>
    Notice,

    /// <summary>A problem.</summary>
    Warning,
}

/// <summary>The log of the program, one message per line.</summary>
public interface IServerLog
{
    /// <summary>Writes one message.</summary>
    void Write(LogLevel level, string message);
}
