namespace Aof.Load;

/// <summary>How a load ended.</summary>
public enum LoadOutcome
{
    /// <summary>Every command was replayed.</summary>
    Loaded,

    /// <summary>The file is empty, as a server without writes leaves it.</summary>
    Empty,

    /// <summary>The file does not exist.</summary>
    Missing,

    /// <summary>The file ended inside a command or transaction and was cut before it.</summary>
    Truncated,

    /// <summary>The file ends inside a command or transaction and was not cut.</summary>
    UnexpectedEnd,

    /// <summary>A file of several ends inside a command or transaction, and it is not the last one.</summary>
    TornBeforeEnd,

    /// <summary>The bytes do not form a command.</summary>
    BadFormat,

    /// <summary>A command with an unknown name.</summary>
    UnknownCommand,

    /// <summary>A known command with too few or too many arguments.</summary>
    WrongArity,

    /// <summary>The file could not be opened or read.</summary>
    ReadError,
}

/// <summary>Commands of a log that replied with an error.</summary>
/// <param name="Count">How many.</param>
/// <param name="Offset">Where the first begins in the file, in bytes.</param>
/// <param name="Reason">The name of the first, and its error.</param>
public sealed record RefusedCommands(long Count, long Offset, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Invariant($"{Count}, the first at byte {Offset}: {Reason}");
}

/// <summary>The result of a load.</summary>
public sealed record LoadResult
{
    /// <summary>How it ended.</summary>
    public required LoadOutcome Outcome { get; init; }

    /// <summary>Commands read, including those of an unfinished transaction.</summary>
    public long Commands { get; init; }

    /// <summary>Keys of the RDB preamble.</summary>
    public long Keys { get; init; }

    /// <summary>Size of the RDB preamble, in bytes; 0: none.</summary>
    public long PreambleSize { get; init; }

    /// <summary>Descriptions of preamble content that is not kept: functions, records of modules.</summary>
    public IReadOnlyList<string> Notices { get; init; } = [];

    /// <summary>Commands that replied with an error and so did nothing; null: none. Redis passes them over.</summary>
    public RefusedCommands? Refused { get; init; }

    /// <summary>
    /// An offset in bytes, depending on <see cref="Outcome"/>:
    /// - damage: where it is;
    /// - an unexpected end: where the file was cut, or should be;
    /// - otherwise: the end.
    /// </summary>
    public long Offset { get; init; }

    /// <summary>
    /// Where damage could be cut off, in bytes: the end of the last whole command, in front of an open transaction.
    /// Null: there is none between commands.
    /// </summary>
    public long? DamageBegins { get; init; }

    /// <summary>
    /// The file that was loaded; of a log of several files the last one that was read. <see cref="Offset"/>,
    /// <see cref="FileSize"/> and <see cref="Reason"/> are about this file, everything else is about all.
    /// </summary>
    public string Path { get; init; } = "";

    /// <summary>Sizes of the files before it, in bytes.</summary>
    public long EarlierSize { get; init; }

    /// <summary>
    /// Bytes that the last rewrite has left, where the log shows it: the base, or the preamble; else 0.
    /// </summary>
    public long RewrittenSize { get; init; }

    /// <summary>Size of the file before any cut, in bytes.</summary>
    public long FileSize { get; init; }

    /// <summary>CRC-64 of the file as it was read.</summary>
    internal ulong Checksum { get; init; }

    /// <summary>A description of the error.</summary>
    public string Reason { get; init; } = "";

    /// <summary>True when a server can start with what was loaded.</summary>
    public bool Usable =>
        Outcome is LoadOutcome.Loaded or LoadOutcome.Empty or LoadOutcome.Missing or LoadOutcome.Truncated;
}
