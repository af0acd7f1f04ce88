using Aof.KnownDefects;

namespace Aof.Data.Values;

/// <summary>How much of a stream a group has read, and how much it has not: Redis 7 counts it (t_stream.c).</summary>
internal static class StreamCounts
{
    /// <summary>A group reads the entry of this id, which is the next one (streamReplyWithRange()).</summary>
    public static void Advance(StreamValue stream, ConsumerGroup group, StreamId id, Dialect dialect)
    {
        if (id <= group.LastDelivered)
        {
            return;
        }

        // Since Redis 7.4 and Valkey 8.1 a count that a client gave is not trusted in front of the first entry.
        var isCounted = dialect > Dialect.Redis72
            ? group.LastDelivered >= stream.FirstId && !HasGapBehind(stream, group.LastDelivered, dialect)
            : !HasGapBehind(stream, id, dialect);
        group.EntriesRead = group.EntriesRead is { } read && isCounted ? read + 1
            : stream.EntriesAdded > 0 ? UpTo(stream, id, dialect)
            : group.EntriesRead;
        group.LastDelivered = id;
    }

    /// <summary>How many entries a group has not read; null: that is not known (streamReplyWithCGLag()).</summary>
    public static long? Lag(StreamValue stream, ConsumerGroup group, Dialect dialect) =>
        stream.EntriesAdded == 0 || (dialect >= Dialect.Redis8 && stream.Count == 0) ? 0
        : dialect >= Dialect.Redis8 && IsAhead(stream, group.LastDelivered) ? stream.Count
        : group.EntriesRead is { } read && !HasGapBehind(stream, group.LastDelivered, dialect)
            ? stream.EntriesAdded - read
        : stream.EntriesAdded - UpTo(stream, group.LastDelivered, dialect);

    /// <summary>All entries are behind this id and behind each that was deleted.</summary>
    private static bool IsAhead(StreamValue stream, StreamId id) =>
        id < stream.FirstId && stream.MaxDeleted < stream.FirstId;

    /// <summary>
    /// How many entries were ever added up to an id; null: that is not known
    /// (streamEstimateDistanceFromFirstEverEntry()).
    /// </summary>
    public static long? UpTo(StreamValue stream, StreamId id, Dialect dialect)
    {
        if (stream.EntriesAdded == 0)
        {
            return 0;
        }

        if (stream.Count == 0 && id <= stream.LastId)
        {
            return stream.EntriesAdded;
        }

        if (dialect > Dialect.Redis72 && id != StreamId.Min && id < stream.MaxDeleted)
        {
            return null;
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
    /// An entry of this id or behind it was deleted; before Valkey, not one before all that there are
    /// (streamRangeHasTombstones()).
    /// </summary>
    private static bool HasGapBehind(StreamValue stream, StreamId id, Dialect dialect) =>
        stream.Count > 0 && stream.MaxDeleted != StreamId.Min && id <= stream.MaxDeleted
        && (dialect.IsValkey() || stream.FirstId <= stream.MaxDeleted);
}
