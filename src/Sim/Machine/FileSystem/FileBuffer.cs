using Sim.Machine.Disk;

namespace Sim.Machine.FileSystem;

/// <summary>
/// The cached bytes of a file. Bytes that were once in the file are never overwritten, so each earlier state stays
/// readable. A log that only grows lies in one array: an append continues behind the old bytes, and nothing is copied
/// for an image, for the journal, or for an old version of a block. A larger file that is overwritten lies in pages.
/// </summary>
internal sealed class FileBuffer
{
    /// <summary>The largest size in bytes: as many blocks as an index counts. A larger file is EFBIG.</summary>
    public const long LargestSize = (long)int.MaxValue * Block.Size;

    /// <summary>A file beyond this size lies in pages even if it only grows, in bytes.</summary>
    private const int LargestArray = 1 << 26;

    /// <summary>
    /// Free bytes behind the content of an image: most servers that start on an image write less than this.
    /// </summary>
    private const int RoomBehindAnImage = 1024;

    private byte[] array;
    private PageTree? pages;
    private bool isFromImage;
    private int used;
    private FileContent? content;

    public FileBuffer(FileContent content)
    {
        array = [];
        Replace(content);
        isFromImage = content.Length > 0;
    }

    public long Size { get; private set; }

    /// <summary>The present content, immutable. The same object until the next change.</summary>
    public FileContent Content =>
        content ??= pages is null ? new FileContent(array, (int)Size) : new FileContent(pages, Size);

    /// <summary>Replaces the whole content.</summary>
    public void Replace(FileContent content)
    {
        pages = content.Array is null ? content.Pages : null;
        array = content.Array ?? [];
        Size = content.Length;

        // Another buffer may share the array and append to it, so all of it counts as used.
        used = array.Length;
        this.content = content;
    }

    /// <summary>
    /// Writes bytes, with zeros between the old end and the offset. Returns the stored bytes, which never change.
    /// </summary>
    public ReadOnlyMemory<byte> Write(long offset, ReadOnlySpan<byte> data)
    {
        var end = Math.Max(offset + data.Length, Size);
        UsePages(from: Math.Min(offset, Size), end, hole: offset - Size);
        var stored = pages is null ? WriteArray((int)offset, data, (int)end) : WritePages(offset, data);
        Size = end;
        content = null;
        return stored;
    }

    public void Truncate(long size)
    {
        UsePages(from: Size, end: size, hole: size - Size);
        if (pages is not null)
        {
            pages = pages.Cut(size);
        }
        else if (size > Size)
        {
            MakeRoom(from: (int)Size, end: (int)size);
            used = (int)size;
        }

        Size = size;
        content = null;
    }

    /// <summary>Moves the file into pages if the change would copy or fill much.</summary>
    private void UsePages(long from, long end, long hole)
    {
        if (pages is null && end > FileContent.LargestCopied
            && (from < used || hole > FileContent.LargestCopied || end > LargestArray))
        {
            pages = Content.Pages;
            array = [];
        }
    }

    private Memory<byte> WriteArray(int offset, ReadOnlySpan<byte> data, int end)
    {
        MakeRoom(from: (int)Math.Min(offset, Size), end);
        data.CopyTo(array.AsSpan(offset));
        used = Math.Max(used, end);
        return array.AsMemory(offset, data.Length);
    }

    private byte[] WritePages(long offset, ReadOnlySpan<byte> data)
    {
        var stored = data.ToArray();
        for (var done = 0; done < stored.Length;)
        {
            var (index, start) = ((offset + done) / Block.Size, (int)((offset + done) % Block.Size));
            var count = Math.Min(Block.Size - start, stored.Length - done);
            pages = pages!.With(index, count == Block.Size
                ? new Page(stored, done)
                : (pages[index] ?? Page.Zeros).With(start, stored.AsSpan(done, count)));
            done += count;
        }

        return stored;
    }

    /// <summary>
    /// Makes the bytes from <paramref name="from"/> up to <paramref name="end"/> writable. Those behind the size are
    /// zeros.
    /// </summary>
    private void MakeRoom(int from, int end)
    {
        if (from >= used && end <= array.Length)
        {
            return;
        }

        var capacity = isFromImage ? end + RoomBehindAnImage : Math.Max(end, 64) * 2;
        isFromImage = false;
        var roomier = new byte[capacity];
        array.AsSpan(0, (int)Size).CopyTo(roomier);
        array = roomier;
        used = (int)Size;
    }
}
