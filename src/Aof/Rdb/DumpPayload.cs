using System.Buffers.Binary;
using Aof.Data.Modules;
using Aof.Data.Primitives;
using Aof.Data.Structures;
using Aof.Data.Values;
using Aof.Format;

namespace Aof.Rdb;

/// <summary>
/// The reply of DUMP, little-endian:
/// - the type and content of a value, as in an RDB file;
/// - two bytes: the version of the format;
/// - eight bytes: the checksum of everything before them.
/// </summary>
internal static class DumpPayload
{
    private const int VersionSize = 2, ChecksumSize = 8;

    /// <summary>Writes a value.</summary>
    public static Bytes Write(Value value)
    {
        var output = new ByteBuffer();
        var type = ValueWriter.TypeOf(value, Thresholds.Default);
        RdbOutput.Byte(output, (byte)type);
        foreach (var _ in new ValueWriter(output, Thresholds.Default).Write(value, type))
        {
        }

        BinaryPrimitives.WriteInt16LittleEndian(output.Room(VersionSize), RdbVersion.Written);
        output.Grow(VersionSize);
        RdbOutput.UInt64(output, RdbChecksum.Of(output.Span));
        return Bytes.Copy(output.Span);
    }

    /// <summary>Checks version and checksum (verifyDumpPayload()).</summary>
    /// <param name="payload">What was dumped.</param>
    /// <param name="newest">The newest version that is accepted.</param>
    public static bool IsSound(ReadOnlySpan<byte> payload, int newest) => payload.Length >= VersionSize + ChecksumSize
        && BinaryPrimitives.ReadUInt16LittleEndian(payload[^(VersionSize + ChecksumSize)..]) <= newest
        && BinaryPrimitives.ReadUInt64LittleEndian(payload[^ChecksumSize..]) == RdbChecksum.Of(
        payload[..^ChecksumSize]);

    /// <summary>
    /// Reads the value of a payload with a valid checksum. Null when it is damaged, empty, or followed by other bytes.
    /// </summary>
    /// <param name="payload">What was dumped.</param>
    /// <param name="newest">The newest version whose value types are known.</param>
    /// <param name="owner">The owner of the new value.</param>
    /// <param name="types">The types of values that modules define.</param>
    public static Value? Read(ReadOnlySpan<byte> payload, int newest, Owner owner, ModuleTypes types)
    {
        using var content = new ByteReader(payload[..^(VersionSize + ChecksumSize)]);
        var input = new RdbInput(content);
        return input.Byte(out var type) && (newest > RdbVersion.Written || type <= (byte)RdbType.StreamListpacks)
            && new ValueReader(input, types).Read(type, owner, out var value) && content.Left == 0 ? value : null;
    }
}
