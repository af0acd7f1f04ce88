namespace Sim.Machine.Disk;

/// <summary>The bytes of a file. Immutable: the images of one disk share them and their hash.</summary>
internal sealed class FileContent
{
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

    public static FileContent Empty { get; } = new([], 0);

    public byte[] Array { get; }

    public int Length { get; }

    public ReadOnlySpan<byte> Span => Array.AsSpan(0, Length);

    public ReadOnlyMemory<byte> Memory => Array.AsMemory(0, Length);

    public ulong Hash
    {
        get
        {
            if (!hashed)
            {
                hash = ContentHash.Of(Span);
                hashed = true;
            }

            return hash;
        }
    }
}
