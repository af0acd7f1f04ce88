using System.Runtime.InteropServices;

namespace Sim.Os.Posix;

/// <summary>errno of the last call on this thread, as a value of <see cref="Errno"/>.</summary>
internal static class PosixErrno
{
    /// <summary>ENOTSUP of macOS.</summary>
    internal const int AppleNotSupported = 45;

    /// <summary>Up to this number macOS and Linux agree, except for EAGAIN.</summary>
    private const int LastCommon = 34;

    /// <summary>
    /// Added to an errno of macOS that has no name in <see cref="Errno"/>, to distinguish it from Linux's numbers.
    /// </summary>
    private const int AppleOffset = 1000;

    internal static Errno Last => Of(Marshal.GetLastPInvokeError());

    /// <summary><see cref="Errno.None"/> when the call returned 0, else errno.</summary>
    internal static Errno Check(int returned) => returned == 0 ? Errno.None : Last;

    private static Errno Of(int number) => PosixFlags.Apple ? OfApple(number) : (Errno)number;

    private static Errno OfApple(int number) => number switch
    {
        35 => Errno.EAGAIN,
        60 => Errno.ETIMEDOUT,
        63 => Errno.ENAMETOOLONG,
        66 => Errno.ENOTEMPTY,
        69 => Errno.EDQUOT,
        <= LastCommon and not (int)Errno.EAGAIN => (Errno)number,
        _ => (Errno)(AppleOffset + number),
    };
}
