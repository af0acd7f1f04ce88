using System.Buffers;
using Aof.Os;
using Aof.Rewrite;

namespace Aof.Load;

/// <summary>
/// Copies the log, as far as it was loaded, into a new file that takes its place, before the server accepts anything. A fsync of the old
/// file, or of its name, may have failed while a server lived that was killed since: the cache shows it whole, but nothing
/// would ever write again what the disk has lost.
/// </summary>
internal static class LogCopy
{
    private const int BufferSize = 64 * 1024;

    /// <summary>Copies so many bytes, syncs the copy, and renames it over the log. The name is not synced yet.</summary>
    public static Errno Replace(AofState state, long size)
    {
        var (files, temp) = (state.Host.Files, TempFile.Unfinished(state.Host.Processes.Current));
        var target = files.Open(temp, OpenMode.Write | OpenMode.Create | OpenMode.Truncate);
        if (!target.Ok)
        {
            return target.Error;
        }

        var error = size == 0 ? Errno.None : Copy(files, state.Config.FileName, target.Value, size);
        error = error == Errno.None ? files.Sync(target.Value) : error;
        _ = files.Close(target.Value);
        error = error == Errno.None ? files.Rename(temp, state.Config.FileName) : error;
        if (error != Errno.None)
        {
            _ = files.Unlink(temp);
        }

        return error;
    }

    private static Errno Copy(IFiles files, string path, int target, long size)
    {
        var source = files.Open(path, OpenMode.Read);
        if (!source.Ok)
        {
            return source.Error;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        var error = Errno.None;
        while (size > 0 && error == Errno.None)
        {
            var read = files.Read(source.Value, buffer.AsSpan(0, (int)Math.Min(size, BufferSize)));
            error = read.Ok ? WriteAll(files, target, buffer.AsSpan(0, read.Value)) : read.Error;
            size -= read.Value;
        }

        ArrayPool<byte>.Shared.Return(buffer);
        _ = files.Close(source.Value);
        return error;
    }

    /// <summary>Nothing to write means that the log has become shorter since it was loaded: that is no copy.</summary>
    private static Errno WriteAll(IFiles files, int target, ReadOnlySpan<byte> data)
    {
        do
        {
            var written = data.IsEmpty ? Errno.EIO : files.Write(target, data);
            if (!written.Ok)
            {
                return written.Error;
            }

            data = data[written.Value..];
        }
        while (!data.IsEmpty);
        return Errno.None;
    }
}
