using Aof.Format;
using Sim.Os;

namespace Aof.State;

/// <summary>
/// Writes since the fork that are not yet sent to the child: the diff. It can get large, so it is a list of blocks that
/// never move; a block grows as it fills.
/// </summary>
internal sealed class RewriteBuffer(IServerLog log)
{
    /// <summary>Bytes in a block (AOF_RW_BUF_BLOCK_SIZE of Redis).</summary>
    public const int BlockSize = 10 * 1024 * 1024;

    private readonly LinkedList<ByteBuffer> blocks = [];

    /// <summary>Bytes in all blocks.</summary>
    public long Length => blocks.Sum(block => (long)block.Length);

    /// <summary>The blocks that hold something, oldest first.</summary>
    public IEnumerable<ByteBuffer> Blocks => blocks;

    /// <summary>Puts bytes at the end.</summary>
    public void Append(ReadOnlySpan<byte> more)
    {
        while (more.Length > 0)
        {
            var free = blocks.Last is { } last ? BlockSize - last.Value.Length : 0;
            if (free == 0)
            {
                AddBlock();
                free = BlockSize;
            }

            var fits = Math.Min(free, more.Length);
            blocks.Last!.Value.Append(more[..fits]);
            more = more[fits..];
        }
    }

    /// <summary>The oldest contiguous bytes; empty when there are none.</summary>
    public ReadOnlySpan<byte> Front => blocks.First is { } first ? first.Value.Span : default;

    /// <summary>Removes bytes from the front after they were sent.</summary>
    public void Consume(int count)
    {
        var first = blocks.First!;
        first.Value.Consume(count);
        if (first.Value.Length == 0)
        {
            blocks.RemoveFirst();
        }
    }

    /// <summary>Forgets everything.</summary>
    public void Reset() => blocks.Clear();

    private void AddBlock()
    {
        _ = blocks.AddLast(new ByteBuffer());
        var next = blocks.Count + 1;
        if (next % 10 == 0)
        {
            log.Write(
                next % 100 == 0 ? LogLevel.Warning : LogLevel.Notice,
                $"The difference for the rewriting child has grown to {Length / (1024 * 1024)} MB");
        }
    }
}
