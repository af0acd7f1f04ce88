using System.IO.MemoryMappedFiles;

namespace Sim.Kernel.Device;

/// <summary>
/// A disk as a file in memory. Nothing on it is recorded and no process serves it, so a mount of it takes a fraction of
/// the time of one of a <see cref="ServedDisk"/>.
/// </summary>
internal sealed unsafe class ImageFile : IDisposable
{
    private const int Part = 1 << 14;

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* bytes;
    private readonly int size;

    /// <summary>Takes over a file that exists.</summary>
    public ImageFile(string path)
    {
        Path = path;
        size = (int)new FileInfo(path).Length;
        file = MemoryMappedFile.CreateFromFile(path, FileMode.Open);
        view = file.CreateViewAccessor();
        view.SafeMemoryMappedViewHandle.AcquirePointer(ref bytes);
    }

    public string Path { get; }

    /// <summary>A copy of all bytes.</summary>
    public byte[] Copy() => Bytes.ToArray();

    /// <summary>Takes over other bytes of the same size. Writes only what differs.</summary>
    public void Become(ReadOnlySpan<byte> other)
    {
        for (var offset = 0; offset < size; offset += Part)
        {
            var part = Bytes.Slice(offset, Math.Min(Part, size - offset));
            var target = other.Slice(offset, part.Length);
            if (!target.SequenceEqual(part))
            {
                target.CopyTo(part);
            }
        }
    }

    public void Write(long offset, ReadOnlySpan<byte> data) => data.CopyTo(Bytes[(int)offset..]);

    public void Dispose()
    {
        view.SafeMemoryMappedViewHandle.ReleasePointer();
        view.Dispose();
        file.Dispose();
    }

    private Span<byte> Bytes => new(bytes, size);
}
