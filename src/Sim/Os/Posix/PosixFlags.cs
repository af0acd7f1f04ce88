using System.Runtime.InteropServices;

namespace Sim.Os.Posix;

/// <summary>
/// The numbers of POSIX names on each platform: &lt;fcntl.h&gt;, &lt;poll.h&gt; and &lt;unistd.h&gt; of Linux and
/// macOS.
/// </summary>
internal static class PosixFlags
{
    internal const int SeekCurrent = 1;
    internal const int SeekEnd = 2;
    internal const int SeekSet = 0;

    /// <summary>F_OK of access(2).</summary>
    internal const int Exists = 0;

    /// <summary>LOCK_NB of flock(2).</summary>
    private const int LockWithoutWaiting = 4;

    internal const short PollIn = 1;
    internal const short PollOut = 4;

    /// <summary>F_SETFD, F_SETFL and FD_CLOEXEC.</summary>
    internal const int SetDescriptorFlags = 2;
    internal const int SetStatusFlags = 4;
    internal const int CloseOnExecFlag = 1;

    /// <summary>F_FULLFSYNC of macOS. Its fsync(2) may leave the data in the drive's cache.</summary>
    internal const int FullSync = 51;

    internal static readonly bool Apple = OperatingSystem.IsMacOS();

    /// <summary>True where variadic arguments are passed on the stack.</summary>
    internal static readonly bool AppleArm = Apple && RuntimeInformation.ProcessArchitecture == Architecture.Arm64;

    internal static readonly int NonBlocking = Apple ? 0x4 : 0x800;

    internal static readonly int CloseOnExec = Apple ? 0x0100_0000 : 0x8_0000;

    /// <summary>O_DIRECTORY. Linux has different numbers on ARM and x86.</summary>
    internal static readonly int Directory = Apple ? 0x10_0000 : OnArm ? 0x4000 : 0x1_0000;

    private static readonly int Append = Apple ? 0x8 : 0x400;
    private static readonly int Create = Apple ? 0x200 : 0x40;
    private static readonly int Truncate = Apple ? 0x400 : 0x200;
    private static readonly int Exclusive = Apple ? 0x800 : 0x80;

    private static readonly int DataSync = Apple ? 0x40_0000 : 0x1000;

    private static bool OnArm => RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm;

    /// <summary>LOCK_SH, LOCK_EX or LOCK_UN.</summary>
    internal static int Of(FileLock kind) => LockWithoutWaiting | kind switch
    {
        FileLock.None => 8,
        FileLock.Shared => 1,
        FileLock.Exclusive => 2,
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };

    /// <summary>The flags of open(2) for a mode of the port.</summary>
    internal static int Of(OpenMode mode)
    {
        var access = mode.HasFlag(OpenMode.Write) ? (mode.HasFlag(OpenMode.Read) ? 2 : 1) : 0;
        return access
            | CloseOnExec
            | (mode.HasFlag(OpenMode.Append) ? Append : 0)
            | (mode.HasFlag(OpenMode.Create) ? Create : 0)
            | (mode.HasFlag(OpenMode.Truncate) ? Truncate : 0)
            | (mode.HasFlag(OpenMode.Exclusive) ? Exclusive : 0)
            | (mode.HasFlag(OpenMode.DataSync) ? DataSync : 0);
    }
}
