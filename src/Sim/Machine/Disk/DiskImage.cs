using System.Globalization;
using System.Text;

namespace Sim.Machine.Disk;

/// <summary>A file or directory of an image.</summary>
/// <param name="Path">Relative to the root, '/' separated.</param>
/// <param name="IsDirectory">True for a directory.</param>
/// <param name="Content">The bytes of a file; empty for a directory.</param>
public readonly record struct DiskEntry(string Path, bool IsDirectory, ReadOnlyMemory<byte> Content);

/// <summary>
/// The files and directories on a disk while the machine is off. Immutable. Images of one disk share the files in which
/// they do not differ.
/// </summary>
public sealed class DiskImage
{
    private readonly Entry[] entries;
    private ulong hash;
    private bool hashed;

    /// <summary>
    /// Takes over the entries. They are in ordinal order of their paths, and each directory is before its contents.
    /// </summary>
    internal DiskImage(Entry[] entries, object? origin)
    {
        this.entries = entries;
        Origin = origin;
    }

    /// <summary>An empty disk.</summary>
    public static DiskImage Empty { get; } = new([], origin: null);

    /// <summary>The number of files and directories, without the root.</summary>
    public int Count => entries.Length;

    /// <summary>The files and directories in ordinal order of their paths.</summary>
    public IEnumerable<DiskEntry> Entries
    {
        get
        {
            foreach (var entry in entries)
            {
                yield return new DiskEntry(entry.Path, entry.Content is null, entry.Content?.Memory ?? default);
            }
        }
    }

    /// <summary>A 64-bit hash of all paths and contents. Equal images have equal hashes, on every machine.</summary>
    public ulong Hash
    {
        get
        {
            if (!hashed)
            {
                hash = ComputeHash();
                hashed = true;
            }

            return hash;
        }
    }

    /// <summary>One line of text: which names and blocks the crash lost or tore.</summary>
    public string Description => Origin?.ToString() ?? "as it was given";

    /// <summary>An object whose text is the description; null for an image that was not made by a crash.</summary>
    internal object? Origin { get; set; }

    internal ReadOnlySpan<Entry> Sorted => entries;

    /// <summary>
    /// An image of these files. The directories in their paths are added. The image keeps the arrays: do not change
    /// them afterwards.
    /// </summary>
    /// <param name="files">Each file's path, relative to the root and '/' separated, and its bytes.</param>
    /// <exception cref="ArgumentException">A path is given twice.</exception>
    public static DiskImage Of(params (string Path, byte[] Content)[] files)
    {
        var sorted = new SortedList<string, FileContent?>(StringComparer.Ordinal);
        foreach (var (path, content) in files)
        {
            sorted.Add(path, new FileContent(content, content.Length));
            for (var slash = path.LastIndexOf('/'); slash > 0; slash = path.LastIndexOf('/', slash - 1))
            {
                _ = sorted.TryAdd(path[..slash], value: null);
            }
        }

        return new DiskImage([.. sorted.Select(pair => new Entry(pair.Key, pair.Value))], origin: null);
    }

    /// <summary>Gets the bytes of a file; false when there is no file of that path.</summary>
    public bool TryGet(string path, out ReadOnlyMemory<byte> content)
    {
        foreach (var entry in entries)
        {
            if (entry.Content is not null && string.Equals(entry.Path, path, StringComparison.Ordinal))
            {
                content = entry.Content.Memory;
                return true;
            }
        }

        content = default;
        return false;
    }

    /// <summary>
    /// This image after bit rot: one bit of a file is flipped.
    /// </summary>
    /// <param name="path">The path of the file.</param>
    /// <param name="bit">The number of the bit: 8 times the offset of its byte, plus 0 for the lowest bit to 7.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such file or bit.</exception>
    public DiskImage BitFlipped(string path, int bit)
    {
        var entries = this.entries.ToArray();
        var at = Array.FindIndex(
            entries, entry => entry.Content is not null && string.Equals(entry.Path, path, StringComparison.Ordinal));
        var bytes = entries[at].Content!.Span.ToArray();
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        entries[at] = new Entry(path, new FileContent(bytes, bytes.Length));
        return new DiskImage(entries,
            Invariant($"everything arrived, and bit {bit % 8} of byte {bit / 8} of {path} has rotted"));
    }

    /// <summary>True when both hold the same paths with the same bytes.</summary>
    public bool ContentEquals(DiskImage other)
    {
        if (entries.Length != other.entries.Length)
        {
            return false;
        }

        for (var i = 0; i < entries.Length; i++)
        {
            if (!entries[i].ContentEquals(other.entries[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>One line for each path, with its size.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var entry in entries)
        {
            _ = entry.Content is null
                ? text.Append(CultureInfo.InvariantCulture, $"{entry.Path}/\n")
                : text.Append(CultureInfo.InvariantCulture, $"{entry.Path} {entry.Content.Length} bytes\n");
        }

        return text.ToString();
    }

    private ulong ComputeHash()
    {
        var hash = (ulong)entries.Length;
        foreach (var entry in entries)
        {
            hash = ContentHash.Combine(hash, ContentHash.Of(entry.Path));
            hash = ContentHash.Combine(hash, entry.Content?.Hash ?? 1);
        }

        return hash;
    }

    /// <summary>A path and its bytes; null for a directory.</summary>
    internal readonly record struct Entry(string Path, FileContent? Content)
    {
        public bool ContentEquals(Entry other) =>
            string.Equals(Path, other.Path, StringComparison.Ordinal)
            && (Content is null) == (other.Content is null)
            && (Content is null || ReferenceEquals(Content, other.Content)
            || Content.ContentEquals(other.Content!));
    }
}
