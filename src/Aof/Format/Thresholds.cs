namespace Aof.Format;

/// <summary>
/// Sizes at which a rewrite does something else. Redis has them as constants and settings; the defaults are its own.
/// Smaller ones let a short run take paths that need much data otherwise.
/// </summary>
public sealed record Thresholds
{
    /// <summary>Redis's own sizes.</summary>
    public static Thresholds Default { get; } = new();

    /// <summary>AOF_REWRITE_ITEMS_PER_CMD: the most items of a collection in one command of a rewrite.</summary>
    public int ItemsPerCommand { get; init; } = 64;

    /// <summary>Bytes in a full buffer of the child: one write(2). The block size that stdio uses.</summary>
    public int WriteBuffer { get; init; } = 4096;

    /// <summary>REDIS_AUTOSYNC_BYTES: the child syncs its file after so many bytes.</summary>
    public int AutoSyncBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>AOF_READ_DIFF_INTERVAL_BYTES: the child reads the diff after so many bytes of snapshot.</summary>
    public int ReadDiffIntervalBytes { get; init; } = 10 * 1024;

    /// <summary>hash-max-ziplist-entries: the most fields of a hash that is written as one string.</summary>
    public int SmallHash { get; init; } = 512;

    /// <summary>zset-max-ziplist-entries: the most members of a sorted set that is written as one string.</summary>
    public int SmallSortedSet { get; init; } = 128;

    /// <summary>set-max-intset-entries: the most integers of a set that is written as one string.</summary>
    public int SmallSet { get; init; } = 512;

    /// <summary>
    /// set-max-listpack-entries of 7.2: the most members, not all integers, of a set that is written as one string.
    /// </summary>
    public int SmallPackedSet { get; init; } = 128;

    /// <summary>hash-max-ziplist-value and zset-max-ziplist-value, in bytes.</summary>
    public int SmallItem { get; init; } = 64;

    /// <summary>list-max-ziplist-size -2: bytes in a node of a list.</summary>
    public int ListNode { get; init; } = 8192;

    /// <summary>
    /// The defaults, each divided by a number and at least 1. A buffer keeps 256 bytes, or a log would take too many
    /// writes.
    /// </summary>
    /// <param name="divisor">1 or more.</param>
    public static Thresholds DividedBy(int divisor) => divisor == 1 ? Default : new()
    {
        ItemsPerCommand = Math.Max(1, Default.ItemsPerCommand / divisor),
        WriteBuffer = Math.Max(256, Default.WriteBuffer / divisor),
        AutoSyncBytes = Math.Max(1, Default.AutoSyncBytes / divisor),
        ReadDiffIntervalBytes = Math.Max(1, Default.ReadDiffIntervalBytes / divisor),
        SmallHash = Math.Max(1, Default.SmallHash / divisor),
        SmallSortedSet = Math.Max(1, Default.SmallSortedSet / divisor),
        SmallSet = Math.Max(1, Default.SmallSet / divisor),
        SmallPackedSet = Math.Max(1, Default.SmallPackedSet / divisor),
        SmallItem = Math.Max(1, Default.SmallItem / divisor),
        ListNode = Math.Max(1, Default.ListNode / divisor),
    };
}
