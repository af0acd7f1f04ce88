using System.Globalization;

namespace Aof.Load;

/// <summary>What a checker can find wrong with a log.</summary>
public enum AofErrorKind
{
    /// <summary>The RDB preamble is damaged or ends too early. No cut repairs that: nothing would be left.</summary>
    BadPreamble,

    /// <summary>Something that is no command stands there.</summary>
    BadFormat,

    /// <summary>The file ends inside a command.</summary>
    Truncated,

    /// <summary>The file ends inside a transaction.</summary>
    UnfinishedTransaction,

    /// <summary>MULTI where a transaction is going on.</summary>
    UnexpectedMulti,

    /// <summary>EXEC where none is.</summary>
    UnexpectedExec,

    /// <summary>A well-formed command of a name that the server does not know: it would refuse the log here.</summary>
    UnknownCommand,

    /// <summary>
    /// A well-formed command with a number of arguments that its name does not take: the server would refuse the log
    /// here.
    /// </summary>
    WrongArity,
}

/// <summary>The first error in a log.</summary>
/// <param name="Kind">What kind it is of.</param>
/// <param name="Offset">Where it is, in bytes from the beginning of the file.</param>
/// <param name="Reason">In words.</param>
public sealed record AofError(AofErrorKind Kind, long Offset, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Reason}, at byte {Offset}");
}

/// <summary>What the check of a log found (redis-check-aof).</summary>
/// <param name="Size">Size of the file in bytes.</param>
/// <param name="OkUpTo">Up to which byte the file is well formed, not counting an unfinished transaction.</param>
/// <param name="Error">The first thing that is wrong behind it; null when nothing is.</param>
public sealed record AofCheckResult(long Size, long OkUpTo, AofError? Error)
{
    /// <summary>How many bytes a repair cuts off: none when the preamble is damaged.</summary>
    public long Diff => Error?.Kind == AofErrorKind.BadPreamble ? 0 : Size - OkUpTo;
}
