using Aof.Data.Primitives;

namespace Aof.Data.Values;

/// <summary>An entry that a group has delivered and nobody has acknowledged yet (streamNACK of Redis). The stream itself may have lost it.</summary>
/// <param name="Id">The entry's id.</param>
/// <param name="Consumer">The name of the consumer whose it is.</param>
/// <param name="DeliveredMs">When it was delivered last, in milliseconds since 1970.</param>
/// <param name="Deliveries">How often it was delivered.</param>
public readonly record struct PendingEntry(StreamId Id, Bytes Consumer, long DeliveredMs, long Deliveries)
{
    internal ulong Fingerprint(ulong state)
    {
        state = ByteHash.Chain(ByteHash.Chain(state, Id.Ms), Id.Seq);
        return ByteHash.Chain(ByteHash.Chain(ByteHash.Chain(state, Consumer.Hash), unchecked((ulong)DeliveredMs)), unchecked((ulong)Deliveries));
    }
}
