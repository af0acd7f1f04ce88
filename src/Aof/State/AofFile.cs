using Aof.Diagnostics;
using Aof.KnownDefects;
using Sim.Os;

namespace Aof.State;

/// <summary>
/// The log file, as the server knows it (the aof_ numbers of struct redisServer): the only one, or the increment that
/// is written. Only this class changes its numbers.
/// </summary>
internal sealed class AofFile(Host host, Defects defects, Latency latency, IntervalClock intervals)
{
    private readonly bool appendBehindLostEnd = defects.Has(Defect.AppendBehindLostEnd);
    private readonly bool shortWriteNotRetried = defects.Has(Defect.ShortWriteNotRetried);
    private readonly bool statFailureKeepsOldSize = defects.Has(Defect.StatFailureKeepsOldSize);

    /// <summary>The descriptor of the log (server.aof_fd); -1 while the log is closed.</summary>
    public int Descriptor { get; private set; } = -1;

    /// <summary>
    /// Bytes that were written whole (server.aof_current_size). A failed write is cut back to this size.
    /// </summary>
    public long CurrentSize { get; private set; }

    /// <summary>The file's name, from the server's directory; empty before the first one is opened.</summary>
    public string Name { get; private set; } = "";

    /// <summary>
    /// It is no part of the log yet: the rewrite that began with it must end first. Where that fails, the file is in
    /// vain.
    /// </summary>
    public bool IsTemporary { get; private set; }

    /// <summary>Bytes of the parts of the log before this file; 0 where the log is one file.</summary>
    public long EarlierSize { get; private set; }

    /// <summary>Bytes of the whole log (server.aof_current_size of 7.0).</summary>
    public long TotalSize => EarlierSize + CurrentSize;

    /// <summary>
    /// Bytes after the last start or rewrite (server.aof_rewrite_base_size). Growth is measured from it.
    /// </summary>
    public long BaseSize { get; private set; }

    /// <summary>The end of what was given to fsync, in bytes (server.aof_fsync_offset).</summary>
    public long FsyncOffset { get; private set; }

    /// <summary>When the last fsync was due, in seconds of the interval clock (server.aof_last_fsync).</summary>
    public long LastFsyncSec { get; private set; }

    /// <summary>
    /// The file is shorter than what was written to it, or its end cannot be found. btrfs shortens a file after a
    /// failed fsync. The next write would follow a hole, so nothing is written until another file replaces this one.
    /// </summary>
    public bool HasLostItsEnd { get; private set; }

    /// <summary>
    /// How a log is opened. Without O_APPEND each write goes to the offset where the server expects the end. If the
    /// file became shorter unnoticed, the gap reads as zeros and a load finds it.
    /// </summary>
    public OpenMode Mode => appendBehindLostEnd ? OpenMode.Write | OpenMode.Append : OpenMode.Write;

    /// <summary>Opens the log and creates it if necessary. Call <see cref="GoToEnd"/> before the first write.</summary>
    public Errno Open(string name)
    {
        var opened = host.Files.Open(name, Mode | OpenMode.Create);
        if (opened.Ok)
        {
            Descriptor = opened.Value;
            Name = name;
            LastFsyncSec = intervals.NowSeconds;
        }

        return opened.Error;
    }

    /// <summary>Goes on with another, empty file; returns the old descriptor, which the caller closes.</summary>
    public int Continue(int descriptor, string name, bool isTemporary)
    {
        var (old, earlier) = (Descriptor, TotalSize);
        (Descriptor, Name, IsTemporary) = (descriptor, name, isTemporary);
        LastFsyncSec = intervals.NowSeconds;
        Begin(0, BaseSize, earlier);
        return old;
    }

    /// <summary>A rewrite has ended: a base of this size stands before the file, which is a part of the log.</summary>
    public void Follows(long baseBytes, string name)
    {
        (EarlierSize, Name, IsTemporary) = (baseBytes, name, false);
        BaseSize = TotalSize;
    }

    /// <summary>Moves the file offset to the end of the file.</summary>
    public Errno GoToEnd() => host.Files.SeekEnd(Descriptor).Error;

    /// <summary>Moves to the end after a cut. If that fails, the file counts as one that lost its end.</summary>
    public Errno GoBackToEnd()
    {
        var error = GoToEnd();
        HasLostItsEnd |= error != Errno.None;
        return error;
    }

    /// <summary>Bytes of the log were appended to the file.</summary>
    public void Appended(int count) => CurrentSize += count;

    /// <summary>All bytes of the file were given to fsync.</summary>
    public void GivenToFsync() => FsyncOffset = CurrentSize;

    /// <summary>An fsync was due at this time; the next one is due in a later second.</summary>
    public void FsyncWasDue(long nowSec) => LastFsyncSec = nowSec;

    /// <summary>After a failed fsync: compares the size of the file with what was written to it.</summary>
    public void LookForLostEnd()
    {
        HasLostItsEnd |= !appendBehindLostEnd && (!TryMeasure(Descriptor, out var size) || size != CurrentSize);
        if (HasLostItsEnd)
        {
            Probes.Hit(Probe.LogLostItsEnd);
        }
    }

    /// <summary>
    /// Begins with a file of a known size that was given to fsync. Growth is measured from the base size.
    /// </summary>
    public void Begin(long size, long baseSize, long earlierSize = 0)
    {
        CurrentSize = size;
        EarlierSize = earlierSize;
        BaseSize = baseSize;
        FsyncOffset = size;
        HasLostItsEnd = false;
    }

    /// <summary>The last fsync did nothing: the next one is due at once.</summary>
    public void ForgetSync()
    {
        FsyncOffset = 0;
        LastFsyncSec = 0;
    }

    /// <summary>Replaces the log by the rewritten file; returns the old descriptor, which the caller closes.</summary>
    public int Replace(int descriptor, long size)
    {
        var old = Descriptor;
        Descriptor = descriptor;
        Begin(size, size);
        return old;
    }

    /// <summary>Closes the log, if it is open.</summary>
    public void Close()
    {
        _ = Descriptor == -1 ? Errno.None : host.Files.Close(Descriptor);
        (Descriptor, IsTemporary) = (-1, false);
    }

    /// <summary>
    /// Writes all bytes and continues after a short write (aofWrite() of Redis). Returns how many bytes were written,
    /// and the error that stopped it.
    /// </summary>
    public (int Written, Errno Error) Write(ReadOnlySpan<byte> data)
    {
        var total = 0;
        while (total < data.Length)
        {
            var written = host.Files.Write(Descriptor, data[total..]);
            if (!written.Ok || written.Value == 0)
            {
                return (total, written.Ok ? Errno.EIO : written.Error);
            }

            total += written.Value;
            if (total < data.Length && shortWriteNotRetried)
            {
                return (total, Errno.ENOSPC);
            }
        }

        return (total, Errno.None);
    }

    /// <summary>Reads the size of the log, or of the rewritten file (aofUpdateCurrentSize() of Redis).</summary>
    /// <returns>False when the size is unknown. The caller must not guess it.</returns>
    public bool TryMeasure(int descriptor, out long size)
    {
        var start = intervals.NowMs;
        var measured = host.Files.Size(descriptor);
        latency.Add(LatencyEvent.Stat, intervals.NowMs - start);
        size = measured.Ok ? measured.Value : CurrentSize;
        if (!measured.Ok)
        {
            Probes.Hit(Probe.SizeUnknown);
            host.Log.Write(LogLevel.Warning,
                $"The size of the append only file is unknown, fstat failed: {measured.Error.Message()}");
        }

        return measured.Ok || statFailureKeepsOldSize;
    }
}
