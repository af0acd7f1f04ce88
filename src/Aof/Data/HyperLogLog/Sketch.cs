using System.Buffers.Binary;
using Aof.Data.Primitives;

namespace Aof.Data.HyperLogLog;

/// <summary>
/// A HyperLogLog in a string, as Redis stores it (hyperloglog.c):
/// - "HYLL", one byte of encoding (0 dense, 1 sparse), three unused bytes;
/// - the last estimate, 8 bytes little-endian, whose highest bit marks it as outdated;
/// - 16384 registers of 6 bits, or <see cref="SparseRun"/>s.
/// Every change gives Redis's exact bytes, since strings are compared, dumped and rewritten. A sketch writes to its own
/// copy.
/// </summary>
internal sealed class Sketch
{
    /// <summary>Bits of the hash that select a register (HLL_P of Redis).</summary>
    public const int IndexBits = 14;

    /// <summary>Registers of every sketch.</summary>
    public const int Registers = 1 << IndexBits;

    private const int Header = 16;
    private const int RegisterBits = 6;
    private const int DenseLength = Header + (Registers * RegisterBits / 8);

    /// <summary>The sparse form is converted beyond this length (the default of hll-sparse-max-bytes).</summary>
    private const int MaxSparseLength = 3000;

    /// <summary>Extra bytes that a change of the sparse form may need.</summary>
    private const int Slack = 3;

    private static readonly (int At, int Before, int First) Beginning = (Header, Header, 0);

    private byte[] bytes;
    private int length;

    /// <summary>
    /// The run before the one that was looked for last, its predecessor, and its first register. Nothing before it has
    /// changed since, so a search for a later register begins here: a merge raises registers in ascending order.
    /// </summary>
    private (int At, int Before, int First) passed = Beginning;

    private Sketch(byte[] bytes, int length)
    {
        this.bytes = bytes;
        this.length = length;
    }

    /// <summary>An empty sketch: sparse, with a valid estimate of 0.</summary>
    public static Sketch Empty()
    {
        var bytes = new byte[Header + 2 + Slack];
        "HYLL"u8.CopyTo(bytes);
        bytes[4] = 1;
        return new Sketch(bytes, Header + SparseRun.Write(bytes.AsSpan(Header), 0, Registers));
    }

    /// <summary>Reads a string; null when it is not a sketch. Damaged sparse registers are found only in use.</summary>
    public static Sketch? TryRead(Bytes content)
    {
        var s = content.Span;
        var valid = s.Length >= Header && s.StartsWith("HYLL"u8) && s[4] <= 1 && (s[4] == 1 || s.Length == DenseLength);
        if (!valid)
        {
            return null;
        }

        var bytes = new byte[s.Length + Slack];
        s.CopyTo(bytes);
        return new Sketch(bytes, s.Length);
    }

    /// <summary>True in the sparse form.</summary>
    public bool IsSparse => bytes[4] == 1;

    /// <summary>The opcodes of the sparse form, or the packed registers.</summary>
    public ReadOnlySpan<byte> Body => bytes.AsSpan(Header, length - Header);

    /// <summary>The string.</summary>
    public Bytes ToBytes() => Bytes.Copy(bytes.AsSpan(0, length));

    /// <summary>The stored estimate; null when it is outdated.</summary>
    public long? Cached
    {
        get => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8)) is >= 0 and var cached ? cached : null;
        set => BinaryPrimitives.WriteInt64LittleEndian(
            bytes.AsSpan(8), value ?? throw new ArgumentNullException(nameof(value)));
    }

    /// <summary>Marks the estimate as outdated.</summary>
    public void Outdate() => bytes[15] |= 0x80;

    /// <summary>Raises a register to a value. True when it was lower; null when the sparse form is damaged.</summary>
    public bool? Raise(int register, int value)
    {
        if (!IsSparse)
        {
            return RaiseDense(register, value);
        }

        if (value <= SparseRun.MaxValue && RaiseSparse(register, value, out var changed))
        {
            return changed;
        }

        return TryMakeDense() ? RaiseDense(register, value) : null;
    }

    /// <summary>Raises these registers to this sketch's values; false when the sparse form is damaged.</summary>
    public bool MergeInto(Span<byte> registers)
    {
        if (!IsSparse)
        {
            for (var i = 0; i < Registers; i++)
            {
                registers[i] = Math.Max(registers[i], (byte)this[i]);
            }

            return true;
        }

        var first = 0;
        for (var at = Header; at < length;)
        {
            var run = Run(at);
            if (run.Value > 0)
            {
                if (first + run.Length > Registers)
                {
                    return false;
                }

                foreach (ref var register in registers.Slice(first, run.Length))
                {
                    register = Math.Max(register, (byte)run.Value);
                }
            }

            first += run.Length;
            at += run.Size;
        }

        return first == Registers;
    }

    /// <summary>Converts the sparse form to the dense one (hllSparseToDense()); false when it is damaged.</summary>
    public bool TryMakeDense()
    {
        if (!IsSparse)
        {
            return true;
        }

        var registers = new byte[Registers];
        if (!MergeInto(registers))
        {
            return false;
        }

        var header = bytes.AsSpan(0, Header);
        bytes = new byte[DenseLength + Slack];
        length = DenseLength;
        header.CopyTo(bytes);
        bytes[4] = 0;
        for (var i = 0; i < Registers; i++)
        {
            this[i] = registers[i];
        }

        return true;
    }

    /// <summary>A register of the dense form: 6 bits, the first in the lowest bits of the first byte.</summary>
    private int this[int register]
    {
        get
        {
            var pair = bytes.AsSpan(Header + (register * RegisterBits / 8));
            return (BinaryPrimitives.ReadUInt16LittleEndian(pair) >> (register * RegisterBits % 8)) & 0x3f;
        }

        set
        {
            var pair = bytes.AsSpan(Header + (register * RegisterBits / 8));
            var shift = register * RegisterBits % 8;
            var others = BinaryPrimitives.ReadUInt16LittleEndian(pair) & ~(0x3f << shift);
            BinaryPrimitives.WriteUInt16LittleEndian(pair, (ushort)(others | (value << shift)));
        }
    }

    private bool RaiseDense(int register, int value)
    {
        var lower = this[register] < value;
        if (lower)
        {
            this[register] = value;
        }

        return lower;
    }

    /// <summary>
    /// hllSparseSet(): splits the register's run into up to three, then joins small neighbours. False when there is no
    /// such run, or not enough room.
    /// </summary>
    private bool RaiseSparse(int register, int value, out bool changed)
    {
        changed = false;
        var (at, before, first) = register >= passed.First ? passed : Beginning;
        passed = Beginning;
        while (at < length && Run(at) is var next && first + next.Length <= register)
        {
            passed = (at, before, first);
            (before, at, first) = (at, at + next.Size, first + next.Length);
        }

        if (at >= length)
        {
            return false;
        }

        var run = Run(at);
        if (run.Value >= value)
        {
            return true;
        }

        Span<byte> split = stackalloc byte[5];
        var size = SparseRun.Write(split, run.Value, register - first);
        size += SparseRun.Write(split[size..], value, 1);
        size += SparseRun.Write(split[size..], run.Value, first + run.Length - register - 1);
        if (size > run.Size && length + size - run.Size > MaxSparseLength)
        {
            return false;
        }

        // When a damaged string cuts an opcode in two, Redis counts the missing byte too.
        var missing = Math.Max(0, at + run.Size - length);
        Replace(at, run.Size - missing, split[..(size - missing)]);
        Join(before);
        Outdate();
        changed = true;
        return true;
    }

    /// <summary>Joins neighbouring runs of one value at the next five positions, as Redis does.</summary>
    private void Join(int at)
    {
        for (var looks = 5; looks > 0 && at < length; looks--)
        {
            var run = Run(at);
            var next = at + run.Size < length ? Run(at + run.Size) : default;
            if (run.Value > 0 && run.Value == next.Value && run.Length + next.Length <= SparseRun.MaxValueLength)
            {
                _ = SparseRun.Write(bytes.AsSpan(at), run.Value, run.Length + next.Length);
                Replace(at + 1, 1, []);
            }
            else
            {
                at += run.Size;
            }
        }
    }

    private SparseRun Run(int at) => SparseRun.At(bytes.AsSpan(0, length), at);

    private void Replace(int at, int size, ReadOnlySpan<byte> by)
    {
        var rest = length - at - size;
        if (bytes.Length < at + by.Length + rest + Slack)
        {
            Array.Resize(ref bytes, length * 2);
        }

        Array.Copy(bytes, at + size, bytes, at + by.Length, rest);
        by.CopyTo(bytes.AsSpan(at));
        length = at + by.Length + rest;
    }
}
