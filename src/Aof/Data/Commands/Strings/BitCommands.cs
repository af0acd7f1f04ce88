using System.Numerics;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.Strings;

/// <summary>
/// Commands on single bits of strings (bitops.c of Redis). Bit 0 is the highest bit of the first byte.
/// </summary>
internal static class BitCommands
{
    public static Command[] Rows { get; } =
    [
        new("SETBIT", 4, CommandFlags.Write, SetBit),
        new("GETBIT", 3, CommandFlags.ReadOnly, GetBit),
        new("BITCOUNT", -2, CommandFlags.ReadOnly, Count),
        new("BITPOS", -3, CommandFlags.ReadOnly, Position),
    ];

    private static void SetBit(Call call)
    {
        var key = call.Args[1];
        if (!TryOffset(call, call.Args[2], 0, out var offset))
        {
            return;
        }

        if (!NumberSyntax.TryInteger(call.Args[3].Span, out var bit) || bit is not (0 or 1))
        {
            call.Reply.Error("ERR bit is not an integer or out of range");
            return;
        }

        if (!call.Find<StringValue>(key, out var value))
        {
            return;
        }

        var old = value?.Content ?? default;
        var bytes = new byte[Math.Max(old.Length, (int)(offset >> 3) + 1)];
        old.Span.CopyTo(bytes);
        ref var target = ref bytes[offset >> 3];
        var mask = 0x80 >> (int)(offset & 7);
        var before = target;
        call.Reply.Integer((target & mask) == 0 ? 0 : 1);
        target = (byte)(bit == 1 ? target | mask : target & ~mask);
        var changes = target != before || bytes.Length > old.Length;
        call.Database.Replace(key, new StringValue(new Bytes(bytes)));
        call.ChangedIf(changes, key);
    }

    private static void GetBit(Call call)
    {
        if (TryOffset(call, call.Args[2], 0, out var offset) && call.Find<StringValue>(call.Args[1], out var value))
        {
            var bytes = value is null ? [] : value.Span;
            var at = (int)(offset >> 3);
            call.Reply.Integer(at < bytes.Length ? (bytes[at] >> (int)(7 - (offset & 7))) & 1 : 0);
        }
    }

    private static void Count(Call call)
    {
        if (!call.Find<StringValue>(call.Args[1], out var value))
        {
            return;
        }

        if (value is null)
        {
            call.Reply.Integer(0);
            return;
        }

        var bytes = value.Span;
        if (!CountRange(call, bytes.Length, out var start, out var end))
        {
            return;
        }

        if (start < 0 && end < 0 && start > end)
        {
            call.Reply.Integer(0);
            return;
        }

        var ones = 0L;
        foreach (var one in Part(bytes, start, end))
        {
            ones += BitOperations.PopCount(one);
        }

        call.Reply.Integer(ones);
    }

    /// <summary>The range of BITCOUNT, or all bytes; false after an error reply.</summary>
    private static bool CountRange(Call call, int length, out long start, out long end)
    {
        (start, end) = (0, (long)length - 1);
        if (call.Args.Length == 4)
        {
            return call.Integer(call.Args[2], out start) && call.Integer(call.Args[3], out end);
        }

        if (call.Args.Length != 2)
        {
            call.Reply.Error(Errors.Syntax);
        }

        return call.Args.Length == 2;
    }

    private static void Position(Call call)
    {
        var args = call.Args;
        if (!call.Integer(args[2], out var bit))
        {
            return;
        }

        if (bit is not (0 or 1))
        {
            call.Reply.Error("ERR The bit argument must be 1 or 0.");
            return;
        }

        if (!call.Find<StringValue>(args[1], out var value))
        {
            return;
        }

        if (value is null)
        {
            call.Reply.Integer(-bit);
            return;
        }

        var (start, end) = (0L, value.Length - 1L);
        if (args.Length > 5)
        {
            call.Reply.Error(Errors.Syntax);
        }
        else if ((args.Length < 4 || call.Integer(args[3], out start))
            && (args.Length < 5 || call.Integer(args[4], out end)))
        {
            call.Reply.Integer(FirstBit(value.Span, (int)bit, start, end, endIsGiven: args.Length == 5));
        }
    }

    /// <summary>The first bit with this value, or -1. Without an explicit end, zeros follow the string.</summary>
    private static long FirstBit(ReadOnlySpan<byte> bytes, int bit, long start, long end, bool endIsGiven)
    {
        var part = Part(bytes, start, end);
        if (part.IsEmpty)
        {
            return -1;
        }

        var at = part.IndexOfAnyExcept(bit == 1 ? (byte)0 : (byte)0xff);
        if (at < 0 && (bit == 1 || endIsGiven))
        {
            return -1;
        }

        var first = FromStart(start, bytes.Length) * 8;
        return at < 0
            ? first + (part.Length * 8L)
            : first + (at * 8L) + BitOperations.LeadingZeroCount((uint)(bit == 1 ? part[at] : part[at] ^ 0xff)) - 24;
    }

    /// <summary>The bytes from start to end, inclusive; negative positions count from the end.</summary>
    private static ReadOnlySpan<byte> Part(ReadOnlySpan<byte> bytes, long start, long end)
    {
        start = FromStart(start, bytes.Length);
        end = Math.Min(FromStart(end, bytes.Length), bytes.Length - 1);
        return start > end ? [] : bytes[(int)start..(int)(end + 1)];
    }

    private static long FromStart(long index, int length) => Math.Max(0, index < 0 ? index + length : index);

    /// <summary>
    /// An offset in bits. With <paramref name="width"/> above 0, "#n" means field n of that width. False, after an
    /// error reply, when it is malformed or beyond the longest string (getBitOffsetFromArgument()).
    /// </summary>
    public static bool TryOffset(Call call, Bytes argument, int width, out long offset)
    {
        var text = argument.Span;
        var fields = width > 0 && text.StartsWith("#"u8);
        var valid = NumberSyntax.TryInteger(fields ? text[1..] : text, out offset);
        offset = fields ? unchecked(offset * width) : offset;
        valid = valid && offset >= 0 && offset >> 3 < Errors.MaxStringLength;
        if (!valid)
        {
            call.Reply.Error("ERR bit offset is not an integer or out of range");
        }

        return valid;
    }
}
