using System.Globalization;
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
        log = files.OpenLog(Log, ReadLines(Log));
    }

    /// <summary>Writes a pair. The pair is promised when this returns.</summary>
    public void Put(string key, string value)
    {
        files.WriteAll(log, Line(++lastNumber, key, value));
        files.SyncData(log).Must();
        pairs[key] = (lastNumber, value);
    }

    /// <summary>
    /// Writes all pairs to a new snapshot and empties the log. The mistake is to truncate the log while the rename is
    /// only in the cache: the fsync of a file does not cover its name. After a power loss the old snapshot may be back
    /// with an empty log.
    /// </summary>
    public void Checkpoint()
    {
        var snapshot = files.Open(NewSnapshot, OpenMode.Write | OpenMode.Create | OpenMode.Truncate).Must();
        foreach (var (key, (number, value)) in pairs)
        {
            files.WriteAll(snapshot, Line(number, key, value));
        }

        files.Sync(snapshot).Must();
        files.Close(snapshot).Must();
        files.Rename(NewSnapshot, Snapshot).Must();
        if (syncsNames)
        {
            files.SyncNames();
        }

        files.Truncate(log, 0).Must();
        files.Sync(log).Must();
    }

    /// <summary>Reads the complete lines of a file; returns the offset of the first torn one, in bytes.</summary>
    private long ReadLines(string path)
    {
        var content = files.ReadAll(path);
        var good = 0;
        while (CheckedFiles.FirstLine(content.AsSpan(good)) is { } line
            && TryParse(line.Text, out var number, out var key, out var value))
        {
            if (!pairs.TryGetValue(key, out var known) || known.Number < number)
            {
                pairs[key] = (number, value);
            }

            lastNumber = Math.Max(lastNumber, number);
            good += line.Length;
        }

        return good;
    }

    /// <summary>A line is number:key=value, with a checksum.</summary>
    private static byte[] Line(long number, string key, string value) =>
        CheckedFiles.Line(string.Create(CultureInfo.InvariantCulture, $"{number}:{key}={value}"));

    private static bool TryParse(string line, out long number, out string key, out string value)
    {
        (number, key, value) = (0, "", "");
        var colon = line.IndexOf(':', StringComparison.Ordinal);
        var equals = line.IndexOf('=', colon + 1);
        if (colon < 0 || equals < 0
            || !long.TryParse(line[..colon], NumberStyles.None, CultureInfo.InvariantCulture, out number))
        {
            return false;
        }

        (key, value) = (line[(colon + 1)..equals], line[(equals + 1)..]);
        return true;
    }
}
