using System.Buffers.Binary;
using Aof.Data.Primitives;

namespace Aof.Data.HyperLogLog;

/// <summary>
/// A HyperLogLog in the form in which Redis keeps it inside a string (hyperloglog.c): "HYLL", one byte of encoding (0 dense,
/// 1 sparse), three unused ones, the last estimate as 8 bytes little-endian whose highest bit says that it is out of
/// date; then 16384 registers, as 6 bits each or as <see cref="SparseRun"/>s. Every change gives the very bytes that Redis
/// would have, for strings are compared, dumped and rewritten as bytes. It writes to a copy of its own.
/// </summary>
internal sealed class Sketch
{
    /// <summary>Bits of the hash that name a register.</summary>
    public const int IndexBits = 14;

    /// <summary>Registers of every sketch.</summary>
    public const int Registers = 1 << IndexBits;

    private const int Header = 16;
    private const int RegisterBits = 6;
    private const int DenseLength = Header + (Registers * RegisterBits / 8);

    /// <summary>Beyond this length the sparse form is given up (hll-sparse-max-bytes of the default configuration).</summary>
    private const int LongestSparse = 3000;

    /// <summary>Bytes behind the length that a change of the sparse form may need.</summary>
    private const int Slack = 3;

    private byte[] bytes;
    private int length;

    private Sketch(byte[] bytes, int length)
    {
        this.bytes = bytes;
        this.length = length;
    }

    /// <summary>A sketch of nothing: sparse, its estimate of 0 up to date.</summary>
    public static Sketch Empty()
    {
        var bytes = new byte[Header + 2 + Slack];
        "HYLL"u8.CopyTo(bytes);
        bytes[4] = 1;
        return new Sketch(bytes, Header + SparseRun.Write(bytes.AsSpan(Header), 0, Registers));
    }

    /// <summary>Reads a string; null when it does not look like a sketch. Whether the registers of a sparse one are whole is found out when they are used.</summary>
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

    /// <summary>The estimate that the string holds; null when it is out of date.</summary>
    public long? Cached
    {
        get => BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(8)) is >= 0 and var cached ? cached : null;
        set => BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(8), value ?? throw new ArgumentNullException(nameof(value)));
    }

    /// <summary>The estimate is out of date.</summary>
    public void Outdate() => bytes[15] |= 0x80;

    /// <summary>Raises one register to a value, if it is lower: true when it was, null when the sparse form is broken.</summary>
    public bool? Raise(int register, int value)
    {
        if (!IsSparse)
        {
            return RaiseDense(register, value);
        }

        if (value <= SparseRun.LargestValue && RaiseSparse(register, value, out var changed))
        {
            return changed;
        }

        return TryMakeDense() ? RaiseDense(register, value) : null;
    }

    /// <summary>Raises each of these registers to the value that this sketch has there; false when the sparse form is broken.</summary>
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

    /// <summary>Turns the sparse form into the dense one (hllSparseToDense()); false when it is broken.</summary>
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

    /// <summary>A register of the dense form: 6 bits, the first register in the lowest bits of the first byte.</summary>
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
    /// hllSparseSet(): the run that holds the register becomes up to three, then small neighbours grow together. False when
    /// there is no such run, or no room for more.
    /// </summary>
    private bool RaiseSparse(int register, int value, out bool changed)
    {
        changed = false;
        var (at, before, first) = (Header, Header, 0);
        while (at < length && first + Run(at).Length <= register)
        {
            before = at;
            first += Run(at).Length;
            at += Run(at).Size;
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
        if (size > run.Size && length + size - run.Size > LongestSparse)
        {
            return false;
        }

        // Of an opcode that the end of a broken string cuts in two, Redis counts the missing byte too.
        var missing = Math.Max(0, at + run.Size - length);
        Replace(at, run.Size - missing, split[..(size - missing)]);
        Join(before);
        Outdate();
        changed = true;
        return true;
    }

    /// <summary>Joins neighbouring runs of one value, looking at five places from here on, as Redis does.</summary>
    private void Join(int at)
    {
        for (var looks = 5; looks > 0 && at < length; looks--)
        {
            var run = Run(at);
            var next = at + run.Size < length ? Run(at + run.Size) : default;
            if (run.Value > 0 && run.Value == next.Value && run.Length + next.Length <= SparseRun.LongestValue)
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
