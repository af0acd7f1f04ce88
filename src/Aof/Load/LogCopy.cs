using System.Buffers;
using Aof.Format;
using Aof.State;
using Sim.Os;

namespace Aof.Load;

/// <summary>
/// Copies the loaded part of the log into a new file that replaces it, before the server accepts commands. An earlier
/// server's fsync of the old file may have failed. Then the page cache shows data that the disk lacks, and no later
/// fsync writes it.
/// </summary>
internal static class LogCopy
{
    private const int BufferSize = 64 * 1024;

    /// <summary>
    /// Copies what was loaded, syncs the copy, and renames it over the log. The caller syncs the directory.
    /// </summary>
    /// <exception cref="ProcessExit">The file differs from what was loaded: the disk or the memory flips bits, and the
    /// dataset may be wrong.</exception>
    /// <param name="state">The server's state.</param>
    /// <param name="loaded">What was loaded, and from where.</param>
    /// <param name="path">The name of the copy, in the same directory or another.</param>
    public static Errno Replace(AofState state, LoadResult loaded, string path)
    {
        var (files, temp) = (state.Host.Files, TempFile.Beside(path, state.Host.Processes.Current));
        var target = files.Open(temp, OpenMode.Write | OpenMode.Create | OpenMode.Truncate);
        if (!target.Ok)
        {
            return target.Error;
        }

        var checksum = loaded.Checksum;
        var error = loaded.Offset == 0
            ? Errno.None
            : Copy(files, loaded.Path, target.Value, loaded, out checksum);
        error = error == Errno.None ? files.Sync(target.Value) : error;
        _ = files.Close(target.Value);
        if (error == Errno.None && checksum != loaded.Checksum)
        {
            _ = files.Unlink(temp);
            throw state.Exit(
                "The append only file was read twice, and was not the same. Is the disk, or the memory, failing? "
                + "Exiting.");
        }

        error = error == Errno.None ? files.Rename(temp, path) : error;
        if (error != Errno.None)
        {
            _ = files.Unlink(temp);
        }

        return error;
    }

    private static Errno Copy(IFiles files, string path, int target, LoadResult loaded, out ulong checksum)
    {
        var sum = RdbChecksum.Begin();
        checksum = 0;
        var source = files.Open(path, OpenMode.Read);
        if (!source.Ok)
        {
            return source.Error;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var (size, error) = (loaded.FileSize, Errno.None);
        for (var offset = 0L; offset < size && error == Errno.None;)
        {
            var read = files.Read(source.Value, buffer.AsSpan(0, (int)Math.Min(size - offset, BufferSize)));
            sum.Append(buffer.AsSpan(0, read.Value));
            var accepted = (int)Math.Clamp(loaded.Offset - offset, 0, read.Value);
            error = !read.Ok
                ? read.Error
                : read.Value == 0 ? Errno.EIO : files.WriteAll(target, buffer.AsSpan(0, accepted));
            offset += read.Value;
        }

        checksum = sum.GetCurrentHashAsUInt64();
        ArrayPool<byte>.Shared.Return(buffer);
        _ = files.Close(source.Value);
        return error;
    }
}
