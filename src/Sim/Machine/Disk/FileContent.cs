using System.IO.Hashing;

namespace Sim.Machine.Disk;

/// <summary>
/// The bytes of a file. Immutable: the images of one disk share them and their hash. They lie in one array, as in a log
/// that only grows, or in pages that versions share.
/// </summary>
internal sealed class FileContent
{
    /// <summary>
    /// A file up to this size is copied whole where it is overwritten, in bytes; a larger one page by page.
    /// </summary>
    public const int LargestCopied = 1 << 16;

    /// <summary>A larger file is hashed page by page, in bytes.</summary>
    private const int HashedWhole = 1 << 20;

    private PageTree? pages;
    private ulong hash;
    private bool hashed;

    /// <summary>
    /// The first <paramref name="length"/> bytes of the array. They never change again; the bytes behind them may.
    /// </summary>
    public FileContent(byte[] array, int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(length, array.Length);
        Array = array;
        Length = length;
    }

    /// <summary>A file in pages. The bytes of the last page behind the length are zeros.</summary>
    public FileContent(PageTree pages, long length)
    {
        this.pages = pages;
        Length = length;
    }

    public static FileContent Empty { get; } = new([], 0);

    /// <summary>The array of all bytes; null when they lie in pages.</summary>
    public byte[]? Array { get; }

    public long Length { get; }

    /// <summary>The bytes in pages. The first call costs a step for each page of an array.</summary>
    public PageTree Pages => pages ??= PageTree.Of(Array!, (int)Length);

    /// <summary>All bytes in one piece. Copies a file that lies in pages.</summary>
    /// <exception cref="OverflowException">The file is larger than an array may be.</exception>
    public ReadOnlyMemory<byte> Memory => Array is null ? Copied() : Array.AsMemory(0, (int)Length);

    /// <summary>As <see cref="Memory"/>.</summary>
    public ReadOnlySpan<byte> Span => Memory.Span;

    public ulong Hash
    {
        get
        {
            if (!hashed)
            {
                hash = Length > HashedWhole ? Pages.Hash(Length) : HashOfAll();
                hashed = true;
            }

            return hash;
        }
    }

    /// <summary>The bytes of one block from an offset on, at most so many; fewer where the file ends.</summary>
    public ReadOnlySpan<byte> Part(long offset, int count)
    {
        if (offset >= Length)
        {
            return default;
        }

        count = (int)Math.Min(count, Length - offset);
        return Array is not null
            ? Array.AsSpan((int)offset, count)
            : (pages![offset / Block.Size] ?? Page.Zeros).Span.Slice((int)(offset % Block.Size), count);
    }

    /// <summary>A page that is whole inside the file. Nothing is copied.</summary>
    public Page PageAt(int index) =>
        Array is null ? pages![index] ?? Page.Zeros : new Page(Array, index * Block.Size);

    /// <summary>Copies bytes from an offset on. Returns their number; fewer where the file ends.</summary>
    public int CopyTo(long offset, Span<byte> target)
    {
        var done = 0;
        while (done < target.Length && offset + done < Length)
        {
            var part = PartAt(offset + done, target.Length - done);
            part.CopyTo(target[done..]);
            done += part.Length;
        }

        return done;
    }

    public bool StartsWith(ReadOnlySpan<byte> bytes)
    {
        var done = 0;
        while (done < bytes.Length && done < Length)
        {
            var part = PartAt(done, bytes.Length - done);
            if (!bytes[done..].StartsWith(part))
            {
                return false;
            }

            done += part.Length;
        }

        return done == bytes.Length;
    }

    public bool ContentEquals(FileContent other) => Length == other.Length && DifferenceFrom(other) == Length;

    /// <summary>The offset of the first byte that differs; the smaller length when there is none before it.</summary>
    public long DifferenceFrom(FileContent other)
    {
        var end = Math.Min(Length, other.Length);
        for (var offset = 0L; offset < end && !ReferenceEquals(this, other);)
        {
            var left = PartAt(offset, Block.Size);
            var right = other.PartAt(offset, Block.Size);
            var count = (int)Math.Min(Math.Min(left.Length, right.Length), end - offset);
            var equal = left == right ? count : left[..count].CommonPrefixLength(right[..count]);
            if (equal < count)
            {
                return offset + equal;
            }

            offset += count;
        }

        return end;
    }

    /// <summary>As <see cref="Part"/>, up to the end of the block.</summary>
    private ReadOnlySpan<byte> PartAt(long offset, int count) =>
        Part(offset, Array is null ? Math.Min(count, Block.Size - (int)(offset % Block.Size)) : count);

    private byte[] Copied()
    {
        var bytes = new byte[checked((int)Length)];
        _ = CopyTo(0, bytes);
        return bytes;
    }

    private ulong HashOfAll()
    {
        if (Array is not null)
        {
            return ContentHash.Of(Span);
        }

        var hash = new XxHash3();
        for (var offset = 0L; offset < Length; offset += Block.Size)
        {
            hash.Append(Part(offset, Block.Size));
        }

        return hash.GetCurrentHashAsUInt64();
    }
}
