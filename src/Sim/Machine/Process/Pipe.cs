using Sim.Machine.FileSystem;
using Sim.Os;

namespace Sim.Machine.Process;

/// <summary>
/// A pipe of Linux: bytes in order, in pages. A write begins a new page, unless its part beyond
/// whole pages fits into the last page. A page is free again when all of it was read. So small writes are atomic, and a
/// pipe may be full before it holds 64 KiB. Both ends are non-blocking.
/// </summary>
internal sealed class Pipe
{
    /// <summary>PIPE_BUF of Linux, and the size of a page, in bytes.</summary>
    public const int AtomicBytes = 4_096;

    /// <summary>
    /// The number of pages in a pipe of Linux (PIPE_DEF_BUFFERS). A user with many pipes gets pipes of one or two pages
    /// (pipe-user-pages-soft).
    /// </summary>
    public const int UsualPages = 16;

    private readonly Queue<long> earlierPageEnds = new();
    private byte[] ring = [];
    private int start;
    private int count;
    private long written;
    private long lastPageStart;

    /// <summary>An empty pipe. The caller opens both ends.</summary>
    /// <param name="number">Its number in traces.</param>
    /// <param name="pages">How many pages it has.</param>
    /// <param name="changed">Called when one of its ends becomes readable or writable.</param>
    public Pipe(int number, int pages, Action<Pipe> changed)
    {
        Name = Invariant($"pipe:[{number}]");
        Read = OpenDescription.ReadEnd(this);
        Write = OpenDescription.WriteEnd(this);
        this.pages = pages;
        this.changed = changed;
    }

    private readonly int pages;
    private readonly Action<Pipe> changed;

    /// <summary>Its name in place of a path, such as "pipe:[1]".</summary>
    public string Name { get; }

    /// <summary>The read end.</summary>
    public OpenDescription Read { get; }

    /// <summary>The write end.</summary>
    public OpenDescription Write { get; }

    /// <summary>The locks on it: both ends are one file.</summary>
    public FileLocks Locks { get; } = new();

    /// <summary>True until the last descriptor of the read end is closed.</summary>
    public bool HasReader { get; private set; } = true;

    /// <summary>True until the last descriptor of the write end is closed.</summary>
    public bool HasWriter { get; private set; } = true;

    /// <summary>True when a read does not return EAGAIN: there are bytes, or no writer.</summary>
    public bool Readable => count > 0 || !HasWriter;

    /// <summary>
    /// True when a small write does not return EAGAIN: a page is free, or there is no reader.
    /// </summary>
    public bool Writable => FreePages > 0 || !HasReader;

    private int FreePages => pages - earlierPageEnds.Count - (count > 0 ? 1 : 0);

    /// <summary>Writes bytes. Returns the number that fitted; EAGAIN when full, EPIPE without a reader.</summary>
    public SysResult<int> Put(ReadOnlySpan<byte> data)
    {
        if (data.IsEmpty || !HasReader)
        {
            return data.IsEmpty ? 0 : Errno.EPIPE;
        }

        var behind = BehindTheLast(data.Length);
        data = data[..(behind + Math.Min(data.Length - behind, FreePages * AtomicBytes))];
        if (data.IsEmpty)
        {
            return Errno.EAGAIN;
        }

        var wasReadable = Readable;
        BeginPages(behind, data.Length);
        Append(data);
        Notify(wasReadable != Readable);
        return data.Length;
    }

    /// <summary>Reads bytes. Returns their number; 0 when empty without a writer, EAGAIN when empty.</summary>
    public SysResult<int> Take(Span<byte> buffer)
    {
        if (count == 0)
        {
            return !HasWriter || buffer.IsEmpty ? 0 : Errno.EAGAIN;
        }

        var wasWritable = Writable;
        var taken = Math.Min(buffer.Length, count);
        var first = Math.Min(taken, ring.Length - start);
        ring.AsSpan(start, first).CopyTo(buffer);
        ring.AsSpan(0, taken - first).CopyTo(buffer[first..]);
        start = (start + taken) & (ring.Length - 1);
        count -= taken;
        while (earlierPageEnds.TryPeek(out var end) && end <= written - count)
        {
            _ = earlierPageEnds.Dequeue();
        }

        Notify(wasWritable != Writable);
        return taken;
    }

    /// <summary>Closes an end, after its last descriptor was closed.</summary>
    public void CloseEnd(bool readEnd)
    {
        HasReader &= !readEnd;
        HasWriter &= readEnd;
        Notify(true);
    }

    /// <summary>The number of bytes of a write that go into the last page: those beyond its whole pages, or
    /// 0.</summary>
    private int BehindTheLast(int length)
    {
        var beyond = length % AtomicBytes;
        return count > 0 && written - lastPageStart + beyond <= AtomicBytes ? beyond : 0;
    }

    private void BeginPages(int behind, int length)
    {
        for (var at = behind; at < length; at += AtomicBytes)
        {
            if (count + at > 0)
            {
                earlierPageEnds.Enqueue(written + at);
            }

            lastPageStart = written + at;
        }
    }

    private void Append(ReadOnlySpan<byte> data)
    {
        Grow(count + data.Length);
        var end = (start + count) & (ring.Length - 1);
        var first = Math.Min(data.Length, ring.Length - end);
        data[..first].CopyTo(ring.AsSpan(end));
        data[first..].CopyTo(ring);
        count += data.Length;
        written += data.Length;
    }

    /// <summary>Grows the ring to a power of two that holds this many bytes. It never shrinks.</summary>
    private void Grow(int needed)
    {
        if (needed <= ring.Length)
        {
            return;
        }

        var larger = new byte[Math.Max(256, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)needed))];
        var first = Math.Min(count, ring.Length - start);
        ring.AsSpan(start, first).CopyTo(larger);
        ring.AsSpan(0, count - first).CopyTo(larger.AsSpan(first));
        ring = larger;
        start = 0;
    }

    private void Notify(bool edge)
    {
        if (edge)
        {
            changed(this);
        }
    }
}
