namespace Sim.Disk;

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

    private byte[] _array;
    private bool _isFromImage;
    private int _used;
    private FileContent? _content;

    public FileBuffer(FileContent content)
    {
        _array = [];
        Replace(content);
        _isFromImage = content.Length > 0;
    }

    public int Size { get; private set; }

    /// <summary>The array that holds the present content; it holds it for ever.</summary>
    public byte[] Array => _array;

    /// <summary>The present content, to keep. Cheap, and the same object until the next change.</summary>
    public FileContent Content => _content ??= new FileContent(_array, Size);

    public ReadOnlySpan<byte> Span => _array.AsSpan(0, Size);

    /// <summary>Holds something else from now on.</summary>
    public void Replace(FileContent content)
    {
        _array = content.Array;
        Size = content.Length;

        // The array may be shared with somebody who appends to it: all of it counts as used.
        _used = content.Array.Length;
        _content = content;
    }

    /// <summary>Writes, with zeros between the end and the offset, and returns where the bytes now lie: they stay there.</summary>
    public ReadOnlyMemory<byte> Write(int offset, ReadOnlySpan<byte> data)
    {
        var end = offset + data.Length;
        MakeRoom(from: Math.Min(offset, Size), end: Math.Max(end, Size));
        data.CopyTo(_array.AsSpan(offset));
        Size = Math.Max(Size, end);
        _used = Math.Max(_used, Size);
        _content = null;
        return _array.AsMemory(offset, data.Length);
    }

    public void Truncate(int size)
    {
        if (size > Size)
        {
            MakeRoom(from: Size, end: size);
            _used = size;
        }

        Size = size;
        _content = null;
    }

    /// <summary>Bytes from <paramref name="from"/> on may be written, up to <paramref name="end"/>; those behind the size are zeros.</summary>
    private void MakeRoom(int from, int end)
    {
        if (from >= _used && end <= _array.Length)
        {
            return;
        }

        var roomy = _isFromImage ? (long)end + RoomBehindAnImage : Math.Max(end, 64) * 2L;
        _isFromImage = false;
        var capacity = (int)Math.Min(roomy, LargestSize);
        var roomier = new byte[capacity];
        Span.CopyTo(roomier);
        _array = roomier;
        _used = Size;
    }
}
