namespace Aof.Format;

/// <summary>How the reading of one command, of an RDB preamble, or of a part of either, ended.</summary>
internal enum ReadOutcome
{
    /// <summary>It was read.</summary>
    Ok,

    /// <summary>The file ends where a command could begin.</summary>
    End,

    /// <summary>The file ends inside a command.</summary>
    UnexpectedEnd,

    /// <summary>This is no command.</summary>
    BadFormat,

    /// <summary>read(2) failed.</summary>
    ReadError,
}
