using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Sim.Os;

namespace WalStore;

/// <summary>What the stores need of files. Any error ends the program.</summary>
internal static class CheckedFiles
{
    /// <summary>The bytes of a file; none when it is missing.</summary>
    public static byte[] ReadAll(this IFiles files, string path)
    {
        var opened = files.Open(path, OpenMode.Read);
        if (opened.Error == Errno.ENOENT)
        {
            return [];
        }

        var file = opened.Must();
        var content = new byte[files.Size(file).Must()];
        for (var have = 0; have < content.Length;)
        {
            have += files.Read(file, content.AsSpan(have)).Must();
        }

        files.Close(file).Must();
        return content;
    }

    /// <summary>Opens a log for appending, without what follows its good bytes. Its name is durable then.</summary>
    public static int OpenLog(this IFiles files, string path, long good)
    {
        var log = files.Open(path, OpenMode.Write | OpenMode.Append | OpenMode.Create).Must();
        files.Truncate(log, good).Must();
        files.Sync(log).Must();
        files.SyncNames();
        return log;
    }

    /// <summary>Writes all bytes, in as many calls as it takes.</summary>
    public static void WriteAll(this IFiles files, int file, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            data = data[files.Write(file, data).Must()..];
        }
    }

    /// <summary>Makes the names in the directory durable.</summary>
    public static void SyncNames(this IFiles files)
    {
        var directory = files.OpenDirectory(".").Must();
        files.Sync(directory).Must();
        files.Close(directory).Must();
    }

    /// <summary>A line is text#checksum. The checksum detects a torn line.</summary>
    public static byte[] Line(string text) => Encoding.UTF8.GetBytes($"{text}#{Checksum(text)}\n");

    /// <summary>The text of the first line, and its length in bytes; null when it is torn.</summary>
    public static (string Text, int Length)? FirstLine(ReadOnlySpan<byte> bytes)
    {
        var length = bytes.IndexOf((byte)'\n') + 1;
        var line = Encoding.UTF8.GetString(bytes[..Math.Max(0, length - 1)]);
        var hash = line.LastIndexOf('#');
        return hash >= 0 && line[(hash + 1)..] == Checksum(line[..hash]) ? (line[..hash], length) : null;
    }

    public static T Must<T>(this SysResult<T> result) =>
        result.Ok ? result.Value : throw new ProcessExit(1, result.Error.Message());

    public static void Must(this Errno error)
    {
        if (error != Errno.None)
        {
            throw new ProcessExit(1, error.Message());
        }
    }

    /// <summary>CRC-32, in hexadecimal.</summary>
    private static string Checksum(string text) =>
        Crc32.HashToUInt32(Encoding.UTF8.GetBytes(text)).ToString("x8", CultureInfo.InvariantCulture);
}
