using System.Buffers;
using Aof.Os;

namespace Aof.Load;

/// <summary>A file read from its beginning to its end through a pooled buffer, as stdio reads it.</summary>
internal sealed class LogStream(IFiles files, int descriptor, long fileSize) : IDisposable
{
    /// <summary>The longest line that is given out at once: fgets(3) with a buffer of 128 bytes, as Redis reads lines.</summary>
    public const int LongestLine = 127;

    /// <summary>Largest buffer, in bytes; a smaller file gets a smaller one.</summary>
    private const int LargestBuffer = 64 * 1024;

    private byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(fileSize + 1, 2 * LongestLine, LargestBuffer));
    private int position;
    private int filled;
    private long bufferOffset;
    private bool ended;

    /// <summary>How far the file was read, in bytes.</summary>
    public long Offset => bufferOffset + position;

    /// <summary>How many bytes are left, by the size that the file had at the beginning.</summary>
    public long Left => fileSize - Offset;

    /// <summary>Why read(2) failed.</summary>
    public Errno Error { get; private set; }

    /// <summary>fgets(3): a line with its end, or what there is of it. Valid until the next call.</summary>
    public ReadOutcome Line(out ReadOnlySpan<byte> line)
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

            if (Fill(window.Length + 1) == ReadOutcome.ReadError)
            {
                line = default;
                return ReadOutcome.ReadError;
            }
        }
    }

    /// <summary>A few bytes, no more than a line has. Valid until the next call.</summary>
    public ReadOutcome Take(int count, out ReadOnlySpan<byte> bytes)
    {
        var outcome = Fill(count);
        bytes = outcome == ReadOutcome.Command ? buffer.AsSpan(position, count) : default;
        position += bytes.Length;
        return outcome;
    }

    /// <summary>As many bytes as the target has.</summary>
    public ReadOutcome CopyTo(Span<byte> target)
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

    /// <summary>Reads over bytes.</summary>
    public ReadOutcome Skip(long count)
    {
        while (true)
        {
            var here = (int)Math.Min(count, filled - position);
            position += here;
            count -= here;
            if (count == 0)
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

    /// <summary>Gives the buffer back.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }
}
