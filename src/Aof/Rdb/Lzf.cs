using System.Buffers;
using System.Numerics;

namespace Aof.Rdb;

/// <summary>
/// The LZF format (lzf_c.c and lzf_d.c of Redis). Each run begins with a control byte:
/// - below 32: as many literal bytes follow, plus one;
/// - otherwise a copy: the upper three bits are its length (7: one more byte is added to it), the lower five bits and
///   the last byte are its distance.
/// Packing depends on the input alone.
/// </summary>
public static class Lzf
{
    /// <summary>Lengths of runs, in bytes (MAX_LIT and MAX_REF of lzfP.h).</summary>
    private const int MaxLiteral = 32, MaxCopy = 264, MinCopy = 3;

    /// <summary>The largest distance of a copy, in bytes (MAX_OFF of lzfP.h).</summary>
    private const int Window = 8192;

    private const int MinTable = 256, MaxTable = 16384;

    /// <summary>
    /// The most bytes that this many packed bytes can give: three bytes give a copy of 264. With this bound a damaged
    /// length causes no large allocation.
    /// </summary>
    public static long MaxOutput(long packed) => packed * (MaxCopy / MinCopy);

    /// <summary>Unpacks; false when the input is damaged or does not fill the output exactly.</summary>
    public static bool TryUnpack(ReadOnlySpan<byte> input, Span<byte> output)
    {
        var (from, to) = (0, 0);
        while (from < input.Length)
        {
            int control = input[from++];
            if (control < MaxLiteral)
            {
                var count = control + 1;
                if (count > input.Length - from || count > output.Length - to)
                {
                    return false;
                }

                input.Slice(from, count).CopyTo(output[to..]);
                (from, to) = (from + count, to + count);
                continue;
            }

            var length = control >> 5;
            var rest = length == 7 ? 2 : 1;
            if (rest > input.Length - from)
            {
                return false;
            }

            length += 2 + (rest == 2 ? input[from++] : 0);
            var distance = ((control & 31) << 8) + input[from++] + 1;
            if (distance > to || length > output.Length - to)
            {
                return false;
            }

            CopyWithin(output, to, distance, length);
            to += length;
        }

        return to == output.Length;
    }

    /// <summary>A copy may overlap its own output: then it repeats.</summary>
    private static void CopyWithin(Span<byte> output, int to, int distance, int length)
    {
        if (distance >= length)
        {
            output.Slice(to - distance, length).CopyTo(output[to..]);
            return;
        }

        for (var end = to + length; to < end; to++)
        {
            output[to] = output[to - distance];
        }
    }

    /// <summary>Packs; false when the result does not fit into the output.</summary>
    /// <param name="input">The bytes to pack.</param>
    /// <param name="output">The output; it must be shorter than the input to save anything.</param>
    /// <param name="written">Bytes used of the output.</param>
    public static bool TryPack(ReadOnlySpan<byte> input, Span<byte> output, out int written)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(input.Length, MinTable, MaxTable));
        var seen = ArrayPool<int>.Shared.Rent(size);
        var table = seen.AsSpan(0, size);
        table.Fill(-1);
        var fits = Pack(input, output, table, out written);
        ArrayPool<int>.Shared.Return(seen);
        return fits;
    }

    private static bool Pack(ReadOnlySpan<byte> input, Span<byte> output, Span<int> seen, out int written)
    {
        written = 0;
        var shift = 32 - BitOperations.Log2((uint)seen.Length);
        var literal = 0;
        for (var at = 0; at + MinCopy <= input.Length;)
        {
            var three = Three(input, at);
            ref var slot = ref seen[(int)((three * 2654435761u) >> shift)];
            var (earlier, here) = (slot, at);
            slot = at;
            if (earlier < 0 || at - earlier > Window || Three(input, earlier) != three)
            {
                at++;
                continue;
            }

            var length = CommonLength(input, earlier, at);
            if (!Literals(input[literal..at], output, ref written) || !Copy(at - earlier, length, output, ref written))
            {
                return false;
            }

            at += length;
            literal = at;
            Remember(input, here + 1, at, seen, shift);
        }

        return Literals(input[literal..], output, ref written);
    }

    private static uint Three(ReadOnlySpan<byte> input, int at) =>
        (uint)(input[at] | (input[at + 1] << 8) | (input[at + 2] << 16));

    private static int CommonLength(ReadOnlySpan<byte> input, int earlier, int at)
    {
        var longest = Math.Min(MaxCopy, input.Length - at);
        return input.Slice(at, longest).CommonPrefixLength(input.Slice(earlier, longest));
    }

    /// <summary>Remembers only the last positions of a copy: a long copy would cost too much time.</summary>
    private static void Remember(ReadOnlySpan<byte> input, int from, int to, Span<int> seen, int shift)
    {
        for (var at = Math.Max(from, to - 2); at < to && at + MinCopy <= input.Length; at++)
        {
            seen[(int)((Three(input, at) * 2654435761u) >> shift)] = at;
        }
    }

    private static bool Literals(ReadOnlySpan<byte> bytes, Span<byte> output, ref int written)
    {
        while (!bytes.IsEmpty)
        {
            var count = Math.Min(MaxLiteral, bytes.Length);
            if (count + 1 > output.Length - written)
            {
                return false;
            }

            output[written] = (byte)(count - 1);
            bytes[..count].CopyTo(output[(written + 1)..]);
            written += count + 1;
            bytes = bytes[count..];
        }

        return true;
    }

    private static bool Copy(int distance, int length, Span<byte> output, ref int written)
    {
        var (back, longer) = (distance - 1, length - 2);
        if (3 > output.Length - written)
        {
            return false;
        }

        output[written++] = (byte)((Math.Min(longer, 7) << 5) | (back >> 8));
        if (longer >= 7)
        {
            output[written++] = (byte)(longer - 7);
        }

        output[written++] = (byte)back;
        return true;
    }
}
