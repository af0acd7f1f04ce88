namespace Sim.Kernel.Device;

/// <summary>
/// The bytes of a disk, with a state that it can go back to. It knows which blocks differ, so that going back is cheap.
/// </summary>
internal sealed class DiskBytes(byte[] bytes)
{
    private const int BlockSize = 4096;

    private readonly byte[] kept = [.. bytes];
    private readonly bool[] isChanged = new bool[(bytes.Length + BlockSize - 1) / BlockSize];
    private readonly List<int> changed = [];

    public int Size => bytes.Length;

    public ReadOnlySpan<byte> Span => bytes;

    /// <summary>The bytes of the kept state.</summary>
    public ReadOnlySpan<byte> Kept => kept;

    public void Write(long offset, ReadOnlySpan<byte> data)
    {
        data.CopyTo(bytes.AsSpan((int)offset));
        for (var block = (int)(offset / BlockSize); block * (long)BlockSize < offset + data.Length; block++)
        {
            if (!isChanged[block])
            {
                isChanged[block] = true;
                changed.Add(block);
            }
        }
    }

    /// <summary>Takes over other bytes of the same size.</summary>
    public void Become(ReadOnlySpan<byte> other)
    {
        for (var offset = 0; offset < bytes.Length; offset += BlockSize)
        {
            var block = other.Slice(offset, BlockSize);
            if (!block.SequenceEqual(bytes.AsSpan(offset, BlockSize)))
            {
                Write(offset, block);
            }
        }
    }

    /// <summary>The state to go back to is the present one.</summary>
    public void Keep() => Copy(bytes, kept);

    /// <summary>Goes back to the kept state.</summary>
    public void Restore() => Copy(kept, bytes);

    private void Copy(byte[] from, byte[] to)
    {
        foreach (var block in changed)
        {
            from.AsSpan(block * BlockSize, BlockSize).CopyTo(to.AsSpan(block * BlockSize));
            isChanged[block] = false;
        }

        changed.Clear();
    }
}
