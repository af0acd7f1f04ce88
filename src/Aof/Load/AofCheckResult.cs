
namespace Aof.Load;

/// <summary>The kinds of errors in a log.</summary>
public enum AofErrorKind
{
    /// <summary>The RDB preamble is damaged or truncated. No cut repairs it: nothing would be left.</summary>
    BadPreamble,

    /// <summary>
    /// Another format stands here, perhaps undamaged: an annotation of a later version, a manifest, the head of another
    /// dump.
    /// </summary>
    OtherFormat,

    /// <summary>A value is longer than this program can hold, and perhaps undamaged.</summary>
    TooLong,

    /// <summary>The bytes do not form a command.</summary>
    BadFormat,

    /// <summary>The file ends inside a command.</summary>
    Truncated,

    /// <summary>The file ends inside a transaction.</summary>
    UnfinishedTransaction,

    /// <summary>MULTI inside a transaction.</summary>
    UnexpectedMulti,

    /// <summary>EXEC outside a transaction.</summary>
    UnexpectedExec,

    /// <summary>A well-formed command with an unknown name: the server refuses the log here.</summary>
    UnknownCommand,

    /// <summary>A well-formed command with a wrong number of arguments: the server refuses the log here.</summary>
    WrongArity,

    /// <summary>No error: here begins what is later than the time that was asked for.</summary>
    LaterTime,
}

/// <summary>The first error in a log.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Offset">Its offset in the file, in bytes.</param>
/// <param name="Reason">A description.</param>
public sealed record AofError(AofErrorKind Kind, long Offset, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Invariant($"{Reason}, at byte {Offset}");
}

/// <summary>The result of a check (redis-check-aof).</summary>
/// <param name="Size">Size of the file in bytes.</param>
/// <param name="OkUpTo">The end of the valid part, in bytes, without an unfinished transaction.</param>
/// <param name="Error">The first error behind it; null: none.</param>
public sealed record AofCheckResult(long Size, long OkUpTo, AofError? Error)
{
    /// <summary>Bytes that a repair cuts off; none when the preamble is damaged.</summary>
    public long Diff => Error?.Kind == AofErrorKind.BadPreamble ? 0 : Size - OkUpTo;

    /// <summary>
    /// True when the error is a command that a server refuses while it loads, and reads on: MULTI inside a transaction,
    /// EXEC outside of one.
    /// </summary>
    public bool IsReadOver => Error?.Kind is AofErrorKind.UnexpectedMulti or AofErrorKind.UnexpectedExec;

    /// <summary>
    /// Why the file should not be cut: it is perhaps undamaged, or nothing would be left. Null when it is torn or
    /// damaged.
    /// </summary>
    public string? ReasonToKeep => Error?.Kind switch
    {
        AofErrorKind.UnknownCommand or AofErrorKind.WrongArity =>
            "the command is well formed, and a server that knows it (a module's, a later version's) can continue",
        _ when IsReadOver =>
            "the command is well formed, and a server that loads the log reads on behind it",
        AofErrorKind.BadPreamble => "without its preamble nothing would be left",
        AofErrorKind.OtherFormat or AofErrorKind.TooLong =>
            "that is no damage, and a server that knows it can continue",
        AofErrorKind.BadFormat when OkUpTo == 0 => "nothing would be left",
        _ => null,
    };
}
