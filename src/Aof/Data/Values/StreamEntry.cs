using Aof.Data.Primitives;

namespace Aof.Data.Values;

/// <summary>An immutable entry of a stream: an id, and fields with values in their order.</summary>
public readonly struct StreamEntry
{
    private readonly Bytes[] pairs;

    /// <summary>Takes ownership of the array: it must not change any more.</summary>
    public StreamEntry(StreamId id, Bytes[] pairs)
    {
        Id = id;
        this.pairs = pairs;
    }

    /// <summary>Its id.</summary>
    public StreamId Id { get; }

    /// <summary>Field, value, field, value ... A field may occur more than once.</summary>
    public ReadOnlySpan<Bytes> Pairs => pairs;

    internal bool SameAs(in StreamEntry other) => Id == other.Id && Pairs.SequenceEqual(other.Pairs);

    internal ulong Fingerprint(ulong state)
    {
        state = ByteHash.Chain(ByteHash.Chain(state, Id.Ms), Id.Seq);
        foreach (var text in pairs)
        {
            state = ByteHash.Chain(state, text.Hash);
        }

        return ByteHash.Chain(state, (ulong)pairs.Length);
    }
}
