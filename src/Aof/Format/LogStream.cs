using System.Buffers;
using System.IO.Hashing;
using Sim.Os;

namespace Aof.Format;

/// <summary>A file read from its beginning to its end through a pooled buffer, as stdio reads it.</summary>
internal sealed class ByteReader : IDisposable
{
    /// <summary>The longest line that is given out at once: fgets(3) with a buffer of 128 bytes, as Redis reads lines.</summary>
    public const int LongestLine = 127;

    /// <summary>Largest buffer, in bytes; a smaller file gets a smaller one.</summary>
    private const int LargestBuffer = 64 * 1024;

    private readonly IFiles? files;
    private readonly int descriptor;
    private readonly long fileSize;
    private byte[] buffer;
    private int position;
    private int filled;
    private long bufferOffset;
    private bool ended;

    /// <summary>The checksum of what was read up to a place in the buffer, and that place; -1: no sum is made.</summary>
    private readonly Crc64 checksum = RdbChecksum.Begin();
    private int summed = -1;

    /// <summary>The checksum of all that read(2) gave.</summary>
    private readonly Crc64 sumOfReads = RdbChecksum.Begin();

    /// <summary>An open file, at its beginning.</summary>
    public ByteReader(IFiles files, int descriptor, long fileSize)
        : this(fileSize, (int)Math.Clamp(fileSize + 1, 2 * LongestLine, LargestBuffer))
    {
        this.files = files;
        this.descriptor = descriptor;
    }

    /// <summary>Bytes that are here already.</summary>
    public ByteReader(ReadOnlySpan<byte> content)
        : this(content.Length, Math.Max(content.Length, 1))
    {
        content.CopyTo(buffer);
        filled = content.Length;
        ended = true;
    }

    private ByteReader(long fileSize, int room)
    {
        this.fileSize = fileSize;
        buffer = ArrayPool<byte>.Shared.Rent(room);
    }

    /// <summary>How far the file was read, in bytes.</summary>
    public long Offset => bufferOffset + position;

    /// <summary>How many bytes are left, by the size that the file had at the beginning.</summary>
    public long Left => fileSize - Offset;

    /// <summary>How many bytes <see cref="Take"/> gives out at once.</summary>
    public int LargestTake => buffer.Length;

    /// <summary>Why read(2) failed; it is not tried again then.</summary>
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
                return line.IsEmpty ? ReadOutcome.End : ReadOutcome.Ok;
            }

            if (Fill(window.Length + 1) == ReadOutcome.ReadError)
            {
                line = default;
                return ReadOutcome.ReadError;
            }
        }
    }

    /// <summary>Whether these bytes come next. Nothing is read over.</summary>
    public bool BeginsWith(ReadOnlySpan<byte> bytes) =>
        Fill(bytes.Length) == ReadOutcome.Ok && buffer.AsSpan(position, bytes.Length).SequenceEqual(bytes);

    /// <summary>Some bytes, no more than <see cref="LargestTake"/>. Valid until the next call.</summary>
    public ReadOutcome Take(int count, out ReadOnlySpan<byte> bytes)
    {
        var outcome = Fill(count);
        bytes = outcome == ReadOutcome.Ok ? buffer.AsSpan(position, count) : default;
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
                return ReadOutcome.Ok;
            }

            var outcome = Fill(1);
            if (outcome != ReadOutcome.Ok)
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
                return ReadOutcome.Ok;
            }

            var outcome = Fill(1);
            if (outcome != ReadOutcome.Ok)
            {
                return outcome;
            }
        }
    }

    /// <summary>From here on the bytes that are read are summed up.</summary>
    public void BeginChecksum()
    {
        checksum.Reset();
        summed = position;
    }

    /// <summary>The CRC-64 of what was read since the beginning of the sum, which ends here.</summary>
    public ulong EndChecksum()
    {
        SumUp();
        summed = -1;
        return checksum.GetCurrentHashAsUInt64();
    }

    /// <summary>Reads over what is left; the CRC-64 of the whole file as it was read.</summary>
    public ulong SumToEnd()
    {
        _ = Skip(long.MaxValue);
        return sumOfReads.GetCurrentHashAsUInt64();
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

            if (Error != Errno.None)
            {
                return ReadOutcome.ReadError;
            }

            MoveToFront();
            var read = files!.Read(descriptor, buffer.AsSpan(filled));
            if (!read.Ok)
            {
                Error = read.Error;
                return ReadOutcome.ReadError;
            }

            sumOfReads.Append(buffer.AsSpan(filled, read.Value));
            filled += read.Value;
            ended = read.Value == 0;
        }

        return ReadOutcome.Ok;
    }

    private void SumUp()
    {
        if (summed >= 0)
        {
            checksum.Append(buffer.AsSpan(summed, position - summed));
            summed = position;
        }
    }

    private void MoveToFront()
    {
        SumUp();
        summed = Math.Min(summed, 0);
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
