using Aof.Diagnostics;
using Aof.KnownDefects;
using Sim.Os;

namespace Aof.State;

/// <summary>
/// Whether the log can be written and is reliable (aof_last_write_status of Redis). Otherwise writes get MISCONF. A
/// successful write ends a write error; only a new file ends an fsync error.
/// </summary>
internal sealed class WriteStatus(AofState state)
{
    private readonly bool errorStateStuckAfterRewrite = state.Defects.Has(Defect.ErrorStateStuckAfterRewrite);
    private readonly bool laterSyncTrusted = state.Defects.Has(Defect.LaterSyncTrusted);

    /// <summary>An fsync failed, and a later one is waited for: see <see cref="Defect.LaterSyncTrusted"/>.</summary>
    private bool awaitsSync;

    public bool Ok { get; private set; } = true;

    public Errno LastErrno { get; private set; }

    /// <summary>An fsync failed. The file may lack data, and no later fsync of it proves anything.</summary>
    public bool FileUnsafe { get; private set; }

    /// <summary>How often <see cref="FileUnsafe"/> was set.</summary>
    public int Distrusts { get; private set; }

    /// <summary>Null when writes are accepted, otherwise the error that they get.</summary>
    public string? RefuseWrites() =>
        state.Mode == AofMode.Off || Ok ? null : $"MISCONF Errors writing to the AOF file: {LastErrno.Message()}";

    /// <summary>A write failed. The data stays in the buffer and is written again later.</summary>
    public void WriteFailed(Errno errno)
    {
        Ok = false;
        LastErrno = errno;
    }

    /// <summary>A write succeeded.</summary>
    public void WriteSucceeded()
    {
        if (!Ok && !FileUnsafe && !awaitsSync)
        {
            Ok = true;
            Probes.Hit(Probe.WritesAcceptedAgain);
            state.Log(LogLevel.Warning, "The append only file can be written again: writes are accepted.");
        }
    }

    /// <summary>
    /// Handles the result of a sync. After an error acknowledged writes may be missing on the disk. Under "always" that
    /// breaks a promise, so the server exits; otherwise it refuses writes.
    /// </summary>
    public void CheckSync(Errno errno, string what)
    {
        if (errno == Errno.None)
        {
            return;
        }

        if (state.Config.Policy == FsyncPolicy.Always)
        {
            Probes.Hit(Probe.SyncFailedUnderAlways);
            throw state.Exit(
                $"{what}: {errno.Message()}. With appendfsync always no write may be acknowledged that is not on the "
                + $"disk. Exiting.");
        }

        if (laterSyncTrusted)
        {
            state.Log(LogLevel.Warning, $"{what}: {errno.Message()}. Writes are refused until a later one succeeds.");
            awaitsSync = true;
            WriteFailed(errno);
            return;
        }

        state.Log(LogLevel.Warning,
            $"{what}: {errno.Message()}. Writes are refused until a rewrite has put all data into a new file.");
        MarkUnsafe(errno);
    }

    /// <summary>A background sync of the log succeeded.</summary>
    public void SyncSucceeded()
    {
        if (awaitsSync)
        {
            awaitsSync = false;
            WriteSucceeded();
        }
    }

    /// <summary>
    /// A sync failed while the log is not written: of the log, or of its name. When it is switched on, it needs a new
    /// file.
    /// </summary>
    public void MarkUnsafe(Errno errno)
    {
        FileUnsafe = true;
        Distrusts++;
        Probes.Hit(Probe.FileDistrusted);
        WriteFailed(errno);
    }

    /// <summary>A new file holds all data, including the buffer's.</summary>
    public void FileReplaced()
    {
        FileUnsafe = false;
        if (!errorStateStuckAfterRewrite)
        {
            WriteSucceeded();
        }
    }
}
