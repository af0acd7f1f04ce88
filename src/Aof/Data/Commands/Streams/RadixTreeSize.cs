using System.Buffers.Binary;
using Aof.Data.Values;

namespace Aof.Data.Commands.Streams;

/// <summary>
/// The number of nodes in Redis's radix tree (rax.c) over ids, which are big-endian keys of 16 bytes. There is a node
/// for each end of a key, for each branching, and for each run of bytes without one.
/// </summary>
internal static class RadixTreeSize
{
    private const int KeyLength = 16;

    /// <summary>The size for ascending ids; an empty tree has its root.</summary>
    public static int Of(ReadOnlySpan<StreamId> ids) => ids.Length == 0 ? 1 : Below(ids, 0);

    private static int Below(ReadOnlySpan<StreamId> ids, int depth)
    {
        if (ids.Length == 1)
        {
            return depth < KeyLength ? 2 : 1;
        }

        var parting = depth;
        while (ByteAt(ids[0], parting) == ByteAt(ids[^1], parting))
        {
            parting++;
        }

        var size = parting > depth ? 2 : 1;
        for (var start = 0; start < ids.Length;)
        {
            var end = start + 1;
            while (end < ids.Length && ByteAt(ids[end], parting) == ByteAt(ids[start], parting))
            {
                end++;
            }

            size += Below(ids[start..end], parting + 1);
            start = end;
        }

        return size;
    }

    private static byte ByteAt(StreamId id, int index)
    {
        Span<byte> word = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(word, index < sizeof(ulong) ? id.Ms : id.Seq);
        return word[index % sizeof(ulong)];
    }
}
