using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.Streams;

/// <summary>
/// Logs the effect of XREADGROUP and XCLAIM on a group. No record says that an idle consumer was created or active.
/// </summary>
internal static class StreamLog
{
    private static readonly Bytes Claim = Bytes.Of("XCLAIM");
    private static readonly Bytes Zero = Bytes.Of("0");
    private static readonly Bytes Time = Bytes.Of("TIME");
    private static readonly Bytes RetryCount = Bytes.Of("RETRYCOUNT");
    private static readonly Bytes Force = Bytes.Of("FORCE");
    private static readonly Bytes JustId = Bytes.Of("JUSTID");
    private static readonly Bytes LastId = Bytes.Of("LASTID");
    private static readonly Bytes Group = Bytes.Of("XGROUP");
    private static readonly Bytes SetId = Bytes.Of("SETID");
    private static readonly Bytes CreateConsumer = Bytes.Of("CREATECONSUMER");
    private static readonly Bytes EntriesRead = Bytes.Of("ENTRIESREAD");

    /// <summary>The number of entries that a group has read, when it is not known (SCG_INVALID_ENTRIES_READ).</summary>
    public const long Unknown = -1;

    /// <summary>
    /// Logs the pending state of an entry (streamPropagateXCLAIM() of Redis). An id from the client is logged as it was
    /// written. The last id of the group is the present one, if no other is given.
    /// </summary>
    public static void Delivered(
        Call call, Bytes key, ConsumerGroup group, PendingEntry entry, Bytes id, StreamId? last = null)
    {
        if (!call.Loading)
        {
            call.Log(
                Claim, key, group.Name, entry.Consumer, Zero, id, Time, Bytes.Of(entry.DeliveredMs), RetryCount,
                Bytes.Of(entry.Deliveries),
                Force, JustId, LastId, (last ?? group.LastDelivered).ToBytes());
        }
    }

    /// <summary>Logs the group's last delivered id (streamPropagateGroupID() of Redis).</summary>
    public static void Advanced(Call call, Bytes key, ConsumerGroup group)
    {
        if (!call.Loading)
        {
            Bytes[] read = call.Is7 ? [EntriesRead, Bytes.Of(group.EntriesRead ?? Unknown)] : [];
            call.Log([Group, SetId, key, group.Name, group.LastDelivered.ToBytes(), .. read]);
        }
    }

    /// <summary>Logs that a consumer was created (streamPropagateConsumerCreation() of Redis 7).</summary>
    public static void Created(Call call, Bytes key, Bytes group, Bytes consumer)
    {
        if (!call.Loading)
        {
            call.Log(Group, CreateConsumer, key, group, consumer);
            call.LogAnyway();
        }
    }

    /// <summary>The command itself is never logged, even without a replacement.</summary>
    public static void End(Call call)
    {
        call.Unbracketed = call.Executor.DeliveriesInManyRecords;
        if (call.Instead.Count == 0)
        {
            call.DoNotLog();
        }
    }
}
