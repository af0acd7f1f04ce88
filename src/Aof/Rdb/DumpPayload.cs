using System.Buffers.Binary;
using Aof.Data.Modules;
using Aof.Data.Primitives;
using Aof.Data.Structures;
using Aof.Data.Values;
using Aof.Format;

namespace Aof.Rdb;

/// <summary>
/// One value as DUMP gives it: its type and content as in an RDB file, then two bytes with the version of the format and eight
/// with the checksum of all that stands before them, the lowest first.
/// </summary>
internal static class DumpPayload
{
    private const int VersionSize = 2, ChecksumSize = 8;

    /// <summary>Writes a value.</summary>
    public static Bytes Write(Value value)
    {
        ByteBuffer output = new ByteBuffer();
        var type = ValueWriter.TypeOf(value);
        RdbOutput.Byte(output, (byte)type);
        foreach (var _ in new ValueWriter(output).Write(value, type))
        {
        }

        BinaryPrimitives.WriteInt16LittleEndian(output.Room(VersionSize), RdbVersion.Written);
        output.Grow(VersionSize);
        RdbOutput.UInt64(output, RdbChecksum.Of(output.Span));
        return Bytes.Copy(output.Span);
    }

    /// <summary>Whether version and checksum are right (verifyDumpPayload()).</summary>
    /// <param name="payload">What was dumped.</param>
    /// <param name="newest">The newest version that is welcome.</param>
    public static bool IsSound(ReadOnlySpan<byte> payload, int newest) => payload.Length >= VersionSize + ChecksumSize
        && BinaryPrimitives.ReadUInt16LittleEndian(payload[^(VersionSize + ChecksumSize)..]) <= newest
        && BinaryPrimitives.ReadUInt64LittleEndian(payload[^ChecksumSize..]) == RdbChecksum.Of(payload[..^ChecksumSize]);

    /// <summary>Reads the value of a sound payload for an owner; null when it is damaged, empty, or followed by something else.</summary>
    /// <param name="payload">What was dumped.</param>
    /// <param name="newest">The newest version whose types of values are known.</param>
    /// <param name="owner">Who will change the value.</param>
    /// <param name="types">The types that modules define.</param>
    public static Value? Read(ReadOnlySpan<byte> payload, int newest, Owner owner, ModuleTypes types)
    {
        using ByteReader content = new ByteReader(payload[..^(VersionSize + ChecksumSize)]);
        var input = new RdbInput(content);
        return input.Byte(out var type) && (newest > RdbVersion.Written || type <= (byte)RdbType.StreamListpacks)
            && new ValueReader(input, types).Read(type, owner, out var value) && content.Left == 0 ? value : null;
    }
}
