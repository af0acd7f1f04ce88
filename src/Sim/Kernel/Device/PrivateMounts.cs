using System.Runtime.ExceptionServices;

namespace Sim.Kernel.Device;

/// <summary>
/// Runs work on a thread with mounts of its own, and with a tmpfs of its own to put files in. All of it is gone with
/// the thread or the process, however they end.
/// </summary>
public static class PrivateMounts
{
    /// <summary>CLONE_NEWNS, with CLONE_FS: a thread that shares its directory cannot leave the others'
    /// mounts.</summary>
    private const int OwnMounts = 0x2_0000 | 0x200;

    /// <summary>MS_REC | MS_PRIVATE: a mount here is not seen elsewhere.</summary>
    private const int PrivateAll = 0x4000 | 0x4_0000;

    /// <summary>Why nothing can be mounted here; null when it can.</summary>
    public static string? Objection() =>
        !OperatingSystem.IsLinux() ? "recording needs Linux"
        : Environment.UserName != "root" ? "recording needs root, to mount file systems"
        : !File.Exists("/dev/fuse") ? "recording needs /dev/fuse"
        : !File.Exists("/dev/loop-control") ? "recording needs loop devices (/dev/loop-control)"
        : null;

    /// <summary>Runs some work with an empty directory that only it can see.</summary>
    /// <exception cref="PlatformNotSupportedException">Nothing can be mounted here.</exception>
    internal static T Run<T>(Func<string, T> work)
    {
        if (Objection() is { } objection)
        {
            throw new PlatformNotSupportedException(objection);
        }

        var result = default(T);
        ExceptionDispatchInfo? problem = null;
        var thread = new Thread(() =>
        {
            try
            {
                result = work(OwnDirectory());
            }
            // It is thrown again, on the thread that waits.
#pragma warning disable CA1031
            catch (Exception thrown)
#pragma warning restore CA1031
            {
                problem = ExceptionDispatchInfo.Capture(thrown);
            }
        })
        {
            Name = "mounts",
        };
        thread.Start();
        thread.Join();
        problem?.Throw();
        return result!;
    }

    /// <summary>Programs that run already do not get what this thread mounts from now on.</summary>
    internal static void Separate() => Linux.Done(Linux.Unshare(OwnMounts), "unshare");

    private static string OwnDirectory()
    {
        // Any directory but the one of this program will do: the mount hides what is in it, for this thread.
        var directory = Array.Find(["/media", "/mnt", "/srv"], path => Directory.Exists(path)
            && !AppContext.BaseDirectory.StartsWith(path, StringComparison.Ordinal))
            ?? throw new PlatformNotSupportedException("recording needs one of /media, /mnt and /srv");
        Separate();
        _ = Linux.Done(Linux.Mount("none", "/", null, PrivateAll, null), "private mounts");
        _ = Linux.Done(Linux.Mount("sim", directory, "tmpfs", 0, null), "mount tmpfs");
        return directory;
    }
}
