using Sim.Machine.Disk;

namespace Sim.Machine.FileSystem;

/// <summary>
/// The cached bytes of a file. What has once been in the file is never overwritten in place: appending goes on behind
/// it, anything else moves to a new array. So every earlier state stays readable where it is, for the price of a
/// reference: a log that only grows is never copied for an image, for the journal, or for an old version of a block.
/// </summary>
internal sealed class FileBuffer
{
    /// <summary>Sizes beyond this are EFBIG: one array holds a file.</summary>
    public const int LargestSize = 0x7FFF_F000;

    /// <summary>Room for a few more commands, in bytes: most servers that are started on an image write no more.</summary>
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

    /// <summary>The array that holds the present content; it holds it for ever.</summary>
    public byte[] Array => array;

    /// <summary>The present content, to keep. Cheap, and the same object until the next change.</summary>
    public FileContent Content => content ??= new FileContent(array, Size);

    public ReadOnlySpan<byte> Span => array.AsSpan(0, Size);

    /// <summary>Holds something else from now on.</summary>
    public void Replace(FileContent content)
    {
        array = content.Array;
        Size = content.Length;

        // The array may be shared with somebody who appends to it: all of it counts as used.
        used = content.Array.Length;
        this.content = content;
    }

    /// <summary>Writes, with zeros between the end and the offset, and returns where the bytes now lie: they stay there.</summary>
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

    /// <summary>Bytes from <paramref name="from"/> on may be written, up to <paramref name="end"/>; those behind the size are zeros.</summary>
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
