using System.Buffers.Binary;
using Aof.Data.Primitives;

namespace Aof.Rdb.Packed;

/// <summary>
/// A small hash of Redis up to 2.4 (zipmap.c):
/// - the number of fields, if below 254;
/// - fields and values in turn, each after its length; a value's length is followed by the number of unused bytes
///   behind it;
/// - 0xff.
/// </summary>
internal static class Zipmap
{
    private const byte LongLength = 254;
    private const byte EndMark = 255;

    /// <summary>Adds fields and values in turn to a list. Returns null, or a description of the damage.</summary>
    public static string? Unpack(ReadOnlySpan<byte> blob, List<Bytes> into)
    {
        if (blob.Length < 2 || blob[^1] != EndMark)
        {
            return "a zipmap without an end";
        }

        var found = 0;
        for (var at = 1; at < blob.Length - 1; found++)
        {
            var rest = blob[at..^1];
            var field = Text(rest, unusedByte: false, into);
            var value = field == 0 || field == rest.Length ? 0 : Text(rest[field..], unusedByte: true, into);
            if (value == 0)
            {
                return Invariant($"a zipmap with a malformed field at its byte {at}");
            }

            at += field + value;
        }

        return blob[0] == found || blob[0] >= LongLength
            ? null
            : "a zipmap with a wrong number of fields";
    }

    /// <summary>Size of length, content and unused bytes; 0: malformed.</summary>
    private static int Text(ReadOnlySpan<byte> rest, bool unusedByte, List<Bytes> into)
    {
        var head = rest[0] == LongLength ? 5 : 1;
        var start = head + (unusedByte ? 1 : 0);
        if (rest.Length < start || rest[0] == EndMark)
        {
            return 0;
        }

        long length = head == 1 ? rest[0] : BinaryPrimitives.ReadUInt32LittleEndian(rest[1..]);
        var end = start + length + (unusedByte ? rest[head] : 0);
        if (end > rest.Length)
        {
            return 0;
        }

        into.Add(Bytes.Copy(rest.Slice(start, (int)length)));
        return (int)end;
    }
}
