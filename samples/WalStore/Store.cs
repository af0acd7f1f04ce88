using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Sim.Os;

namespace WalStore;

/// <summary>
/// A small key-value store with a write-ahead log. A write is a line in the log, synced before it is promised. A
/// checkpoint writes all pairs to a new snapshot, replaces the old one, and empties the log. Lines are numbered: a
/// crash may undo a part of that truncation, and a line of the log must not replace a later one of the snapshot.
/// </summary>
/// <param name="files">The files, real or simulated.</param>
/// <param name="syncsNames">False for a common mistake of stores: see <see cref="Checkpoint"/>.</param>
public sealed class Store(IFiles files, bool syncsNames)
{
    private const string Log = "store.wal", Snapshot = "store.snapshot", NewSnapshot = "store.snapshot.new";

    private readonly SortedDictionary<string, (long Number, string Value)> pairs = new(StringComparer.Ordinal);
    private int log = -1;
    private long lastNumber;

    /// <summary>The keys and values.</summary>
    public IReadOnlyDictionary<string, string> Pairs =>
        pairs.ToDictionary(pair => pair.Key, pair => pair.Value.Value, StringComparer.Ordinal);

    /// <summary>Reads snapshot and log, cuts a torn line off the log, and opens it for appending.</summary>
    public void Open()
    {
        _ = ReadLines(Snapshot);
        var good = ReadLines(Log);
        log = Must(files.Open(Log, OpenMode.Write | OpenMode.Append | OpenMode.Create));
        Must(files.Truncate(log, good));
        Must(files.Sync(log));
        SyncNames();
    }

    /// <summary>Writes a pair. The pair is promised when this returns.</summary>
    public void Put(string key, string value)
    {
        Write(log, Line(++lastNumber, key, value));
        Must(files.SyncData(log));
        pairs[key] = (lastNumber, value);
    }

    /// <summary>
    /// Writes all pairs to a new snapshot and empties the log. The mistake is to truncate the log while the rename is
    /// only in the cache: the fsync of a file does not cover its name. After a power loss the old snapshot may be back
    /// with an empty log.
    /// </summary>
    public void Checkpoint()
    {
        var snapshot = Must(files.Open(NewSnapshot, OpenMode.Write | OpenMode.Create | OpenMode.Truncate));
        foreach (var (key, (number, value)) in pairs)
        {
            Write(snapshot, Line(number, key, value));
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

    /// <summary>Reads the complete lines of a file; returns the offset of the first torn one, in bytes.</summary>
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
        while (TryReadLine(content.AsSpan(good), out var length, out var number, out var key, out var value))
        {
            if (!pairs.TryGetValue(key, out var known) || known.Number < number)
            {
                pairs[key] = (number, value);
            }

            lastNumber = Math.Max(lastNumber, number);
            good += length;
        }

        return good;
    }

    /// <summary>A line is number:key=value#checksum. The checksum detects a torn line.</summary>
    private static byte[] Line(long number, string key, string value)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{number}:{key}={value}");
        return Encoding.UTF8.GetBytes($"{text}#{Checksum(text)}\n");
    }

    private static bool TryReadLine(
        ReadOnlySpan<byte> bytes, out int length, out long number, out string key, out string value)
    {
        (length, number, key, value) = (bytes.IndexOf((byte)'\n') + 1, 0, "", "");
        var line = Encoding.UTF8.GetString(bytes[..Math.Max(0, length - 1)]);
        var (colon, hash) = (line.IndexOf(':', StringComparison.Ordinal), line.LastIndexOf('#'));
        var equals = line.IndexOf('=', colon + 1);
        if (colon < 0 || equals < 0 || hash < equals || line[(hash + 1)..] != Checksum(line[..hash])
            || !long.TryParse(line[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return false;
        }

        (key, value) = (line[(colon + 1)..equals], line[(equals + 1)..hash]);
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

    private static T Must<T>(SysResult<T> result) =>
        result.Ok ? result.Value : throw new ProcessExit(1, result.Error.Message());

    private static void Must(Errno error)
    {
        if (error != Errno.None)
        {
            throw new ProcessExit(1, error.Message());
        }
    }
}
