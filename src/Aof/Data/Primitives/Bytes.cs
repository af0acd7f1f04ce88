using System.Buffers.Text;
using System.Text;

namespace Aof.Data.Primitives;

/// <summary>
/// An immutable byte string: a key, field, member, value or argument. The default is the empty string. Equality and
/// order are those of memcmp(3); a prefix comes first.
/// </summary>
public readonly struct Bytes : IEquatable<Bytes>, IComparable<Bytes>
{
    private readonly byte[]? array;

    /// <summary>Takes ownership of the array: it must not change any more.</summary>
    public Bytes(byte[] owned) => array = owned;

    /// <summary>Number of bytes.</summary>
    public int Length => array is null ? 0 : array.Length;

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => array;

    /// <summary>The array itself. It must not be changed.</summary>
    internal byte[] Owned => array ?? [];

    /// <summary>A 64-bit hash of the content, the same on every machine.</summary>
    public ulong Hash => ByteHash.Of(Span);

    /// <summary>A copy of these bytes.</summary>
    public static Bytes Copy(ReadOnlySpan<byte> s) => s.IsEmpty ? default : new Bytes(s.ToArray());

    /// <summary>One byte per character; characters above U+00FF lose their upper bits.</summary>
    public static Bytes Of(string latin1)
    {
        var bytes = new byte[latin1.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = unchecked((byte)latin1[i]);
        }

        return new Bytes(bytes);
    }

    /// <summary>The decimal form of a number.</summary>
    public static Bytes Of(long number)
    {
        Span<byte> digits = stackalloc byte[20];
        _ = Utf8Formatter.TryFormat(number, digits, out var written);
        return Copy(digits[..written]);
    }

    /// <summary>Same content.</summary>
    public static bool operator ==(Bytes left, Bytes right) => left.Equals(right);

    /// <summary>Different content.</summary>
    public static bool operator !=(Bytes left, Bytes right) => !left.Equals(right);

    /// <summary>One character per byte.</summary>
    public string ToLatin1() => Encoding.Latin1.GetString(Span);

    /// <summary>True when this equals an ASCII word in capitals, ignoring case.</summary>
    public bool EqualsIgnoreCase(string asciiUpper)
    {
        if (Length != asciiUpper.Length)
        {
            return false;
        }

        var span = Span;
        for (var i = 0; i < span.Length; i++)
        {
            var c = span[i];
            if (asciiUpper[i] != (c is >= (byte)'a' and <= (byte)'z' ? c - 32 : c))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Bytes other) =>
        ReferenceEquals(array, other.array) || Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Bytes other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => unchecked((int)Hash);

    /// <inheritdoc/>
    public int CompareTo(Bytes other) => Span.SequenceCompareTo(other.Span);

    /// <summary>Printable ASCII unchanged, a backslash doubled, other bytes as \xHH.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Length);
        foreach (var b in Span)
        {
            _ = b switch
            {
                (byte)'\\' => text.Append(@"\\"),
                >= 0x20 and < 0x7f => text.Append((char)b),
                _ => text.Append(@"\x").Append("0123456789abcdef"[b >> 4]).Append("0123456789abcdef"[b & 15]),
            };
        }

        return text.ToString();
    }
}
