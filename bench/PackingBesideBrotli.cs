using System.Globalization;
using System.IO.Compression;
using System.Text;
using Aof.Rdb;

namespace Bench;

/// <summary>
/// LZF on typical values of a cache, one at a time, beside the runtime's Brotli at its lowest quality. Rates are in
/// unpacked bytes.
/// </summary>
/// <param name="unpack">True to measure unpacking, false to measure packing.</param>
internal sealed class PackingBesideBrotli(bool unpack) : SideBySide
{
    private const int Values = 2_000;
    private const int Passes = 10;

    /// <summary>Brotli's smallest window that holds a whole value, as a power of two.</summary>
    private const int WindowBits = 13;

    private readonly List<Packed> values = [.. Enumerable.Range(0, Values).Select(index => new Packed(Value(index)))];
    private readonly byte[] room = new byte[1 << WindowBits];

    public override string Name => unpack ? "lzf-unpack-beside-brotli" : "lzf-pack-beside-brotli";

    protected override string What => $"LZF: values {(unpack ? "unpacked" : "packed")}, beside Brotli";

    protected override long Length => Passes * values.Sum(value => (long)value.Plain.Length);

    protected override double OursSeconds() => Seconds(value => unpack
        ? Lzf.TryUnpack(value.Lzf, room.AsSpan(0, value.Plain.Length))
        : Lzf.TryPack(value.Plain, room, out _));

    protected override double BesideSeconds() => Seconds(value => unpack
        ? BrotliDecoder.TryDecompress(value.Brotli, room, out _)
        : BrotliEncoder.TryCompress(value.Plain, room, out _, quality: 0, WindowBits));

    private double Seconds(Func<Packed, bool> work) => Time(() =>
    {
        for (var pass = 0; pass < Passes; pass++)
        {
            if (!values.TrueForAll(value => work(value)))
            {
                throw new InvalidOperationException("A value was not packed or unpacked.");
            }
        }
    });

    /// <summary>
    /// A session or a search result: 1 to 16 records of about 120 bytes with equal field names and mostly different
    /// values.
    /// </summary>
    private static byte[] Value(int index)
    {
        var text = new StringBuilder("[");
        for (var record = 0; record <= index % 16; record++)
        {
            var mixed = (uint)((index * 16) + record) * 2654435761u;
            _ = text.Append(CultureInfo.InvariantCulture, $$"""{"id":{{mixed}},"user":"user-{{mixed % 9973}}",""")
                .Append(CultureInfo.InvariantCulture,
                    $$""""token":"{{mixed * 40503u:x8}}{{mixed ^ 0x5bd1e995u:x8}}","price":"""")
                .Append(CultureInfo.InvariantCulture, $$"""{{mixed % 10000 / 100.0}},"active":true},""");
        }

        text[^1] = ']';
        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A value, plain and packed by both.</summary>
    private sealed class Packed
    {
        public Packed(byte[] plain)
        {
            Plain = plain;
            var room = new byte[plain.Length * 2];
            var packs = Aof.Rdb.Lzf.TryPack(plain, room, out var written);
            Lzf = room[..written];
            packs &= BrotliEncoder.TryCompress(plain, room, out written, quality: 0, WindowBits);
            Brotli = room[..written];
            if (!packs)
            {
                throw new InvalidOperationException("A value cannot be packed.");
            }
        }

        public byte[] Plain { get; }

        public byte[] Lzf { get; }

        public byte[] Brotli { get; }
    }
}
