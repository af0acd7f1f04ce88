using Aof.Diagnostics;
using Aof.KnownDefects;
using Sim.Os;

namespace Aof.State;

/// <summary>The log on the disk, as far as the server knows it.</summary>
internal sealed class AofFile(Host host, Defects defects, Latency latency, IntervalClock intervals)
{
    private readonly bool appendBehindLostEnd = defects.Has(Defect.AppendBehindLostEnd);
    private readonly bool shortWriteNotRetried = defects.Has(Defect.ShortWriteNotRetried);
    private readonly bool statFailureKeepsOldSize = defects.Has(Defect.StatFailureKeepsOldSize);

    /// <summary>Where the log is written (server.aof_fd); -1 while it is not.</summary>
    public int Descriptor { get; private set; } = -1;

    /// <summary>Size in bytes of what was written whole; a failed write is cut back to here.</summary>
    public long CurrentSize { get; set; }

    /// <summary>Size in bytes after the last start or rewrite, which growth is measured from.</summary>
    public long BaseSize { get; private set; }

    /// <summary>Up to where the log was given to fsync, in bytes (server.aof_fsync_offset).</summary>
    public long FsyncOffset { get; set; }

    /// <summary>When that was, in seconds of the clock of intervals.</summary>
    public long LastFsyncSec { get; set; }

    /// <summary>
    /// The file has become shorter than what was written to it, as btrfs leaves it after a failed fsync: what is written next would
    /// follow a hole, so nothing is, until another file takes its place.
    /// </summary>
    public bool HasLostItsEnd { get; set; }

    /// <summary>
    /// How what is to be the log is opened. Without O_APPEND: a write goes to where the server believes the end to be, and
    /// when the file has become shorter unnoticed, zeros show that something is missing.
    /// </summary>
    public OpenMode Mode => appendBehindLostEnd ? OpenMode.Write | OpenMode.Append : OpenMode.Write;

    /// <summary>Opens the log, creating it when it is not there. To be written to only after <see cref="GoToEnd"/>.</summary>
    public Errno Open(string name)
    {
        var opened = host.Files.Open(name, Mode | OpenMode.Create);
        if (opened.Ok)
        {
            Descriptor = opened.Value;
            LastFsyncSec = intervals.NowSeconds;
        }

        return opened.Error;
    }

    /// <summary>What is written next goes behind what the log holds now.</summary>
    public Errno GoToEnd() => host.Files.SeekEnd(Descriptor).Error;

    /// <summary>A fsync of the file has failed: is all of it still there that was written to it, as far as its size tells?</summary>
    public void LookForLostEnd()
    {
        HasLostItsEnd |= !appendBehindLostEnd && (!TryMeasure(Descriptor, out var size) || size != CurrentSize);
        if (HasLostItsEnd)
        {
            Probes.Hit(Probe.LogLostItsEnd);
        }
    }

    /// <summary>Everything in the file so far is known, and given to fsync; growth is measured from the base.</summary>
    public void Begin(long size, long baseSize)
    {
        CurrentSize = size;
        BaseSize = baseSize;
        FsyncOffset = size;
        HasLostItsEnd = false;
    }

    /// <summary>The last fsync has done nothing: the next one is due at once.</summary>
    public void ForgetSync()
    {
        FsyncOffset = 0;
        LastFsyncSec = 0;
    }

    /// <summary>The rewritten file takes the log's place; returns the descriptor that is to be closed.</summary>
    public int Replace(int descriptor, long size)
    {
        var old = Descriptor;
        Descriptor = descriptor;
        Begin(size, size);
        return old;
    }

    /// <summary>The log is written no longer.</summary>
    public void Close()
    {
        _ = host.Files.Close(Descriptor);
        Descriptor = -1;
    }

    /// <summary>Writes all of it, going on after a short write (aofWrite() of Redis): bytes written, and why no more.</summary>
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

    /// <summary>Asks the system for the size of the log, or of what is to become it (aofUpdateCurrentSize() of Redis).</summary>
    /// <returns>False when the size is not known, and must not be guessed.</returns>
    public bool TryMeasure(int descriptor, out long size)
    {
        var start = intervals.NowMs;
        var measured = host.Files.Size(descriptor);
        latency.Add(LatencyEvent.Stat, intervals.NowMs - start);
        size = measured.Ok ? measured.Value : CurrentSize;
        if (!measured.Ok)
        {
            Probes.Hit(Probe.SizeUnknown);
            host.Log.Write(LogLevel.Warning, $"The size of the append only file is unknown, fstat failed: {measured.Error.Message()}");
        }

        return measured.Ok || statFailureKeepsOldSize;
    }
}
