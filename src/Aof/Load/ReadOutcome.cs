namespace Aof.Load;

/// <summary>How the reading of one command, or of a part of it, ended.</summary>
internal enum ReadOutcome
{
    /// <summary>There is one.</summary>
    Command,

    /// <summary>The file ends where a command could begin.</summary>
    End,

    /// <summary>The file ends inside a command.</summary>
    UnexpectedEnd,

    /// <summary>This is no command.</summary>
    BadFormat,

    /// <summary>read(2) failed.</summary>
    ReadError,
}
