using System.Globalization;
using Aof.Os;

namespace Sim.Process;

/// <summary>
/// A pipe as pipe(7) describes it: bytes in order, a capacity, writes of up to <see cref="AtomicBytes"/> whole or not
/// at all. Both ends are non-blocking.
/// </summary>
internal sealed class Pipe
{
    /// <summary>The capacity that Linux gives a pipe, in bytes.</summary>
    public const int Capacity = 65_536;

    /// <summary>PIPE_BUF of Linux, in bytes.</summary>
    public const int AtomicBytes = 4_096;

    private byte[] _ring = [];
    private int _start;
    private int _count;
    private bool _hasReader = true;
    private bool _hasWriter = true;

    /// <summary>A new pipe, both of whose ends are about to be opened.</summary>
    /// <param name="number">What tells it from others in a trace.</param>
    /// <param name="changed">Called when one of its ends becomes readable or writable.</param>
    public Pipe(int number, Action<Pipe> changed)
    {
        Name = string.Create(CultureInfo.InvariantCulture, $"pipe:[{number}]");
        Read = OpenDescription.ReadEnd(this);
        Write = OpenDescription.WriteEnd(this);
        _changed = changed;
    }

    private readonly Action<Pipe> _changed;

    /// <summary>The name that stands for it where a file has its path.</summary>
    public string Name { get; }

    /// <summary>Where bytes come out.</summary>
    public OpenDescription Read { get; }

    /// <summary>Where bytes go in.</summary>
    public OpenDescription Write { get; }

    /// <summary>True when a read would not be told to come again: bytes are there, or none will ever be.</summary>
    public bool Readable => _count > 0 || !_hasWriter;

    /// <summary>True when a small write would not be told to come again: room is there, or nobody will ever read.</summary>
    public bool Writable => Capacity - _count >= AtomicBytes || !_hasReader;

    /// <summary>Puts bytes in; how many fitted, EAGAIN, or EPIPE.</summary>
    public SysResult<int> Put(ReadOnlySpan<byte> data)
    {
        if (!_hasReader)
        {
            return Errno.EPIPE;
        }

        int room = Capacity - _count;
        if (data.Length > room)
        {
            if (room == 0 || data.Length <= AtomicBytes)
            {
                return Errno.EAGAIN;
            }

            data = data[..room];
        }

        bool wasReadable = Readable;
        Append(data);
        Tell(wasReadable != Readable);
        return data.Length;
    }

    /// <summary>Takes bytes out; how many, 0 when no writer is left, or EAGAIN.</summary>
    public SysResult<int> Take(Span<byte> buffer)
    {
        if (_count == 0)
        {
            return !_hasWriter || buffer.IsEmpty ? 0 : Errno.EAGAIN;
        }

        bool wasWritable = Writable;
        int taken = Math.Min(buffer.Length, _count);
        int first = Math.Min(taken, _ring.Length - _start);
        _ring.AsSpan(_start, first).CopyTo(buffer);
        _ring.AsSpan(0, taken - first).CopyTo(buffer[first..]);
        _start = (_start + taken) & (_ring.Length - 1);
        _count -= taken;
        Tell(wasWritable != Writable);
        return taken;
    }

    /// <summary>The last descriptor of an end was closed.</summary>
    public void LoseEnd(bool readEnd)
    {
        _hasReader &= !readEnd;
        _hasWriter &= readEnd;
        Tell(true);
    }

    private void Append(ReadOnlySpan<byte> data)
    {
        Grow(_count + data.Length);
        int end = (_start + _count) & (_ring.Length - 1);
        int first = Math.Min(data.Length, _ring.Length - end);
        data[..first].CopyTo(_ring.AsSpan(end));
        data[first..].CopyTo(_ring);
        _count += data.Length;
    }

    /// <summary>The ring's length is a power of two, and follows the most that was ever in it.</summary>
    private void Grow(int needed)
    {
        if (needed <= _ring.Length)
        {
            return;
        }

        byte[] larger = new byte[Math.Max(256, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)needed))];
        int first = Math.Min(_count, _ring.Length - _start);
        _ring.AsSpan(_start, first).CopyTo(larger);
        _ring.AsSpan(0, _count - first).CopyTo(larger.AsSpan(first));
        _ring = larger;
        _start = 0;
    }

    private void Tell(bool edge)
    {
        if (edge)
        {
            _changed(this);
        }
    }
}
