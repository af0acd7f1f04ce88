using System.Buffers.Binary;
using Aof.Data.Modules;
using Aof.Data.Primitives;
using Aof.Data.Structures;
using Aof.Data.Values;
using Aof.Format;
using Aof.KnownDefects;

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

    /// <summary>Bytes of the version and the checksum.</summary>
    public const int SignatureSize = VersionSize + ChecksumSize;

    /// <summary>Writes a value.</summary>
    public static Bytes Write(Value value, Dialect dialect)
    {
        var output = new ByteBuffer();
        var writer = new ValueWriter(output, Thresholds.Default, dialect);
        var type = writer.TypeOf(value);
        RdbOutput.Byte(output, (byte)type);
        foreach (var _ in writer.Write(value, type))
        {
        }

        return Signed(output, RdbVersion.Of(dialect));
    }

    /// <summary>The content with its version and checksum.</summary>
    public static Bytes Signed(ByteBuffer output, short version)
    {
        BinaryPrimitives.WriteInt16LittleEndian(output.Room(VersionSize), version);
        output.Grow(VersionSize);
        RdbOutput.UInt64(output, RdbChecksum.Of(output.Span));
        return Bytes.Copy(output.Span);
    }

    /// <summary>Checks version and checksum (verifyDumpPayload()).</summary>
    /// <param name="payload">What was dumped.</param>
    /// <param name="newest">The newest version of Redis's format that is accepted.</param>
    /// <param name="own">The version that the server writes.</param>
    public static bool IsSound(ReadOnlySpan<byte> payload, int newest, int own) => payload.Length >= SignatureSize
        && BinaryPrimitives.ReadUInt16LittleEndian(payload[^SignatureSize..]) is var version
        && (version <= newest || version == own)
        && BinaryPrimitives.ReadUInt64LittleEndian(payload[^ChecksumSize..]) == RdbChecksum.Of(
        payload[..^ChecksumSize]);

    /// <summary>
    /// Reads the value of a payload with a valid checksum. Null when it is damaged, empty, or followed by other bytes.
    /// </summary>
    /// <param name="payload">What was dumped.</param>
    /// <param name="newest">The newest version whose value types are known.</param>
    /// <param name="into">
    /// The owner of the new value, the types of values that modules define, and whose forms are kept.
    /// </param>
    /// <param name="damage">What is wrong in a value of a known type; null: nothing, or it ends too soon.</param>
    public static Value? Read(
        ReadOnlySpan<byte> payload, int newest, (Owner Owner, ModuleTypes Types, Dialect Dialect) into,
        out string? damage)
    {
        using var content = new ByteReader(payload[..^SignatureSize]);
        var input = new RdbInput(content);
        damage = null;
        var isValkey = BinaryPrimitives.ReadUInt16LittleEndian(payload[^SignatureSize..]) == RdbVersion.Valkey9;
        if (!input.Byte(out var type) || type > (byte)NewestType(isValkey ? RdbVersion.Valkey9 : newest))
        {
            return null;
        }

        var reader = new ValueReader(input, into.Types, into.Dialect.HasFieldDeadlines()) { IsValkey = isValkey };
        var isRead = reader.Read(type, into.Owner, out var value);
        damage = input.Outcome == ReadOutcome.BadFormat ? input.Problem : null;
        return isRead && content.Left == 0 ? value : null;
    }

    private static RdbType NewestType(int version) => version switch
    {
        <= RdbVersion.Redis6 => RdbType.StreamListpacks,
        RdbVersion.Redis7 => RdbType.StreamListpacks2,
        RdbVersion.Redis72 => RdbType.StreamListpacks3,
        RdbVersion.Redis74 => RdbType.HashListpackMetadata,
        RdbVersion.Valkey9 => RdbType.HashWithDeadlines,
        _ => RdbType.StreamListpacks4,
    };
}
