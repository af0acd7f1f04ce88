using System.IO.Hashing;

namespace Aof.Format;

/// <summary>
/// The checksum of RDB files and DUMP payloads: CRC-64 with the polynomial of David Jones, bits reflected, initial
/// value 0 and no final inversion (crc64.c of Redis). "123456789" gives 0xe9c6d914c4b8d9ca.
/// </summary>
public static class RdbChecksum
{
    private static readonly Crc64ParameterSet Jones = Crc64ParameterSet.Create(
        polynomial: 0xad93d23594c935a9, initialValue: 0, finalXorValue: 0, reflectValues: true);

    /// <summary>An empty checksum, to which bytes are appended.</summary>
    public static Crc64 Begin() => new(Jones);

    /// <summary>The checksum of these bytes.</summary>
    public static ulong Of(ReadOnlySpan<byte> bytes) => Crc64.HashToUInt64(Jones, bytes);
}
