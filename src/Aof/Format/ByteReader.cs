using System.Buffers;
using System.IO.Hashing;
using Sim.Os;

namespace Aof.Format;

/// <summary>Reads a file from its beginning to its end through a pooled buffer, like stdio.</summary>
internal sealed class ByteReader : IDisposable
{
    /// <summary>
    /// The longest line that one call returns: fgets(3) with a buffer of 128 bytes, as in loadAppendOnlyFile() of
    /// Redis.
    /// </summary>
    public const int MaxLine = 127;

    /// <summary>Size of the buffer, in bytes; a smaller file gets a smaller one.</summary>
    private const int MaxBuffer = 64 * 1024;

    private readonly IFiles? files;
    private readonly int descriptor;
    private readonly long fileSize;
    private byte[] buffer;
    private int position;
    private int filled;
    private long bufferOffset;
    private bool ended;

    /// <summary>
    /// The checksum of the bytes up to a position in the buffer, and that position; -1: no checksum is computed.
    /// </summary>
    private readonly Crc64 checksum = RdbChecksum.Begin();
    private int summed = -1;

    /// <summary>The checksum of all bytes that read(2) returned.</summary>
    private readonly Crc64 sumOfReads = RdbChecksum.Begin();

    /// <summary>An open file, at its beginning.</summary>
    public ByteReader(IFiles files, int descriptor, long fileSize)
        : this(fileSize, (int)Math.Clamp(fileSize + 1, 2 * MaxLine, MaxBuffer))
    {
        this.files = files;
        this.descriptor = descriptor;
    }

    /// <summary>Bytes in memory.</summary>
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

    /// <summary>The position in the file, in bytes.</summary>
    public long Offset => bufferOffset + position;

    /// <summary>Bytes left, by the size of the file when it was opened.</summary>
    public long Left => fileSize - Offset;

    /// <summary>The most bytes that one <see cref="Take"/> returns.</summary>
    public int MaxTake => buffer.Length;

    /// <summary>Why read(2) failed. It is not retried.</summary>
    public Errno Error { get; private set; }

    /// <summary>fgets(3): a line with its end, or its first part. Valid until the next call.</summary>
    public ReadOutcome Line(out ReadOnlySpan<byte> line)
    {
        while (true)
        {
            var window = buffer.AsSpan(position, Math.Min(filled - position, MaxLine));
            var end = window.IndexOf((byte)'\n');
            if (end >= 0 || window.Length == MaxLine || ended)
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

    /// <summary>Whether these bytes come next. The position does not change.</summary>
    public bool BeginsWith(ReadOnlySpan<byte> bytes) =>
        Fill(bytes.Length) == ReadOutcome.Ok && buffer.AsSpan(position, bytes.Length).SequenceEqual(bytes);

    /// <summary>The next bytes, at most <see cref="MaxTake"/>. Valid until the next call.</summary>
    public ReadOutcome Take(int count, out ReadOnlySpan<byte> bytes)
    {
        var outcome = Fill(count);
        bytes = outcome == ReadOutcome.Ok ? buffer.AsSpan(position, count) : default;
        position += bytes.Length;
        return outcome;
    }

    /// <summary>Fills the target with the next bytes.</summary>
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

    /// <summary>Skips bytes.</summary>
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

    /// <summary>Begins a checksum at this position.</summary>
    public void BeginChecksum()
    {
        checksum.Reset();
        summed = position;
    }

    /// <summary>Ends the checksum; returns the CRC-64 of the bytes since it began.</summary>
    public ulong EndChecksum()
    {
        SumUp();
        summed = -1;
        return checksum.GetCurrentHashAsUInt64();
    }

    /// <summary>Skips the rest; returns the CRC-64 of the whole file as it was read.</summary>
    public ulong SumToEnd()
    {
        _ = Skip(long.MaxValue);
        return sumOfReads.GetCurrentHashAsUInt64();
    }

    /// <summary>Reads until the buffer has at least this many bytes, unless the file ends before.</summary>
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

    /// <summary>Returns the buffer to the pool.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(buffer);
        buffer = [];
    }
}
