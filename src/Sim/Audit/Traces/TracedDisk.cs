using Sim.Audit.Records;

namespace Sim.Audit.Traces;

/// <summary>The names and sizes of the files of the disk, as the calls make them.</summary>
/// <param name="add">Adds an entry to the record.</param>
internal sealed class TracedDisk(Action<RecordEntry> add)
{
    private readonly SortedDictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, long> before = new(StringComparer.Ordinal);
    private readonly List<long> sizes = [0];

    /// <summary>A file was there before the run.</summary>
    public void WasThere(string path, long size) => before[path] = size;

    /// <summary>True when a path leads to something.</summary>
    public bool Has(string path) => numbers.ContainsKey(path) || before.ContainsKey(path);

    /// <summary>The size of a file.</summary>
    public long SizeOf(int number) => sizes[number];

    /// <summary>The number of what a path leads to; it is created where it was not there.</summary>
    public int Open(string path, bool cuts)
    {
        var isKnown = numbers.TryGetValue(path, out var number);
        if (!isKnown)
        {
            numbers[path] = number = sizes.Count;
            sizes.Add(before.GetValueOrDefault(path));
        }

        if (cuts || !isKnown)
        {
            add(new RecordEntry(EntryKind.Opened) { File = number, Path = path, Number = cuts ? 1 : 0 });
            sizes[number] = cuts ? 0 : sizes[number];
        }

        return number;
    }

    public void Write(int number, long offset, ReadOnlyMemory<byte> data)
    {
        add(new RecordEntry(EntryKind.Written) { File = number, Number = offset, Data = data });
        sizes[number] = Math.Max(sizes[number], offset + data.Length);
    }

    public void Resize(int number, long size)
    {
        add(new RecordEntry(EntryKind.Resized) { File = number, Number = size });
        sizes[number] = size;
    }

    /// <summary>fallocate(2).</summary>
    public void Allocate(int number, long offset, long length, bool keepsSize, bool makesZeros)
    {
        var size = keepsSize ? sizes[number] : Math.Max(sizes[number], offset + length);
        Resize(number, size);
        if (makesZeros && offset < size)
        {
            Write(number, offset, new byte[Math.Min(length, size - offset)]);
        }
    }

    public void MakeDirectory(string path)
    {
        before[path] = 0;
        add(new RecordEntry(EntryKind.DirectoryMade) { Path = path });
    }

    public void Unlink(string path)
    {
        Forget(path);
        add(new RecordEntry(EntryKind.Unlinked) { Path = path });
    }

    public void RemoveDirectory(string path)
    {
        Forget(path);
        add(new RecordEntry(EntryKind.DirectoryRemoved) { Path = path });
    }

    public void Rename(string from, string to)
    {
        add(new RecordEntry(EntryKind.Renamed) { Path = from, ToPath = to });
        if (from == to)
        {
            return;
        }

        Forget(to);
        Move(numbers, from, to);
        Move(before, from, to);
    }

    private void Forget(string path)
    {
        _ = numbers.Remove(path);
        _ = before.Remove(path);
    }

    /// <summary>A directory is renamed with all that is in it.</summary>
    private static void Move<T>(SortedDictionary<string, T> all, string from, string to)
    {
        foreach (var path in all.Keys.Where(path => path == from
            || path.StartsWith(from + "/", StringComparison.Ordinal)).ToList())
        {
            all[to + path[from.Length..]] = all[path];
            _ = all.Remove(path);
        }
    }
}
