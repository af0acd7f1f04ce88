using System.Text;

namespace Sim.Audit.Records;

/// <summary>
/// Writes a record: the magic word, then entry after entry. Numbers are variable-length; texts and bytes follow their
/// length. A record that was cut off can be read up to there.
/// </summary>
/// <param name="stream">Where it goes. It stays open.</param>
public sealed class RecordWriter(Stream stream) : IDisposable
{
    private readonly BinaryWriter writer = Begun(stream);

    internal static ReadOnlySpan<byte> Magic => "simaudit1\n"u8;

    /// <summary>Adds an entry.</summary>
    public void Write(RecordEntry entry)
    {
        writer.Write((byte)entry.Kind);
        writer.Write7BitEncodedInt64(entry.AtUs);
        writer.Write7BitEncodedInt(entry.Thread);
        writer.Write7BitEncodedInt(entry.File);
        writer.Write7BitEncodedInt64(entry.Number);
        Write(Encoding.UTF8.GetBytes(entry.Path));
        Write(Encoding.UTF8.GetBytes(entry.ToPath));
        Write(entry.Data.Span);
    }

    /// <inheritdoc/>
    public void Dispose() => writer.Dispose();

    private static BinaryWriter Begun(Stream stream)
    {
        stream.Write(Magic);
        return new BinaryWriter(stream, Encoding.UTF8, leaveOpen: true);
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        writer.Write7BitEncodedInt(bytes.Length);
        writer.Write(bytes);
    }
}
