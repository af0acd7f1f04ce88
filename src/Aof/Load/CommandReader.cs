using System.Buffers;
using System.Buffers.Text;
using Aof.Data;
using Aof.Os;

namespace Aof.Load;

/// <summary>How the reading of one command ended.</summary>
internal enum ReadOutcome
{
    /// <summary>There is a command.</summary>
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

/// <summary>
/// Reads the commands of a log one after the other. Lengths in the file are not believed: memory is taken only for what
/// the file really holds.
/// </summary>
internal sealed class CommandReader : IDisposable
{
    /// <summary>Largest buffer, in bytes; a smaller file gets a smaller one.</summary>
    private const int LargestBuffer = 64 * 1024;

    /// <summary>The longest line that is looked at: fgets(3) with a buffer of 128 bytes, as Redis reads them.</summary>
    private const int LongestLine = 127;

    /// <summary>Longest string that Redis stores (proto-max-bulk-len), in bytes.</summary>
    private const long LongestString = 512L * 1024 * 1024;

    /// <summary>More arguments than this are taken room for only as they come.</summary>
    private const int FirstArguments = 64;

    /// <summary>Up to so many arguments, an array is kept for each number of them: most commands have few.</summary>
    private const int FewArguments = 8;

    private readonly Bytes[]?[] arrays = new Bytes[]?[FewArguments + 1];
    private readonly IFiles files;
    private readonly int descriptor;
    private readonly long fileSize;
    private readonly bool strict;
    private readonly bool keepArguments;
    private byte[] buffer;
    private int position;
    private int filled;
    private long bufferOffset;
    private bool ended;

    /// <summary>A reader at the beginning of an open file.</summary>
    /// <param name="files">Where the file is.</param>
    /// <param name="descriptor">The file, open for reading.</param>
    /// <param name="fileSize">Its size in bytes.</param>
    /// <param name="strict">Numbers are digits and CRLF, and payloads end with CRLF; otherwise as much is believed as Redis 6.0.5 believes.</param>
    /// <param name="keepArguments">False: only the structure is of interest.</param>
    public CommandReader(IFiles files, int descriptor, long fileSize, bool strict, bool keepArguments)
    {
        this.files = files;
        this.descriptor = descriptor;
        this.fileSize = fileSize;
        this.strict = strict;
        this.keepArguments = keepArguments;
        buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(fileSize + 1, 256, LargestBuffer));
    }

    /// <summary>Where the command last read, or tried, begins.</summary>
    public long Start { get; private set; }

    /// <summary>How far the file was read: behind the command.</summary>
    public long Offset => bufferOffset + position;

    /// <summary>Where the damage is that <see cref="Problem"/> speaks of.</summary>
    public long Damage { get; private set; }

    /// <summary>The command's row of the table; null when its name is not known.</summary>
    public Command? Command { get; private set; }

    /// <summary>The name, when it is not known.</summary>
    public Bytes UnknownName { get; private set; }

    /// <summary>How many arguments it has, the name included.</summary>
    public int Count { get; private set; }

    /// <summary>Name and arguments. The array is used again for later commands.</summary>
    public Bytes[] Arguments { get; private set; } = [];

    /// <summary>What is wrong, in words.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Why read(2) failed.</summary>
    public Errno Error { get; private set; }

    /// <summary>Reads the next command.</summary>
    public ReadOutcome Next()
    {
        Start = Offset;
        var outcome = Number((byte)'*', out var count);
        if (outcome != ReadOutcome.Command)
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
            Arguments = Count > FewArguments ? new Bytes[Math.Min(Count, FirstArguments)] : arrays[Count] ??= new Bytes[Count];
        }

        for (var i = 0; i < Count; i++)
        {
            outcome = Argument(i);
            if (outcome != ReadOutcome.Command)
            {
                return outcome;
            }
        }

        return ReadOutcome.Command;
    }

    private ReadOutcome Argument(int index)
    {
        var start = Offset;
        var outcome = Number((byte)'$', out var length);
        if (outcome != ReadOutcome.Command)
        {
            return outcome == ReadOutcome.End ? ReadOutcome.UnexpectedEnd : outcome;
        }

        if (length is < 0 or > LongestString)
        {
            return Bad(start, "a length that no string has");
        }

        if (length > fileSize - Offset)
        {
            position = filled;
            return ReadOutcome.UnexpectedEnd;
        }

        outcome = index == 0 ? Name((int)length) : Payload(index, length);
        return outcome == ReadOutcome.Command ? PayloadEnd() : outcome;
    }

    private ReadOutcome Name(int length)
    {
        if (length > LongestLine)
        {
            // No command has such a name, but its length may be right: it is read over like any payload.
            Command = null;
            var skipped = Payload(0, length);
            UnknownName = keepArguments ? Arguments[0] : default;
            return skipped;
        }

        var outcome = Fill(length);
        if (outcome != ReadOutcome.Command)
        {
            return outcome;
        }

        Recognize(buffer.AsSpan(position, length));
        position += length;
        if (keepArguments)
        {
            Arguments[0] = Command is null ? UnknownName : Command.NameBytes;
        }

        return ReadOutcome.Command;
    }

    private void Recognize(ReadOnlySpan<byte> text)
    {
        if (!CommandTable.TryFind(text, out var found))
        {
            Command = null;
            UnknownName = Bytes.Copy(text);
            return;
        }

        Command = found;
    }

    private ReadOutcome Payload(int index, long length)
    {
        if (!keepArguments)
        {
            return Skip(length);
        }

        if (index == Arguments.Length)
        {
            var grown = Arguments;
            Array.Resize(ref grown, (int)Math.Min(Count, 2L * index));
            Arguments = grown;
        }

        if (length == 0)
        {
            Arguments[index] = default;
            return ReadOutcome.Command;
        }

        var bytes = GC.AllocateUninitializedArray<byte>((int)length);
        Arguments[index] = new Bytes(bytes);
        return CopyTo(bytes);
    }

    private ReadOutcome CopyTo(Span<byte> target)
    {
        while (true)
        {
            var here = Math.Min(target.Length, filled - position);
            buffer.AsSpan(position, here).CopyTo(target);
            position += here;
            target = target[here..];
            if (target.IsEmpty)
            {
                return ReadOutcome.Command;
            }

            var outcome = Fill(1);
            if (outcome != ReadOutcome.Command)
            {
                return outcome;
            }
        }
    }

    private ReadOutcome Skip(long length)
    {
        while (true)
        {
            var here = (int)Math.Min(length, filled - position);
            position += here;
            length -= here;
            if (length == 0)
            {
                return ReadOutcome.Command;
            }

            var outcome = Fill(1);
            if (outcome != ReadOutcome.Command)
            {
                return outcome;
            }
        }
    }

    private ReadOutcome PayloadEnd()
    {
        var outcome = Fill(2);
        if (outcome != ReadOutcome.Command)
        {
            return outcome;
        }

        if (strict && (buffer[position] != '\r' || buffer[position + 1] != '\n'))
        {
            return Bad(Offset, "a payload that does not end with CRLF");
        }

        position += 2;
        return ReadOutcome.Command;
    }

    /// <summary>A line with a type byte and a number.</summary>
    private ReadOutcome Number(byte type, out long value)
    {
        value = 0;
        var start = Offset;
        var outcome = Line(out var line);
        if (outcome != ReadOutcome.Command)
        {
            return outcome;
        }

        if (line[0] != type)
        {
            return Bad(start, $"'{(char)type}' should stand here");
        }

        var isWhole = line[^1] == '\n';
        if (!isWhole && line.Length < LongestLine && IsBeginningOfNumber(line[1..]))
        {
            return ReadOutcome.UnexpectedEnd;
        }

        var isNumber = strict ? isWhole && IsNumberAndCrlf(line[1..], out value) : TakeLeadingNumber(line[1..], out value);
        return isNumber ? ReadOutcome.Command : Bad(start, "a number and CRLF should stand here");
    }

    /// <summary>The file ends inside this line, which is right as far as it goes.</summary>
    private static bool IsBeginningOfNumber(ReadOnlySpan<byte> text)
    {
        var digits = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return digits == -1 || (digits > 0 && digits == text.Length - 1 && text[digits] == '\r');
    }

    private static bool IsNumberAndCrlf(ReadOnlySpan<byte> text, out long value) =>
        Utf8Parser.TryParse(text, out value, out var digits)
        && text[0] is >= (byte)'0' and <= (byte)'9'
        && text.Length == digits + 2 && text[digits] == '\r';

    /// <summary>atoi(3): what follows the digits does not matter, and no digits are zero.</summary>
    private static bool TakeLeadingNumber(ReadOnlySpan<byte> text, out long value)
    {
        _ = Utf8Parser.TryParse(text.TrimStart(" \t"u8), out value, out _);
        return true;
    }

    /// <summary>fgets(3): a line with its end, or what there is of it.</summary>
    private ReadOutcome Line(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var window = buffer.AsSpan(position, Math.Min(filled - position, LongestLine));
            var end = window.IndexOf((byte)'\n');
            if (end >= 0 || window.Length == LongestLine || ended)
            {
                line = end >= 0 ? window[..(end + 1)] : window;
                position += line.Length;
                return line.IsEmpty ? ReadOutcome.End : ReadOutcome.Command;
            }

            var outcome = Fill(window.Length + 1);
            if (outcome == ReadOutcome.ReadError)
            {
                line = default;
                return outcome;
            }
        }
    }

    /// <summary>Has at least so many bytes in the buffer; the file may end before.</summary>
    private ReadOutcome Fill(int wanted)
    {
        while (filled - position < wanted)
        {
            if (ended)
            {
                return ReadOutcome.UnexpectedEnd;
            }

            MoveToFront();
            var read = files.Read(descriptor, buffer.AsSpan(filled));
            if (!read.Ok)
            {
                Error = read.Error;
                Damage = Offset;
                Problem = $"read: {read.Error.Message()}";
                return ReadOutcome.ReadError;
            }

            filled += read.Value;
            ended = read.Value == 0;
        }

        return ReadOutcome.Command;
    }

    private void MoveToFront()
    {
        buffer.AsSpan(position, filled - position).CopyTo(buffer);
        bufferOffset += position;
        filled -= position;
        position = 0;
    }

    private ReadOutcome Bad(long offset, string problem)
    {
        Damage = offset;
        Problem = problem;
        return ReadOutcome.BadFormat;
    }

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }
}
