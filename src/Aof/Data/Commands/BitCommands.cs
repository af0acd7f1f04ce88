using System.Numerics;

namespace Aof.Data.Commands;

/// <summary>Commands on single bits of strings (bitops.c of Redis). Bit 0 is the highest of the first byte.</summary>
internal static class BitCommands
{
    private const string BadOffset = "ERR bit offset is not an integer or out of range";

    public static Command[] Rows { get; } =
    [
        new("SETBIT", 4, CommandFlags.Write, SetBit),
        new("GETBIT", 3, CommandFlags.ReadOnly, GetBit),
        new("BITCOUNT", -2, CommandFlags.ReadOnly, Count),
    ];

    private static void SetBit(Call call)
    {
        var key = call.Args[1];
        if (!TryOffset(call, out var offset))
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
        call.Reply.Integer((target & mask) == 0 ? 0 : 1);
        target = (byte)(bit == 1 ? target | mask : target & ~mask);
        call.Database.Replace(key, new StringValue(new Bytes(bytes)));
        call.Changed(key);
    }

    private static void GetBit(Call call)
    {
        if (TryOffset(call, out var offset) && call.Find<StringValue>(call.Args[1], out var value))
        {
            var bytes = value is null ? [] : value.Content.Span;
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

        var bytes = value.Content.Span;
        var (start, end) = (0L, (long)bytes.Length - 1);
        if (call.Args.Length == 4)
        {
            if (!call.Integer(call.Args[2], out start) || !call.Integer(call.Args[3], out end))
            {
                return;
            }
        }
        else if (call.Args.Length != 2)
        {
            call.Reply.Error(Errors.Syntax);
            return;
        }

        call.Reply.Integer(Ones(bytes, start, end));
    }

    private static long Ones(ReadOnlySpan<byte> bytes, long start, long end)
    {
        if (start < 0 && end < 0 && start > end)
        {
            return 0;
        }

        start = Math.Max(0, start < 0 ? start + bytes.Length : start);
        end = Math.Min(Math.Max(0, end < 0 ? end + bytes.Length : end), bytes.Length - 1);
        var ones = 0L;
        for (var i = start; i <= end; i++)
        {
            ones += BitOperations.PopCount(bytes[(int)i]);
        }

        return ones;
    }

    private static bool TryOffset(Call call, out long offset)
    {
        var valid = NumberSyntax.TryInteger(call.Args[2].Span, out offset) && offset >= 0 && offset >> 3 < Errors.LargestString;
        if (!valid)
        {
            call.Reply.Error(BadOffset);
        }

        return valid;
    }
}
