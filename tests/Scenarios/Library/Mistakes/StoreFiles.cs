using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;
using Sim.Os;

namespace Tests.Scenarios.Library.Mistakes;

/// <summary>What the stores of these tests need of files. Any error ends the program.</summary>
internal sealed class StoreFiles(IFiles files)
{
    private const int Head = 8;

    public int Open(string path, bool truncates = false) => Must(files.Open(
        path, OpenMode.Read | OpenMode.Write | OpenMode.Create | (truncates ? OpenMode.Truncate : 0)));

    public bool Exists(string path) => files.Exists(path) == Errno.None;

    /// <summary>The bytes of a file; none when it is missing.</summary>
    public byte[] ReadAll(string path)
    {
        if (!Exists(path))
        {
            return [];
        }

        var file = Must(files.Open(path, OpenMode.Read));
        var bytes = new byte[Must(files.Size(file))];
        for (var have = 0; have < bytes.Length;)
        {
            var read = Must(files.ReadAt(file, bytes.AsSpan(have), have));
            have += read > 0 ? read : throw new ProcessExit(1, $"{path} ends early");
        }

        Must(files.Close(file));
        return bytes;
    }

    public long Size(int file) => Must(files.Size(file));

    public void Write(int file, long offset, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            var written = Must(files.WriteAt(file, data, offset));
            offset += written;
            data = data[written..];
        }
    }

    public void Sync(int file) => Must(files.SyncData(file));

    public void Truncate(int file, long size) => Must(files.Truncate(file, size));

    public void Close(int file) => Must(files.Close(file));

    public void Rename(string from, string to) => Must(files.Rename(from, to));

    public void Unlink(string path) => Must(files.Unlink(path));

    public IReadOnlyList<string> Names(string prefix) =>
        [.. Must(files.List(".")).Where(name => name.StartsWith(prefix, StringComparison.Ordinal))];

    public void SyncNames()
    {
        var names = Must(files.OpenDirectory("."));
        Must(files.Sync(names));
        Close(names);
    }

    /// <summary>A new file with these bytes.</summary>
    public void WriteAll(string path, ReadOnlySpan<byte> data, bool syncs)
    {
        var file = Open(path, truncates: true);
        Write(file, 0, data);
        if (syncs)
        {
            Sync(file);
        }

        Close(file);
    }

    /// <summary>A record: its length, its checksum, its text.</summary>
    public static byte[] Record(string text)
    {
        var bytes = new byte[Head + Encoding.UTF8.GetByteCount(text)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, bytes.Length - Head);
        _ = Encoding.UTF8.GetBytes(text, bytes.AsSpan(Head));
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), Crc32.HashToUInt32(bytes.AsSpan(Head)) ^ ~0u);
        return bytes;
    }

    /// <summary>
    /// The record at an offset; null when there is none. A bad one has a length and no right checksum.
    /// </summary>
    public static (string Text, int End, bool IsGood)? RecordAt(byte[] bytes, int at)
    {
        if (bytes.Length - at < Head)
        {
            return null;
        }

        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(at));
        if (length <= 0 || length > bytes.Length - at - Head)
        {
            return null;
        }

        var text = bytes.AsSpan(at + Head, length);
        var check = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at + 4));
        return (Encoding.UTF8.GetString(text), at + Head + length, check == (Crc32.HashToUInt32(text) ^ ~0u));
    }

    private static T Must<T>(SysResult<T> result) =>
        result.Ok ? result.Value : throw new ProcessExit(1, result.Error.Message());

    private static void Must(Errno error) => _ = error == Errno.None ? 0 : throw new ProcessExit(1, error.Message());
}
