using System.Buffers.Binary;
using System.Globalization;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Format;
using Sim.Os;

namespace Aof.Rdb;

/// <summary>
/// The atoms of an RDB file: bytes, lengths, strings. Each call tells whether it is there; once one is not, what is wrong and
/// where stands here. Lengths are not believed: room is taken only for bytes that the file still has, and for what they
/// can unpack to.
/// </summary>
internal sealed class RdbInput(ByteReader log)
{
    /// <summary>A scratch buffer larger than this is not kept.</summary>
    private const int KeptScratch = 1024 * 1024;

    private byte[] unpacked = [];
    private byte[] collected = [];

    /// <summary>How far the file was read, in bytes.</summary>
    public long Offset => log.Offset;

    /// <summary>Why the reading ended; <see cref="ReadOutcome.Ok"/> while it has not.</summary>
    public ReadOutcome Outcome { get; private set; } = ReadOutcome.Ok;

    /// <summary>What is wrong, in words.</summary>
    public string Problem { get; private set; } = "";

    /// <summary>Where the damage is that <see cref="Problem"/> speaks of.</summary>
    public long Damage { get; private set; }

    /// <summary>This is not as it should be. Always false, for the caller to return.</summary>
    public bool Fail(long offset, string problem)
    {
        (Outcome, Damage, Problem) = (ReadOutcome.BadFormat, offset, problem);
        return false;
    }

    /// <summary>What the file has next, a few bytes, valid until the next call.</summary>
    public bool Take(int count, out ReadOnlySpan<byte> bytes) => Check(log.Take(count, out bytes));

    /// <summary>One byte.</summary>
    public bool Byte(out byte value)
    {
        var read = Take(1, out var bytes);
        value = read ? bytes[0] : (byte)0;
        return read;
    }

    /// <summary>Eight bytes, the lowest first.</summary>
    public bool UInt64(out ulong value)
    {
        var read = Take(8, out var bytes);
        value = read ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;
        return read;
    }

    /// <summary>A number as lengths and counts are written.</summary>
    public bool Length(out ulong value)
    {
        var start = Offset;
        return Head(out value, out var isEncoding) && (!isEncoding || Fail(start, "a length should stand here"));
    }

    /// <summary>A string that is kept.</summary>
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

        if (length <= (ulong)log.LargestTake)
        {
            var taken = Take((int)length, out var bytes);
            value = Bytes.Copy(bytes);
            return taken;
        }

        var room = GC.AllocateUninitializedArray<byte>((int)length);
        value = new Bytes(room);
        return Check(log.CopyTo(room));
    }

    /// <summary>A string that is looked at and let go: valid until the next call.</summary>
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

        unpacked = unpacked.Length >= size && unpacked.Length <= KeptScratch ? unpacked : GC.AllocateUninitializedArray<byte>(size);
        blob = unpacked.AsSpan(0, size);
        return Collect(packed, out var input) && (Lzf.TryUnpack(input, unpacked.AsSpan(0, size)) || Fail(start, NotLzf));
    }

    private const string NotLzf = "a packed string that cannot be unpacked to its length";

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
                return Fail(Offset - 1, string.Create(CultureInfo.InvariantCulture, $"no length begins with 0x{first:x2}"));
        }
    }

    /// <summary>The text of a number that stands there as one, two or four bytes.</summary>
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
            return Fail(start, string.Create(CultureInfo.InvariantCulture, $"strings have no encoding {encoding}"));
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

        if (output > (ulong)Math.Min(Lzf.LargestOutput((long)input), Errors.LargestString))
        {
            return Fail(start, "a packed string that claims to be larger than it can be");
        }

        (packed, size) = ((int)input, (int)output);
        return true;
    }

    /// <summary>Whether a string of this length can be here: none is larger than 512 MB, and the file must go on so far.</summary>
    private bool Fits(long start, ulong length)
    {
        if (length > Errors.LargestString)
        {
            return Fail(start, "a length that no string has");
        }

        return (long)length <= log.Left || Check(ReadOutcome.UnexpectedEnd);
    }

    /// <summary>Bytes of the file in one piece: out of its buffer when they fit into it.</summary>
    private bool Collect(int count, out ReadOnlySpan<byte> bytes)
    {
        if (count <= log.LargestTake)
        {
            return Take(count, out bytes);
        }

        collected = collected.Length >= count && collected.Length <= KeptScratch ? collected : GC.AllocateUninitializedArray<byte>(count);
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
        Problem = outcome == ReadOutcome.ReadError ? $"read: {log.Error.Message()}" : "the file ends inside the preamble";
        return false;
    }
}
