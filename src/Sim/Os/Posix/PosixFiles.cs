namespace Sim.Os.Posix;

/// <summary>
/// The files of a real machine, through the C library. Paths are relative to a directory, or absolute.
/// </summary>
internal sealed class PosixFiles(string directory, DescriptorTable descriptors) : IFiles
{
    /// <summary>0644, as <see cref="OpenMode"/> promises.</summary>
    private const int FileMode = 0x1A4;

    /// <summary>0755, the usual mode of a directory.</summary>
    private const int DirectoryMode = 0x1ED;

    public SysResult<int> Open(string path, OpenMode mode) => OpenWith(path, PosixFlags.Of(mode));

    public SysResult<int> OpenDirectory(string path) =>
        OpenWith(path, PosixFlags.Of(OpenMode.Read) | PosixFlags.Directory);

    public unsafe SysResult<int> Read(int fd, Span<byte> buffer)
    {
        if (!descriptors.IsOpen(fd))
        {
            return Errno.EBADF;
        }

        fixed (byte* start = buffer)
        {
            var count = LibC.Read(fd, start, (nuint)buffer.Length);
            return count < 0 ? PosixErrno.Last : (int)count;
        }
    }

    public unsafe SysResult<int> Write(int fd, ReadOnlySpan<byte> data)
    {
        if (!descriptors.IsOpen(fd))
        {
            return Errno.EBADF;
        }

        fixed (byte* start = data)
        {
            var count = LibC.Write(fd, start, (nuint)data.Length);
            return count < 0 ? PosixErrno.Last : (int)count;
        }
    }

    public unsafe SysResult<int> ReadAt(int fd, Span<byte> buffer, long offset)
    {
        if (offset < 0 || !descriptors.IsOpen(fd))
        {
            return offset < 0 ? Errno.EINVAL : Errno.EBADF;
        }

        fixed (byte* start = buffer)
        {
            var count = LibC.ReadAt(fd, start, (nuint)buffer.Length, offset);
            return count < 0 ? PosixErrno.Last : (int)count;
        }
    }

    public unsafe SysResult<int> WriteAt(int fd, ReadOnlySpan<byte> data, long offset)
    {
        if (offset < 0 || !descriptors.IsOpen(fd))
        {
            return offset < 0 ? Errno.EINVAL : Errno.EBADF;
        }

        fixed (byte* start = data)
        {
            var count = LibC.WriteAt(fd, start, (nuint)data.Length, offset);
            return count < 0 ? PosixErrno.Last : (int)count;
        }
    }

    /// <summary>
    /// struct stat differs between platforms, so the size is found with a seek to the end and back. A pipe cannot seek;
    /// its size is 0.
    /// </summary>
    public SysResult<long> Size(int fd)
    {
        var here = Seek(fd, 0, PosixFlags.SeekCurrent);
        if (!here.Ok)
        {
            return here.Error == Errno.ESPIPE ? 0 : here;
        }

        var end = Seek(fd, 0, PosixFlags.SeekEnd);
        var back = Seek(fd, here.Value, PosixFlags.SeekSet);
        return back.Ok ? end : back;
    }

    public SysResult<long> SeekEnd(int fd) => Seek(fd, 0, PosixFlags.SeekEnd);

    public SysResult<long> Seek(int fd, long offset) => Seek(fd, offset, PosixFlags.SeekSet);

    /// <summary>macOS has no fallocate(2). There a longer file gets its size, and no room is reserved.</summary>
    public Errno Allocate(int fd, long offset, long length)
    {
        if (!descriptors.IsOpen(fd))
        {
            return Errno.EBADF;
        }

        if (!PosixFlags.Apple)
        {
            return PosixErrno.Check(LibC.Allocate(fd, mode: 0, offset, length));
        }

        var size = Size(fd);
        return offset < 0 || length <= 0 ? Errno.EINVAL
            : !size.Ok ? size.Error
            : offset + length > size.Value ? Truncate(fd, offset + length)
            : Errno.None;
    }

    public Errno Lock(int fd, FileLock kind) =>
        descriptors.IsOpen(fd) ? PosixErrno.Check(LibC.Lock(fd, PosixFlags.Of(kind))) : Errno.EBADF;

    public Errno Truncate(int fd, long size) =>
        descriptors.IsOpen(fd) ? PosixErrno.Check(LibC.Truncate(fd, size)) : Errno.EBADF;

    public Errno Sync(int fd)
    {
        if (!descriptors.IsOpen(fd))
        {
            return Errno.EBADF;
        }

        return PosixFlags.Apple ? SyncOnApple(fd) : PosixErrno.Check(LibC.Sync(fd));
    }

    public Errno SyncData(int fd)
    {
        // macOS has no documented fdatasync(2).
        if (PosixFlags.Apple || !descriptors.IsOpen(fd))
        {
            return Sync(fd);
        }

        return PosixErrno.Check(LibC.SyncData(fd));
    }

    public Errno Close(int fd) => descriptors.Close(fd);

    public Errno Rename(string from, string to) => PosixErrno.Check(LibC.Rename(Full(from), Full(to)));

    public Errno Unlink(string path) => PosixErrno.Check(LibC.Unlink(Full(path)));

    public Errno MakeDirectory(string path) => PosixErrno.Check(LibC.MakeDirectory(Full(path), DirectoryMode));

    public Errno RemoveDirectory(string path) => PosixErrno.Check(LibC.RemoveDirectory(Full(path)));

    public Errno Exists(string path) => PosixErrno.Check(LibC.Access(Full(path), PosixFlags.Exists));

    public SysResult<IReadOnlyList<string>> List(string path)
    {
        // The open gives the errno: the exceptions of the enumeration below have none.
        var opened = OpenDirectory(path);
        if (!opened.Ok)
        {
            return opened.Error;
        }

        _ = Close(opened.Value);
        return DirectoryNames.Of(Full(path));
    }

    private SysResult<int> OpenWith(string path, int flags)
    {
        var full = Full(path);
        var fd = PosixFlags.AppleArm
            ? LibC.OpenOnAppleArm(full, flags, 0, 0, 0, 0, 0, 0, FileMode)
            : LibC.Open(full, flags, FileMode);
        return fd < 0 ? PosixErrno.Last : descriptors.Opened(fd);
    }

    private SysResult<long> Seek(int fd, long offset, int whence)
    {
        if (!descriptors.IsOpen(fd))
        {
            return Errno.EBADF;
        }

        var position = LibC.Seek(fd, offset, whence);
        return position < 0 ? PosixErrno.Last : position;
    }

    /// <summary>F_FULLFSYNC, or fsync(2) where the file system does not support it.</summary>
    private static Errno SyncOnApple(int fd)
    {
        var returned = PosixFlags.AppleArm
            ? LibC.ControlOnAppleArm(fd, PosixFlags.FullSync, 0, 0, 0, 0, 0, 0, 0)
            : LibC.Control(fd, PosixFlags.FullSync, 0);
        var unsupported = returned != 0
            && System.Runtime.InteropServices.Marshal.GetLastPInvokeError() == PosixErrno.AppleNotSupported;
        return unsupported ? PosixErrno.Check(LibC.Sync(fd)) : returned < 0 ? PosixErrno.Last : Errno.None;
    }

    /// <summary>An empty path stays empty, because it must not mean the program's directory.</summary>
    private string Full(string path) => path.Length == 0 ? path : Path.Combine(directory, path);
}
