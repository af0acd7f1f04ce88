using System.Text;
using Sim.Machine.Disk;

namespace Sim.Audit.Records;

/// <summary>The entries of a record that could be read.</summary>
/// <param name="Entries">The entries, in order.</param>
/// <param name="Damage">What is wrong with the record, and where; null for a whole one.</param>
public sealed record RecordContent(IReadOnlyList<RecordEntry> Entries, string? Damage);

/// <summary>Reads what <see cref="RecordWriter"/> wrote. Damage is a result with an offset.</summary>
public static class RecordReader
{
    /// <summary>Reads a record.</summary>
    /// <param name="bytes">The whole file.</param>
    public static RecordContent Read(ReadOnlyMemory<byte> bytes)
    {
        var entries = new List<RecordEntry>();
        if (!bytes.Span.StartsWith(RecordWriter.Magic))
        {
            return new RecordContent(entries, "this is no record of audit: it begins with other bytes");
        }

        var cursor = new Cursor(bytes, RecordWriter.Magic.Length);
        while (!cursor.IsAtEnd && entries is not [.., { Kind: EntryKind.Ended }])
        {
            var start = cursor.Offset;
            if (!TryRead(ref cursor, out var entry))
            {
                return new RecordContent(entries, Invariant($"the record is damaged at byte {start}"));
            }

            entries.Add(entry);
        }

        var hash = RecordWriter.HashBytes(ContentHash.Of(bytes.Span[..cursor.Offset]));
        return new RecordContent(entries,
            entries is not [.., { Kind: EntryKind.Ended }] ? "the record is cut off: its end is missing"
            : bytes.Span[cursor.Offset..].SequenceEqual(hash) ? null
            : "the record was changed: the hash at its end is another one");
    }

    private static bool TryRead(ref Cursor cursor, out RecordEntry entry)
    {
        var isGood = cursor.TryNumber(out var kind) & cursor.TryNumber(out var at) & cursor.TryNumber(out var thread)
            & cursor.TryNumber(out var file) & cursor.TryNumber(out var number) & cursor.TryText(out var path)
            & cursor.TryText(out var toPath) & cursor.TryBytes(out var data);
        entry = new RecordEntry((EntryKind)kind)
        {
            AtUs = at,
            Thread = (int)thread,
            File = (int)file,
            Number = number,
            Path = path,
            ToPath = toPath,
            Data = data,
        };
        return isGood && Enum.IsDefined(entry.Kind) && at >= 0 && number >= 0
            && thread is >= 0 and <= int.MaxValue && file is >= 0 and <= int.MaxValue;
    }

    /// <summary>A place in the bytes. After a failure it stays at the end, and all else fails too.</summary>
    private struct Cursor(ReadOnlyMemory<byte> bytes, int offset)
    {
        private const int BitsAByte = 7;

        public int Offset { get; private set; } = offset;

        public readonly bool IsAtEnd => Offset >= bytes.Length;

        public bool TryNumber(out long number)
        {
            number = 0;
            for (var shift = 0; shift < 64 && !IsAtEnd; shift += BitsAByte)
            {
                var next = bytes.Span[Offset++];
                number |= (long)(next & 0x7F) << shift;
                if (next < 0x80)
                {
                    return true;
                }
            }

            Offset = bytes.Length;
            return false;
        }

        public bool TryBytes(out ReadOnlyMemory<byte> found)
        {
            found = default;
            if (!TryNumber(out var length) || length < 0 || length > bytes.Length - Offset)
            {
                Offset = bytes.Length;
                return false;
            }

            found = bytes.Slice(Offset, (int)length);
            Offset += (int)length;
            return true;
        }

        public bool TryText(out string text)
        {
            var isGood = TryBytes(out var found);
            text = Encoding.UTF8.GetString(found.Span);
            return isGood;
        }
    }
}
