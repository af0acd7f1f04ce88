using System.Buffers.Binary;
using Aof.Data.Values;

namespace Aof.Rdb;

/// <summary>
/// The format of a stream in an RDB file (rdbSaveObject() and t_stream.c of Redis):
/// - nodes: the id of the first entry and a listpack;
/// - the number of entries, the last id, and the groups with their pending entries.
/// A listpack begins with the counts of valid and deleted entries and the node's fields. An entry is flags, the id as a
/// difference, fields (unless they are the node's), values, and its number of elements.
/// </summary>
internal static class StreamFormat
{
    /// <summary>CONFIG_DEFAULT of stream-idmp-duration of Redis 8.6, in seconds.</summary>
    public const int DefaultProducerSeconds = 100;

    /// <summary>The default of stream-idmp-maxsize of Redis 8.6.</summary>
    public const int DefaultProducerEntries = 100;

    /// <summary>Bytes of an id.</summary>
    public const int IdSize = 16;

    /// <summary>Flags of an entry: deleted; has the fields of its node.</summary>
    public const long Deleted = 1, SameFields = 2;

    /// <summary>
    /// Elements of an entry besides fields and values: flags, two differences and, with own fields, their number.
    /// </summary>
    public const int AroundSame = 3, AroundOwn = 4;

    /// <summary>Reads an id, big-endian.</summary>
    public static StreamId Id(ReadOnlySpan<byte> bytes) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]));

    /// <summary>Writes an id.</summary>
    public static void Write(Span<byte> room, StreamId id)
    {
        BinaryPrimitives.WriteUInt64BigEndian(room, id.Ms);
        BinaryPrimitives.WriteUInt64BigEndian(room[8..], id.Seq);
    }
}
