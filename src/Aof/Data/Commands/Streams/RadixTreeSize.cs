using System.Buffers.Binary;
using Aof.Data.Values;

namespace Aof.Data.Commands.Streams;

/// <summary>
/// How many nodes Redis's radix tree (rax.c) has over some ids, each a key of sixteen bytes, big-endian. A node for each end of a
/// key, one for each place where keys part, and one for each run of bytes that has no parting in it.
/// </summary>
internal static class RadixTreeSize
{
    private const int KeyLength = 16;

    /// <summary>The size over ids in ascending order; an empty tree has its root.</summary>
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
