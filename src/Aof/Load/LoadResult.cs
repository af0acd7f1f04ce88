namespace Aof.Load;

/// <summary>How the reading of a log ended.</summary>
public enum LoadOutcome
{
    /// <summary>Every command was replayed.</summary>
    Loaded,

    /// <summary>The file is empty: what a server that was never written to leaves.</summary>
    Empty,

    /// <summary>There is no such file.</summary>
    Missing,

    /// <summary>The file ended inside a command or a transaction, and was cut before it.</summary>
    Truncated,

    /// <summary>The file ends inside a command or a transaction, and was not cut.</summary>
    UnexpectedEnd,

    /// <summary>Something that is no command stands in the file.</summary>
    BadFormat,

    /// <summary>A command of no known name.</summary>
    UnknownCommand,

    /// <summary>A known command with too few or too many arguments.</summary>
    WrongArity,

    /// <summary>The file could not be opened or read.</summary>
    ReadError,
}

/// <summary>What became of a log that was read.</summary>
public sealed record LoadResult
{
    /// <summary>How it ended.</summary>
    public required LoadOutcome Outcome { get; init; }

    /// <summary>How many commands were read, those of an unfinished transaction included.</summary>
    public long Commands { get; init; }

    /// <summary>How many keys the RDB preamble had.</summary>
    public long Keys { get; init; }

    /// <summary>Where the RDB preamble ends, in bytes; 0 when there is none.</summary>
    public long PreambleSize { get; init; }

    /// <summary>What the preamble had that is not kept, in words: functions, records of modules.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>
    /// In bytes: where the damage is; after an unexpected end, where the file was, or would have to be, cut; else the
    /// end.
    /// </summary>
    public long Offset { get; init; }

    /// <summary>Size of the file in bytes, as it was found.</summary>
    public long FileSize { get; init; }

    /// <summary>The CRC-64 of the file as it was read.</summary>
    internal ulong Checksum { get; init; }

    /// <summary>In words.</summary>
    public string Reason { get; init; } = "";

    /// <summary>True when a server goes on with what was loaded.</summary>
    public bool Usable =>
        Outcome is LoadOutcome.Loaded or LoadOutcome.Empty or LoadOutcome.Missing or LoadOutcome.Truncated;
}
