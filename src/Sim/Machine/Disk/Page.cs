namespace Sim.Machine.Disk;

/// <summary>A page, or a branch of pages. Immutable; its hash is computed once.</summary>
internal abstract class PageNode
{
    private ulong hash;
    private bool hashed;

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

    protected abstract ulong ComputeHash();
}

/// <summary>The bytes of one block of a file, in an array that may hold others. They never change.</summary>
internal sealed class Page(byte[] array, int start) : PageNode
{
    public static Page Zeros { get; } = new(new byte[Block.Size], start: 0);

    public ReadOnlySpan<byte> Span => array.AsSpan(start, Block.Size);

    /// <summary>A page that begins with these bytes; zeros follow.</summary>
    public static Page Of(ReadOnlySpan<byte> bytes)
    {
        var page = new byte[Block.Size];
        bytes.CopyTo(page);
        return new Page(page, start: 0);
    }

    /// <summary>This page with other bytes at an offset.</summary>
    public Page With(int offset, ReadOnlySpan<byte> bytes)
    {
        var page = Span.ToArray();
        bytes.CopyTo(page.AsSpan(offset));
        return new Page(page, start: 0);
    }

    protected override ulong ComputeHash() => ContentHash.Of(Span);
}
