namespace Aof.Format;

/// <summary>How reading a command or an RDB preamble, or a part of either, ended.</summary>
internal enum ReadOutcome
{
    /// <summary>It was read.</summary>
    Ok,

    /// <summary>The file ends where a command could begin.</summary>
    End,

    /// <summary>The file ends inside a command.</summary>
    UnexpectedEnd,

    /// <summary>The bytes are malformed.</summary>
    BadFormat,

    /// <summary>read(2) failed.</summary>
    ReadError,
}
