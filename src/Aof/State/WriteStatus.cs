using Aof.Diagnostics;
using Aof.KnownDefects;
using Sim.Os;

namespace Aof.State;

/// <summary>
/// Can the log be written, and can it be relied on (aof_last_write_status of Redis)? While it says no, writes are
/// answered with MISCONF. A failed write is healed by one that succeeds; a failed fsync only by a new file.
/// </summary>
internal sealed class WriteStatus(AofState state)
{
    private readonly bool errorStateStuckAfterRewrite = state.Defects.Has(Defect.ErrorStateStuckAfterRewrite);

    public bool Ok { get; private set; } = true;

    public Errno LastErrno { get; private set; }

    /// <summary>The file lost data without telling which: nothing that it is told from now on proves anything.</summary>
    public bool FileUnsafe { get; private set; }

    /// <summary>Null when writes are welcome, else the error that they are answered with.</summary>
    public string? RefuseWrites() =>
        state.Mode == AofMode.Off || Ok ? null : $"MISCONF Errors writing to the AOF file: {LastErrno.Message()}";

    /// <summary>A write failed. What is to be written waits in the buffer and is tried again.</summary>
    public void Failed(Errno errno)
    {
        Ok = false;
        LastErrno = errno;
    }

    /// <summary>A write succeeded.</summary>
    public void Healed()
    {
        if (!Ok && !FileUnsafe)
        {
            Ok = true;
            Probes.Hit(Probe.WritesAcceptedAgain);
            state.Log(LogLevel.Warning, "The append only file can be written again: writes are accepted.");
        }
    }

    /// <summary>After an error, what was written may not be on the disk, and acknowledged writes with it. Under "always" that was promised.</summary>
    public void DistrustAfter(Errno errno, string what)
    {
        if (errno == Errno.None)
        {
            return;
        }

        if (state.Config.Policy == FsyncPolicy.Always)
        {
            Probes.Hit(Probe.SyncFailedUnderAlways);
            throw state.Exit($"{what}: {errno.Message()}. With appendfsync always no write may be acknowledged that is not on the disk. Exiting.");
        }

        state.Log(LogLevel.Warning, $"{what}: {errno.Message()}. Writes are refused until a rewrite has put all data into a new file.");
        Doubt(errno);
    }

    /// <summary>A log that is not written any more, or not yet, could not be synced, or its name: should it be switched on, only a new file will do.</summary>
    public void Doubt(Errno errno)
    {
        FileUnsafe = true;
        Probes.Hit(Probe.FileDistrusted);
        Failed(errno);
    }

    /// <summary>A new file holds all data, what waited in the buffer included.</summary>
    public void FileReplaced()
    {
        FileUnsafe = false;
        if (!errorStateStuckAfterRewrite)
        {
            Healed();
        }
    }
}
