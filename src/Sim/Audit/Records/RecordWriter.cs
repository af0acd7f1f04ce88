using System.Buffers.Binary;
using System.IO.Hashing;
using System.Text;

namespace Sim.Audit.Records;

/// <summary>
/// Writes a record: the magic word, then entry after entry. Numbers are variable-length; texts and bytes follow their
/// length. A record that was cut off can be read up to there. Behind the last entry is a hash of all before it.
/// </summary>
/// <param name="stream">Where it goes. It stays open.</param>
public sealed class RecordWriter(Stream stream) : IDisposable
{
    internal const int HashSize = sizeof(ulong);

    private readonly BinaryWriter writer = new(new MemoryStream());
    private readonly XxHash3 hash = new();
    private bool isBegun;

    internal static ReadOnlySpan<byte> Magic => "simaudit2\n"u8;

    /// <summary>Adds an entry.</summary>
    public void Write(RecordEntry entry)
    {
        if (!isBegun)
        {
            isBegun = true;
            Append(Magic);
        }

        writer.Write((byte)entry.Kind);
        writer.Write7BitEncodedInt64(entry.AtUs);
        writer.Write7BitEncodedInt(entry.Thread);
        writer.Write7BitEncodedInt(entry.File);
        writer.Write7BitEncodedInt64(entry.Number);
        Write(Encoding.UTF8.GetBytes(entry.Path));
        Write(Encoding.UTF8.GetBytes(entry.ToPath));
        Write(entry.Data.Span);
        var bytes = (MemoryStream)writer.BaseStream;
        Append(bytes.GetBuffer().AsSpan(0, (int)bytes.Length));
        bytes.SetLength(0);
        if (entry.Kind == EntryKind.Ended)
        {
            Append(HashBytes(hash.GetCurrentHashAsUInt64()));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();

    internal static byte[] HashBytes(ulong hash)
    {
        var bytes = new byte[HashSize];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, hash);
        return bytes;
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        hash.Append(bytes);
        stream.Write(bytes);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        writer.Write7BitEncodedInt(bytes.Length);
        writer.Write(bytes);
    }
}
