using Aof.Format;
using Aof.State;
using Sim.Os;

namespace Aof.Rewrite;

/// <summary>The child's file, buffered like stdio: one write(2) for each full buffer.</summary>
/// <param name="files">The disk.</param>
/// <param name="bufferSize">Bytes in a full buffer.</param>
internal sealed class SnapshotFile(IFiles files, int bufferSize)
{
    private int descriptor = -1;

    /// <summary>Bytes that are not written yet.</summary>
    public ByteBuffer Pending { get; } = new();

    /// <summary>Bytes written so far.</summary>
    public long Written { get; private set; }

    /// <summary>Bytes written or pending (rio.processed_bytes of Redis).</summary>
    public long Processed => Written + Pending.Length;

    /// <summary>The end of what was synced, in bytes.</summary>
    public long Synced { get; private set; }

    /// <summary>A full buffer can be written.</summary>
    public bool IsFull => Pending.Length >= bufferSize;

    /// <summary>Creates the file, or truncates one of a dead child with the same process id.</summary>
    public Errno Create(string name)
    {
        var opened = files.Open(name, OpenMode.Write | OpenMode.Create | OpenMode.Truncate);
        descriptor = opened.Ok ? opened.Value : -1;
        return opened.Error;
    }

    /// <summary>One write(2) of at most one buffer. After a short write the rest stays pending.</summary>
    public Errno WriteOnce()
    {
        var written = files.Write(descriptor, Pending.Span[..Math.Min(Pending.Length, bufferSize)]);
        if (written is { Ok: true, Value: 0 })
        {
            return Errno.EIO;
        }

        if (written.Ok)
        {
            Pending.Consume(written.Value);
            Written += written.Value;
        }

        return written.Error;
    }

    /// <summary>fdatasync(2) while the snapshot is being written.</summary>
    public Errno SyncIncrementally(Fsync fsync)
    {
        Synced = Written;
        return fsync.Now(descriptor);
    }

    /// <summary>fsync(2).</summary>
    public Errno Sync()
    {
        Synced = Written;
        return files.Sync(descriptor);
    }

    /// <summary>close(2), unless the file is closed already.</summary>
    public Errno Close()
    {
        var error = descriptor == -1 ? Errno.None : files.Close(descriptor);
        descriptor = -1;
        return error;
    }
}
