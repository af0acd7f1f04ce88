using System.Buffers.Binary;
using Aof.Data.Primitives;
using Aof.Format;
using Sim.Os;

namespace Aof.Rdb;

/// <summary>
/// Reads the elements of an RDB file: bytes, lengths, strings. A call returns false when its element is missing or
/// malformed; <see cref="Problem"/> and <see cref="Damage"/> then describe it. A length is not trusted: memory is
/// allocated only for bytes that exist and what they can unpack to.
/// </summary>
internal sealed class RdbInput(ByteReader log)
{
    /// <summary>A larger scratch buffer is not reused.</summary>
    private const int KeptScratch = 1024 * 1024;

    private byte[] unpacked = [];
    private byte[] collected = [];

    /// <summary>The position in the file, in bytes.</summary>
    public long Offset => log.Offset;

    /// <summary>Why reading failed; <see cref="ReadOutcome.Ok"/> before that.</summary>
    public ReadOutcome Outcome { get; private set; } = ReadOutcome.Ok;

    /// <summary>A description of the error.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>The offset of <see cref="Problem"/>, in bytes.</summary>
    public long Damage { get; private set; }

    /// <summary>Records an error. Always false, for the caller to return.</summary>
    public bool Fail(long offset, string problem)
    {
        (Outcome, Damage, Problem) = (ReadOutcome.BadFormat, offset, problem);
        return false;
    }

    /// <summary>The next bytes, valid until the next call.</summary>
    public bool Take(int count, out ReadOnlySpan<byte> bytes) => Check(log.Take(count, out bytes));

    /// <summary>One byte.</summary>
    public bool Byte(out byte value)
    {
        var read = Take(1, out var bytes);
        value = read ? bytes[0] : (byte)0;
        return read;
    }

    /// <summary>Eight bytes, little-endian.</summary>
    public bool UInt64(out ulong value)
    {
        var read = Take(8, out var bytes);
        value = read ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;
        return read;
    }

    /// <summary>A number in the format of lengths and counts.</summary>
    public bool Length(out ulong value)
    {
        var start = Offset;
        return Head(out value, out var isEncoding) && (!isEncoding || Fail(start, "a length should stand here"));
    }

    /// <summary>A string, copied.</summary>
    public bool String(out Bytes value)
    {
        value = default;
        var start = Offset;
        if (!Head(out var length, out var isEncoding))
        {
            return false;
        }

        if (isEncoding)
        {
            return (int)length == RdbString.Lzf ? Unpack(start, out value) : Number(start, (int)length, out value);
        }

        if (!Fits(start, length))
        {
            return false;
        }

        if (length <= (ulong)log.MaxTake)
        {
            var taken = Take((int)length, out var bytes);
            value = Bytes.Copy(bytes);
            return taken;
        }

        var room = GC.AllocateUninitializedArray<byte>((int)length);
        value = new Bytes(room);
        return Check(log.CopyTo(room));
    }

    /// <summary>A string, valid until the next call.</summary>
    public bool Blob(out ReadOnlySpan<byte> blob)
    {
        blob = default;
        var start = Offset;
        if (!Head(out var length, out var isEncoding))
        {
            return false;
        }

        if (!isEncoding)
        {
            return Fits(start, length) && Collect((int)length, out blob);
        }

        if ((int)length != RdbString.Lzf)
        {
            var read = Number(start, (int)length, out var number);
            blob = number.Span;
            return read;
        }

        if (!PackedHead(start, out var packed, out var size))
        {
            return false;
        }

        unpacked = unpacked.Length >= size && unpacked.Length <= KeptScratch
            ? unpacked
            : GC.AllocateUninitializedArray<byte>(size);
        blob = unpacked.AsSpan(0, size);
        return Collect(packed, out var input)
            && (Lzf.TryUnpack(input, unpacked.AsSpan(0, size)) || Fail(start, NotLzf));
    }

    private const string NotLzf = "a packed string that does not unpack to its length";

    private bool Head(out ulong value, out bool isEncoding)
    {
        isEncoding = false;
        value = 0;
        if (!Byte(out var first))
        {
            return false;
        }

        value = first & 0x3fUL;
        isEncoding = first >= 0xc0;
        switch (first)
        {
            case < 0x40 or >= 0xc0:
                return true;
            case < 0x80:
                var read = Byte(out var second);
                value = (value << 8) | second;
                return read;
            case 0x80:
                read = Take(4, out var bytes);
                value = read ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : 0;
                return read;
            case 0x81:
                read = Take(8, out bytes);
                value = read ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : 0;
                return read;
            default:
                return Fail(
                    Offset - 1, Invariant($"a length that begins with 0x{first:x2}"));
        }
    }

    /// <summary>The text of a number that is stored in one, two or four bytes.</summary>
    private bool Number(long start, int encoding, out Bytes text)
    {
        text = default;
        var size = encoding switch
        {
            RdbString.Int8 => 1,
            RdbString.Int16 => 2,
            RdbString.Int32 => 4,
            _ => 0,
        };
        if (size == 0)
        {
            return Fail(
                start, Invariant($"an unknown encoding of a string, {encoding}"));
        }

        if (!Take(size, out var bytes))
        {
            return false;
        }

        text = Bytes.Of(size switch
        {
            1 => (sbyte)bytes[0],
            2 => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            _ => BinaryPrimitives.ReadInt32LittleEndian(bytes),
        });
        return true;
    }

    private bool Unpack(long start, out Bytes value)
    {
        value = default;
        if (!PackedHead(start, out var packed, out var size) || !Collect(packed, out var input))
        {
            return false;
        }

        var room = GC.AllocateUninitializedArray<byte>(size);
        value = new Bytes(room);
        return Lzf.TryUnpack(input, room) || Fail(start, NotLzf);
    }

    private bool PackedHead(long start, out int packed, out int size)
    {
        (packed, size) = (0, 0);
        if (!Length(out var input) || !Length(out var output) || !Fits(start, input))
        {
            return false;
        }

        if (output > (ulong)Math.Min(Lzf.MaxOutput((long)input), (long)Array.MaxLength))
        {
            return Fail(start, "a packed string with an impossible length");
        }

        (packed, size) = ((int)input, (int)output);
        return true;
    }

    /// <summary>
    /// Whether a string can have this length: at most what an array holds, and not more than the rest of the file.
    /// </summary>
    private bool Fits(long start, ulong length)
    {
        if (length > (ulong)Array.MaxLength)
        {
            return Fail(start, "an impossible length of a string");
        }

        return (long)length <= log.Left || Check(ReadOutcome.UnexpectedEnd);
    }

    /// <summary>Contiguous bytes; taken from the file's buffer when they fit into it.</summary>
    private bool Collect(int count, out ReadOnlySpan<byte> bytes)
    {
        if (count <= log.MaxTake)
        {
            return Take(count, out bytes);
        }

        collected = collected.Length >= count && collected.Length <= KeptScratch
            ? collected
            : GC.AllocateUninitializedArray<byte>(count);
        bytes = collected.AsSpan(0, count);
        return Check(log.CopyTo(collected.AsSpan(0, count)));
    }

    private bool Check(ReadOutcome outcome)
    {
        if (outcome == ReadOutcome.Ok)
        {
            return true;
        }

        Outcome = outcome;
        Damage = log.Offset;
        Problem = outcome == ReadOutcome.ReadError
            ? $"read: {log.Error.Message()}"
            : "the file ends inside the preamble";
        return false;
    }
}
