using System.Buffers;
using System.Buffers.Text;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Format;
using Aof.KnownDefects;
using Sim.Os;

namespace Aof.Load;

/// <summary>
/// Reads the commands of a log one by one. A length in the file is not trusted: memory is allocated only for bytes that
/// exist.
/// </summary>
/// <param name="log">The file, at its beginning.</param>
/// <param name="commands">The known commands.</param>
/// <param name="payloadEndUnchecked">when it is off, numbers must be digits and CRLF, and payloads must end with
/// CRLF.</param>
/// <param name="keepArguments">False: only the structure is checked.</param>
internal sealed class CommandReader(ByteReader log, CommandTable commands, bool payloadEndUnchecked, bool keepArguments)
{
    /// <summary>The array of arguments begins with at most this length and grows as arguments arrive.</summary>
    private const int InitialArguments = 64;

    /// <summary>One array is reused for each argument count up to this; most commands have few arguments.</summary>
    private const int MaxReusedArguments = 8;

    private static readonly SearchValues<byte> Letters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"u8);

    private readonly Bytes[]?[] arrays = new Bytes[]?[MaxReusedArguments + 1];

    /// <summary>Where the last command begins, whether it was read or failed.</summary>
    public long Start { get; private set; }

    /// <summary>Where the annotations before it begin: the end of the command before.</summary>
    public long From { get; private set; }

    /// <summary>An annotation of a later second than this, since 1970, ends the reading; null: none does.</summary>
    public long? UntilSec { get; init; }

    /// <summary>The position in the file, in bytes: behind the command.</summary>
    public long Offset => log.Offset;

    /// <summary>The command's row of the table; null: unknown name.</summary>
    public Command? Command { get; private set; }

    /// <summary>The name of an unknown command.</summary>
    public Bytes UnknownName { get; private set; }

    /// <summary>How many arguments the command has, including the name.</summary>
    public int Count { get; private set; }

    /// <summary>Name and arguments. Later commands reuse the array.</summary>
    public Bytes[] Arguments { get; private set; } = [];

    /// <summary>A description of the error.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>The offset of <see cref="Problem"/>, in bytes.</summary>
    public long Damage { get; private set; }

    /// <summary>What the checker calls the error.</summary>
    public AofErrorKind DamageKind { get; private set; }

    /// <summary>Why read(2) failed.</summary>
    public Errno Error => log.Error;

    /// <summary>Reads the next command.</summary>
    public ReadOutcome Next()
    {
        var outcome = Whole();
        if (outcome == ReadOutcome.ReadError)
        {
            Damage = log.Offset;
            Problem = $"read: {log.Error.Message()}";
        }

        return outcome;
    }

    private ReadOutcome Whole()
    {
        From = log.Offset;
        var outcome = Annotations();
        if (outcome != ReadOutcome.Ok)
        {
            return outcome;
        }

        Start = log.Offset;
        outcome = Number((byte)'*', out var count);
        if (outcome != ReadOutcome.Ok)
        {
            return outcome;
        }

        if (count is < 1 or > int.MaxValue)
        {
            return Bad(Start, "a number of arguments that no command has");
        }

        Count = (int)count;
        if (keepArguments && Arguments.Length != Count)
        {
            Arguments = Count > MaxReusedArguments
                ? new Bytes[Math.Min(Count, InitialArguments)]
                : arrays[Count] ??= new Bytes[Count];
        }

        for (var i = 0; i < Count && outcome == ReadOutcome.Ok; i++)
        {
            outcome = Argument(i);
        }

        return outcome;
    }

    /// <summary>
    /// Skips annotations (Redis 7.0). A torn one at the end is one more line for Redis, which then writes behind it.
    /// </summary>
    private ReadOutcome Annotations()
    {
        while (commands.Dialect >= Dialect.Redis7 && log.BeginsWith("#"u8))
        {
            Start = log.Offset;
            var outcome = log.Line(out var line);
            if (outcome == ReadOutcome.Ok && Annotation.SecondOf(line) > UntilSec)
            {
                return Bad(Start, "an annotation of a later time stands here", AofErrorKind.LaterTime);
            }

            while (outcome == ReadOutcome.Ok && line[^1] != '\n')
            {
                outcome = log.Line(out line);
            }

            if (outcome != ReadOutcome.Ok)
            {
                return outcome == ReadOutcome.End && !payloadEndUnchecked ? ReadOutcome.UnexpectedEnd : outcome;
            }
        }

        return ReadOutcome.Ok;
    }

    private ReadOutcome Argument(int index)
    {
        var start = log.Offset;
        var outcome = Number((byte)'$', out var length);
        if (outcome != ReadOutcome.Ok)
        {
            return outcome == ReadOutcome.End ? ReadOutcome.UnexpectedEnd : outcome;
        }

        if (length < 0 || (length > Array.MaxLength && length > log.Left))
        {
            return Bad(start, "a length that no string has");
        }

        if (length > log.Left)
        {
            return ReadOutcome.UnexpectedEnd;
        }

        if (length > Array.MaxLength)
        {
            return Bad(start, "a value that is longer than this program can hold", AofErrorKind.TooLong);
        }

        outcome = index == 0 ? Name((int)length) : Payload(index, (int)length);
        return outcome == ReadOutcome.Ok ? PayloadEnd() : outcome;
    }

    private ReadOutcome Name(int length)
    {
        if (length > ByteReader.MaxLine)
        {
            // No command has such a name, but its length may be right: it is skipped like any payload.
            var skipped = Payload(0, length);
            Command = null;
            UnknownName = keepArguments ? Arguments[0] : default;
            return skipped;
        }

        var outcome = log.Take(length, out var name);
        if (outcome == ReadOutcome.Ok)
        {
            Recognize(name);
        }

        return outcome;
    }

    private void Recognize(ReadOnlySpan<byte> name)
    {
        var isKnown = commands.TryFind(name, out var command);
        Command = command;
        UnknownName = isKnown ? default : Bytes.Copy(name);
        if (keepArguments)
        {
            Arguments[0] = command is null ? UnknownName : command.NameBytes;
        }
    }

    private ReadOutcome Payload(int index, int length)
    {
        if (!keepArguments)
        {
            return log.Skip(length);
        }

        if (index == Arguments.Length)
        {
            var grown = Arguments;
            Array.Resize(ref grown, (int)Math.Min(Count, 2L * index));
            Arguments = grown;
        }

        var bytes = length == 0 ? [] : GC.AllocateUninitializedArray<byte>(length);
        Arguments[index] = new Bytes(bytes);
        return log.CopyTo(bytes);
    }

    private ReadOutcome PayloadEnd()
    {
        var start = log.Offset;
        var outcome = log.Take(2, out var end);
        return outcome == ReadOutcome.Ok && !payloadEndUnchecked && !end.SequenceEqual("\r\n"u8)
            ? Bad(start, "a payload that does not end with CRLF")
            : outcome;
    }

    /// <summary>A line with a type byte and a number.</summary>
    private ReadOutcome Number(byte type, out long value)
    {
        value = 0;
        var start = log.Offset;
        var outcome = log.Line(out var line);
        if (outcome != ReadOutcome.Ok)
        {
            return outcome;
        }

        if (line[0] != type)
        {
            return type == (byte)'*' && OtherFormat(line, start) is { } other
                ? Bad(start, other, AofErrorKind.OtherFormat)
                : Bad(start, $"'{(char)type}' should stand here");
        }

        var isWhole = line[^1] == '\n';
        if (!isWhole && line.Length < ByteReader.MaxLine && IsBeginningOfNumber(line[1..]))
        {
            return ReadOutcome.UnexpectedEnd;
        }

        var isNumber = payloadEndUnchecked
            ? TakeLeadingNumber(line[1..], out value)
            : isWhole && IsNumberAndCrlf(line[1..], out value);
        return isNumber ? ReadOutcome.Ok : Bad(start, "a number and CRLF should stand here");
    }

    /// <summary>
    /// What a line is that begins no command and yet may be undamaged; null: damage. One flipped bit gives no such
    /// line.
    /// </summary>
    private static string? OtherFormat(ReadOnlySpan<byte> line, long start)
    {
        var letters = line.IndexOfAnyExcept(Letters);
        letters = letters < 0 ? line.Length : letters;
        return line[0] == '#' && line.Length > 1 && Letters.Contains(line[1])
            ? "an annotation of a later version of Redis stands here"
            : start > 0 || letters < 2 ? null
            : line.StartsWith("file "u8) ? "this is a manifest, which only names logs"
            : "this file begins like no log and no RDB file of Redis";
    }

    /// <summary>The line is the beginning of a valid line that the end of the file cuts off.</summary>
    private static bool IsBeginningOfNumber(ReadOnlySpan<byte> text)
    {
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits == -1 || (digits > 0 && digits == text.Length - 1 && text[digits] == '\r');
    }

    private static bool IsNumberAndCrlf(ReadOnlySpan<byte> text, out long value) =>
        Utf8Parser.TryParse(text, out value, out var digits)
        && text[0] is >= (byte)'0' and <= (byte)'9'
        && text.Length == digits + 2 && text[digits] == '\r';

    /// <summary>atoi(3): text behind the digits is ignored, and no digits are zero.</summary>
    private static bool TakeLeadingNumber(ReadOnlySpan<byte> text, out long value)
    {
        _ = Utf8Parser.TryParse(text.TrimStart(" \t"u8), out value, out _);
        return true;
    }

    private ReadOutcome Bad(long offset, string problem, AofErrorKind kind = AofErrorKind.BadFormat)
    {
        DamageKind = kind;
        Damage = offset;
        Problem = problem;
        return ReadOutcome.BadFormat;
    }
}
