using Aof.Data.Primitives;

namespace Aof.Data.Values;

/// <summary>
/// An entry that a group has delivered and no consumer has acknowledged (streamNACK of Redis). It may be deleted from
/// the stream.
/// </summary>
/// <param name="Id">The entry's id.</param>
/// <param name="Consumer">The name of its consumer.</param>
/// <param name="DeliveredMs">The last delivery, in milliseconds since 1970.</param>
/// <param name="Deliveries">The number of deliveries.</param>
public readonly record struct PendingEntry(StreamId Id, Bytes Consumer, long DeliveredMs, long Deliveries)
{
    internal ulong Fingerprint(ulong state)
    {
        state = ByteHash.Chain(ByteHash.Chain(state, Id.Ms), Id.Seq);
        return ByteHash.Chain(ByteHash.Chain(ByteHash.Chain(state, Consumer.Hash), unchecked((ulong)DeliveredMs)),
            unchecked((ulong)Deliveries));
    }
}
