using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Sim.Os;

namespace WalStore;

/// <summary>
/// A little key-value store with a write-ahead log. A write is a line in the log, synced before it is promised; now and then all pairs go into a
/// new snapshot, which takes the old one's place, and the log begins anew.
/// </summary>
/// <param name="files">Its world: nothing here knows whether the disk is real.</param>
/// <param name="syncsNames">False: the mistake that many a store has made. See <see cref="Checkpoint"/>.</param>
public sealed class Store(IFiles files, bool syncsNames)
{
    private const string Log = "store.wal", Snapshot = "store.snapshot", NewSnapshot = "store.snapshot.new";

    private readonly SortedDictionary<string, string> pairs = new(StringComparer.Ordinal);
    private int log = -1;

    /// <summary>What is in it.</summary>
    public IReadOnlyDictionary<string, string> Pairs => pairs;

    /// <summary>Reads what an earlier life has left, cuts a torn line off the log, and goes on behind it.</summary>
    public void Open()
    {
        _ = ReadLines(Snapshot);
        var good = ReadLines(Log);
        log = Must(files.Open(Log, OpenMode.Write | OpenMode.Append | OpenMode.Create));
        Must(files.Truncate(log, good));
        Must(files.Sync(log));
        SyncNames();
    }

    /// <summary>Writes a pair; when it returns, the pair is promised.</summary>
    public void Put(string key, string value)
    {
        Write(log, Line(key, value));
        Must(files.SyncData(log));
        pairs[key] = value;
    }

    /// <summary>
    /// All pairs into a new snapshot, and an empty log. The mistake is to truncate the log while the rename is known to the cache only: fsync
    /// makes a file durable, not its name. When the power goes then, the old snapshot is back, and the log is empty.
    /// </summary>
    public void Checkpoint()
    {
        var snapshot = Must(files.Open(NewSnapshot, OpenMode.Write | OpenMode.Create | OpenMode.Truncate));
        foreach (var (key, value) in pairs)
        {
            Write(snapshot, Line(key, value));
        }

        Must(files.Sync(snapshot));
        Must(files.Close(snapshot));
        Must(files.Rename(NewSnapshot, Snapshot));
        if (syncsNames)
        {
            SyncNames();
        }

        Must(files.Truncate(log, 0));
        Must(files.Sync(log));
    }

    private void SyncNames()
    {
        var directory = Must(files.OpenDirectory("."));
        Must(files.Sync(directory));
        Must(files.Close(directory));
    }

    /// <summary>Takes over the whole lines of a file; returns where the first torn one begins, in bytes.</summary>
    private long ReadLines(string path)
    {
        var opened = files.Open(path, OpenMode.Read);
        if (opened.Error == Errno.ENOENT)
        {
            return 0;
        }

        var file = Must(opened);
        var content = new byte[Must(files.Size(file))];
        for (var have = 0; have < content.Length;)
        {
            have += Must(files.Read(file, content.AsSpan(have)));
        }

        Must(files.Close(file));
        var good = 0;
        while (TryReadLine(content.AsSpan(good), out var length, out var key, out var value))
        {
            pairs[key] = value;
            good += length;
        }

        return good;
    }

    /// <summary>A line is key=value#checksum; the checksum makes a torn one known.</summary>
    private static byte[] Line(string key, string value) => Encoding.UTF8.GetBytes($"{key}={value}#{Checksum($"{key}={value}")}\n");

    private static bool TryReadLine(ReadOnlySpan<byte> bytes, out int length, out string key, out string value)
    {
        (length, key, value) = (bytes.IndexOf((byte)'\n') + 1, "", "");
        var line = Encoding.UTF8.GetString(bytes[..Math.Max(0, length - 1)]);
        var (equals, hash) = (line.IndexOf('=', StringComparison.Ordinal), line.LastIndexOf('#'));
        if (equals < 0 || hash < equals || line[(hash + 1)..] != Checksum(line[..hash]))
        {
            return false;
        }

        (key, value) = (line[..equals], line[(equals + 1)..hash]);
        return true;
    }

    /// <summary>CRC-32, in hexadecimal.</summary>
    private static string Checksum(string text) =>
        Crc32.HashToUInt32(Encoding.UTF8.GetBytes(text)).ToString("x8", CultureInfo.InvariantCulture);

    private void Write(int file, ReadOnlySpan<byte> data)
    {
        while (!data.IsEmpty)
        {
            data = data[Must(files.Write(file, data))..];
        }
    }

    private static T Must<T>(SysResult<T> result) => result.Ok ? result.Value : throw new ProcessExit(1, result.Error.Message());

    private static void Must(Errno error)
    {
        if (error != Errno.None)
        {
            throw new ProcessExit(1, error.Message());
        }
    }
}
