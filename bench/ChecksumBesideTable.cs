using Aof.Format;

namespace Bench;

/// <summary>CRC-64 of a large buffer, beside the textbook method: one table, byte by byte.</summary>
internal sealed class ChecksumBesideTable : SideBySide
{
    private const int Bytes = 32_000_000;

    /// <summary>Jones's polynomial with its bits in reverse order.</summary>
    private const ulong Reflected = 0x95ac9329ac4bc9b5;

    private readonly ulong[] table = [.. Enumerable.Range(0, 256).Select(Entry)];

    private byte[] buffer = [];
    private ulong ours;
    private ulong beside;

    public override string Name => "crc-beside-table";

    protected override string What => "CRC-64 beside a plain table";

    protected override Wanted Wanted => Wanted.NotAbove(1);

    protected override long Length => Bytes;

    protected override void SetUp() =>
        buffer = [.. Enumerable.Range(0, Bytes).Select(index => (byte)(((uint)index * 2654435761u) >> 24))];

    protected override void TearDown()
    {
        buffer = [];
        if (ours != beside)
        {
            throw new InvalidOperationException("The two checksums differ.");
        }
    }

    protected override double OursSeconds() => Time(() => ours = RdbChecksum.Of(buffer));

    protected override double BesideSeconds() => Time(() =>
    {
        var checksum = 0UL;
        foreach (var b in buffer)
        {
            checksum = table[(byte)(checksum ^ b)] ^ (checksum >> 8);
        }

        beside = checksum;
    });

    private static ulong Entry(int index)
    {
        var value = (ulong)index;
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value >> 1) ^ ((value & 1) == 0 ? 0 : Reflected);
        }

        return value;
    }
}
