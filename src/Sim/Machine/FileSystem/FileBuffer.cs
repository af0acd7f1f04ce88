using Sim.Machine.Disk;

namespace Sim.Machine.FileSystem;

/// <summary>
/// The cached bytes of a file. Bytes that were once in the file are never overwritten: an append continues behind them,
/// any other change goes to a new array. So each earlier state stays readable in its array at the cost of a reference.
/// A log that only grows is never copied for an image, for the journal, or for an old version of a block.
/// </summary>
internal sealed class FileBuffer
{
    /// <summary>The largest size in bytes, because one array holds a file. A larger one is EFBIG.</summary>
    public const int LargestSize = 0x7FFF_F000;

    /// <summary>
    /// Free bytes behind the content of an image: most servers that start on an image write less than this.
    /// </summary>
    private const int RoomBehindAnImage = 1024;

    private byte[] array;
    private bool isFromImage;
    private int used;
    private FileContent? content;

    public FileBuffer(FileContent content)
    {
        array = [];
        Replace(content);
        isFromImage = content.Length > 0;
    }

    public int Size { get; private set; }

    /// <summary>The array of the present content. These bytes in it never change.</summary>
    public byte[] Array => array;

    /// <summary>The present content, immutable. The same object until the next change.</summary>
    public FileContent Content => content ??= new FileContent(array, Size);

    public ReadOnlySpan<byte> Span => array.AsSpan(0, Size);

    /// <summary>Replaces the whole content.</summary>
    public void Replace(FileContent content)
    {
        array = content.Array;
        Size = content.Length;

        // Another buffer may share the array and append to it, so all of it counts as used.
        used = content.Array.Length;
        this.content = content;
    }

    /// <summary>
    /// Writes bytes, with zeros between the old end and the offset. Returns the stored bytes, which never change.
    /// </summary>
    public ReadOnlyMemory<byte> Write(int offset, ReadOnlySpan<byte> data)
    {
        var end = offset + data.Length;
        MakeRoom(from: Math.Min(offset, Size), end: Math.Max(end, Size));
        data.CopyTo(array.AsSpan(offset));
        Size = Math.Max(Size, end);
        used = Math.Max(used, Size);
        content = null;
        return array.AsMemory(offset, data.Length);
    }

    public void Truncate(int size)
    {
        if (size > Size)
        {
            MakeRoom(from: Size, end: size);
            used = size;
        }

        Size = size;
        content = null;
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

        var roomy = isFromImage ? (long)end + RoomBehindAnImage : Math.Max(end, 64) * 2L;
        isFromImage = false;
        var capacity = (int)Math.Min(roomy, LargestSize);
        var roomier = new byte[capacity];
        Span.CopyTo(roomier);
        array = roomier;
        used = Size;
    }
}
