using System.Buffers.Binary;
using Aof.Data.Values;

namespace Aof.Rdb;

/// <summary>
/// How a stream stands in an RDB file: nodes, each the id that it begins with and a listpack; then the number of entries, the last id, and
/// the groups with what is pending. The listpack has, before its entries: how many are there, how many are deleted, and the fields
/// that entries need not repeat. An entry is its flags, its id as a difference, fields and values or values alone, and how
/// many elements it takes.
/// </summary>
internal static class StreamFormat
{
    /// <summary>Bytes of an id.</summary>
    public const int IdSize = 16;

    /// <summary>Flags of an entry: it is deleted; it has the fields of its node.</summary>
    public const long Deleted = 1, SameFields = 2;

    /// <summary>Elements of an entry besides fields and values: flags, two differences, and the number of fields unless it has those of its node.</summary>
    public const int AroundSame = 3, AroundOwn = 4;

    /// <summary>An id, the highest bytes first.</summary>
    public static StreamId Id(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>Writes an id.</summary>
    public static void Write(Span<byte> room, StreamId id)
    {
        BinaryPrimitives.WriteUInt64BigEndian(room, id.Ms);
        BinaryPrimitives.WriteUInt64BigEndian(room[8..], id.Seq);
    }
}
