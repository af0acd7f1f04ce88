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

    /// <summary>Takes over the bytes of a file of the same size. They are the state to go back to.</summary>
    public void Load(string path)
    {
        changed.Clear();
        Array.Clear(isChanged);
        using var file = File.OpenRead(path);
        file.ReadExactly(kept);
        kept.CopyTo(bytes.AsSpan());
    }

    /// <summary>Goes back.</summary>
    public void Restore()
    {
        foreach (var block in changed)
        {
            kept.AsSpan(block * BlockSize, BlockSize).CopyTo(bytes.AsSpan(block * BlockSize));
            isChanged[block] = false;
        }

        changed.Clear();
    }
}
