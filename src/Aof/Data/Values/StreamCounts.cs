namespace Aof.Data.Values;

/// <summary>How much of a stream a group has read, and how much it has not: Redis 7 counts it (t_stream.c).</summary>
internal static class StreamCounts
{
    /// <summary>A group reads the entry of this id, which is the next one (streamReplyWithRange()).</summary>
    public static void Advance(StreamValue stream, ConsumerGroup group, StreamId id)
    {
        if (id <= group.LastDelivered)
        {
            return;
        }

        group.EntriesRead = group.EntriesRead is { } read && !HasGapBehind(stream, id) ? read + 1
            : stream.EntriesAdded > 0 ? UpTo(stream, id)
            : group.EntriesRead;
        group.LastDelivered = id;
    }

    /// <summary>How many entries a group has not read; null: that is not known (streamReplyWithCGLag()).</summary>
    public static long? Lag(StreamValue stream, ConsumerGroup group) =>
        stream.EntriesAdded == 0 ? 0
        : group.EntriesRead is { } read && !HasGapBehind(stream, group.LastDelivered) ? stream.EntriesAdded - read
        : stream.EntriesAdded - UpTo(stream, group.LastDelivered);

    /// <summary>
    /// How many entries were ever added up to an id; null: that is not known
    /// (streamEstimateDistanceFromFirstEverEntry()).
    /// </summary>
    public static long? UpTo(StreamValue stream, StreamId id)
    {
        if (stream.EntriesAdded == 0)
        {
            return 0;
        }

        if (stream.Count == 0 && id <= stream.LastId)
        {
            return stream.EntriesAdded;
        }

        if (id >= stream.LastId)
        {
            return id == stream.LastId ? stream.EntriesAdded : null;
        }

        if (stream.MaxDeleted != StreamId.Min && stream.MaxDeleted >= stream.FirstId)
        {
            return null;
        }

        return id < stream.FirstId ? stream.EntriesAdded - stream.Count
            : id == stream.FirstId ? stream.EntriesAdded - stream.Count + 1
            : null;
    }

    /// <summary>
    /// An entry of this id or behind it was deleted, and not before all that there are (streamRangeHasTombstones()).
    /// </summary>
    private static bool HasGapBehind(StreamValue stream, StreamId id) =>
        stream.Count > 0 && stream.MaxDeleted != StreamId.Min && stream.FirstId <= stream.MaxDeleted
        && id <= stream.MaxDeleted;
}
