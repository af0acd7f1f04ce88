using Aof.Data.Primitives;
using Aof.Data.Structures;

namespace Aof.Data.Values;

/// <summary>
/// An immutable string. Appending creates a new value. It shares the buffer if this value ends at the filled part, so
/// APPEND costs only what is appended. The shorter value never sees the rest.
/// </summary>
public sealed class StringValue : Value
{
    private readonly byte[] bytes;
    private readonly SharedBuffer? shared;

    /// <summary>A string of these bytes.</summary>
    public StringValue(Bytes content)
    {
        bytes = content.Owned;
        Length = bytes.Length;
    }

    private StringValue(SharedBuffer shared)
    {
        this.shared = shared;
        (bytes, Length) = (shared.Array, shared.Filled);
    }

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.String;

    /// <summary>Number of bytes.</summary>
    public int Length { get; }

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Span => bytes.AsSpan(0, Length);

    /// <summary>The bytes as an object of their own; of a string that grows, a copy.</summary>
    public Bytes Content => Whole is { } whole ? new Bytes(whole) : Bytes.Copy(Span);

    /// <summary>An array of exactly these bytes, which must not be changed; null: there is none.</summary>
    internal byte[]? Whole => bytes.Length == Length ? bytes : null;

    internal StringValue Append(ReadOnlySpan<byte> more)
    {
        var length = Length + more.Length;
        var buffer = shared;
        if (buffer is null || buffer.Filled != Length || buffer.Array.Length < length)
        {
            buffer = new SharedBuffer(new byte[Math.Max(16, Math.Min(length * 2L, Array.MaxLength))]);
            Span.CopyTo(buffer.Array);
        }

        more.CopyTo(buffer.Array.AsSpan(Length));
        buffer.Filled = length;
        return new StringValue(buffer);
    }

    /// <inheritdoc/>
    internal override Value OwnedBy(Owner owner) => this;

    /// <inheritdoc/>
    internal override bool ContentEquals(Value other) => other is StringValue text && text.Span.SequenceEqual(Span);

    /// <inheritdoc/>
    internal override ulong Fingerprint() => ByteHash.Of(Span);

    private sealed class SharedBuffer(byte[] array)
    {
        public readonly byte[] Array = array;

        /// <summary>Bytes in use by a value. A value that ends here may append behind them.</summary>
        public int Filled;
    }
}
