using System.Runtime.InteropServices;

namespace Tests.Properties.Kernel;

/// <summary>
/// A tmpfs of a few KiB, seen by one thread alone: it is mounted in a namespace of the thread's own, so it is gone with
/// the thread, whatever happens to the test.
/// </summary>
internal sealed partial class SmallFileSystem : IDisposable
{
    /// <summary>
    /// CLONE_NEWNS of unshare(2), CLONE_FS with it: a thread that shares its directory with others cannot leave their
    /// mounts.
    /// </summary>
    private const int OwnMounts = 0x2_0000 | 0x200;

    /// <summary>MS_REC | MS_PRIVATE of mount(2): a mount here is not seen in other namespaces.</summary>
    private const int PrivateAll = 0x4000 | 0x4_0000;

    private readonly DescriptorThread thread;

    private SmallFileSystem(DescriptorThread thread, string directory)
    {
        this.thread = thread;
        Directory = directory;
    }

    public string Directory { get; }

    /// <summary>Why nothing can be mounted here; null when it can.</summary>
    public static string? Objection { get; } = DescriptorThread.Objection ?? FindObjection();

    /// <exception cref="PlatformNotSupportedException">Nothing can be mounted here.</exception>
    public static SmallFileSystem Mount(long bytes)
    {
        var directory = System.IO.Directory.CreateTempSubdirectory("sim-mount-").FullName;
        var made = new SmallFileSystem(DescriptorThread.Start(), directory);
        var options = Invariant($"size={bytes}");
        var mounted = made.Do(() => Leave(OwnMounts) == 0
            && Mount("none", "/", null, PrivateAll, null) == 0
            && Mount("tmpfs", directory, "tmpfs", 0, options) == 0);
        if (!mounted)
        {
            made.Dispose();
            throw new PlatformNotSupportedException(
                "mounting needs the right to (CAP_SYS_ADMIN), which this process does not have");
        }

        return made;
    }

    /// <summary>Runs something where the mount is seen.</summary>
    public T Do<T>(Func<T> task) => thread.Do(task);

    /// <summary>The mount goes first, and then the empty directory that it hid.</summary>
    public void Dispose()
    {
        _ = thread.Do(() => Unmount(Directory, 0));
        thread.Dispose();
        System.IO.Directory.Delete(Directory);
    }

    private static string? FindObjection()
    {
        try
        {
            using var tried = Mount(bytes: 4096);
            return null;
        }
        catch (PlatformNotSupportedException problem)
        {
            return problem.Message;
        }
    }

    [LibraryImport("libc", EntryPoint = "unshare")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Leave(int flags);

    [LibraryImport("libc", EntryPoint = "mount", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Mount(string source, string target, string? type, nuint flags, string? data);

    [LibraryImport("libc", EntryPoint = "umount2", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmount(string target, int flags);
}
