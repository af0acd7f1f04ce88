using System.Text;
using Sim.Os;

namespace Aof.State;

/// <summary>Calls that are made of several system calls.</summary>
internal static class FileCalls
{
    private const int BufferSize = 4096;

    /// <summary>Writes all bytes, and continues after a short write.</summary>
    public static Errno WriteAll(this IFiles files, int descriptor, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var written = files.Write(descriptor, data);
            if (!written.Ok || written.Value == 0)
            {
                return written.Ok ? Errno.EIO : written.Error;
            }

            data = data[written.Value..];
        }

        return Errno.None;
    }

    /// <summary>The whole of a file, one character a byte.</summary>
    public static SysResult<string> ReadText(this IFiles files, string path)
    {
        var opened = files.Open(path, OpenMode.Read);
        if (!opened.Ok)
        {
            return opened.Error;
        }

        Span<byte> buffer = stackalloc byte[BufferSize];
        var (text, longer) = ("", (StringBuilder?)null);
        SysResult<int> read;
        do
        {
            read = files.Read(opened.Value, buffer);
            var piece = Encoding.Latin1.GetString(buffer[..(read.Ok ? read.Value : 0)]);
            longer = text.Length > 0 && piece.Length > 0 ? (longer ?? new StringBuilder(text)).Append(piece) : longer;
            text = text.Length > 0 ? text : piece;
        }
        while (read is { Ok: true, Value: > 0 });
        _ = files.Close(opened.Value);
        return read.Ok ? longer?.ToString() ?? text : read.Error;
    }

    /// <summary>The size of a file that is not open.</summary>
    public static SysResult<long> SizeOf(this IFiles files, string path)
    {
        var opened = files.Open(path, OpenMode.Read);
        if (!opened.Ok)
        {
            return opened.Error;
        }

        var size = files.Size(opened.Value);
        _ = files.Close(opened.Value);
        return size;
    }
}
