using Aof.Data.Primitives;
using Aof.Data.Structures;

namespace Aof.Data.Values;

/// <summary>
/// An immutable string. Appending creates a new value. It shares the buffer if this value ends at the filled part, so
/// APPEND costs only what is appended. The shorter value never sees the rest.
/// </summary>
public sealed class StringValue : Value
{
    private readonly SharedBuffer? shared;

    /// <summary>A string of these bytes.</summary>
    public StringValue(Bytes content) => Content = content;

    private StringValue(SharedBuffer shared)
    {
        this.shared = shared;
        Content = new Bytes(shared.Array, shared.Filled);
    }

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.String;

    /// <summary>The bytes.</summary>
    public Bytes Content { get; }

    internal StringValue Append(ReadOnlySpan<byte> more)
    {
        var length = Content.Length + more.Length;
        var buffer = shared;
        if (buffer is null || buffer.Filled != Content.Length || buffer.Array.Length < length)
        {
            buffer = new SharedBuffer(new byte[Math.Max(16, Math.Min(length * 2L, Array.MaxLength))]);
            Content.Span.CopyTo(buffer.Array);
        }

        more.CopyTo(buffer.Array.AsSpan(Content.Length));
        buffer.Filled = length;
        return new StringValue(buffer);
    }

    /// <inheritdoc/>
    internal override Value OwnedBy(Owner owner) => this;

    /// <inheritdoc/>
    internal override bool ContentEquals(Value other) => other is StringValue text && text.Content == Content;

    /// <inheritdoc/>
    internal override ulong Fingerprint() => Content.Hash;

    private sealed class SharedBuffer(byte[] array)
    {
        public readonly byte[] Array = array;

        /// <summary>Bytes in use by a value. A value that ends here may append behind them.</summary>
        public int Filled;
    }
}
