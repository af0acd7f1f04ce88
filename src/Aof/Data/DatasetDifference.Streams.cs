using Aof.Data.Values;

namespace Aof.Data;

/// <content>Streams: entries, groups, pending entries.</content>
internal sealed partial class DatasetDifference
{
    private string? InStream(string place, StreamValue a, StreamValue b)
    {
        if (a.LastId != b.LastId)
        {
            return Differ($"{place}, last id", a.LastId.ToString(), b.LastId.ToString());
        }

        foreach (var (left, right) in Pair(a.Entries, b.Entries, static (x, y) => x.Id.CompareTo(y.Id)))
        {
            if (left is not { } x || right is not { } y || !x.SameAs(y))
            {
                return Differ($"{place}, entry {(left ?? right)!.Value.Id}", Show(left), Show(right));
            }
        }

        foreach (var (left, right) in Pair(
            a.Groups.Select(Named), b.Groups.Select(Named), static (x, y) => x.Group.Name.CompareTo(y.Group.Name)))
        {
            var group = $"{place}, group '{(left ?? right)!.Value.Group.Name}'";
            var found = left is { } x && right is { } y
                ? InGroup(group, x.Group, y.Group)
                : Differ(group, left is null ? "missing" : "there", right is null ? "missing" : "there");
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>A group as a struct, so that a pair can lack it.</summary>
    private static (ConsumerGroup Group, int Pending) Named(ConsumerGroup group) => (group, group.Pending.Count);

    private string? InGroup(string place, ConsumerGroup a, ConsumerGroup b)
    {
        if (a.LastDelivered != b.LastDelivered)
        {
            return Differ($"{place}, last delivered id", a.LastDelivered.ToString(), b.LastDelivered.ToString());
        }

        foreach (var (left, right) in Pair(a.PendingEntries, b.PendingEntries, static (x, y) => x.Id.CompareTo(y.Id)))
        {
            if (left != right)
            {
                return Differ($"{place}, pending entry {(left ?? right)!.Value.Id}", Show(left), Show(right));
            }
        }

        return null;
    }

    private static string Show(StreamEntry? entry) => entry is { } there
        ? $"({string.Join(' ', there.Pairs.ToArray().Select(static text => Show(text, default)))})"
        : "missing";

    private static string Show(PendingEntry? entry) => entry is { } there
        ? Invariant($"consumer '{there.Consumer}' at {there.DeliveredMs} ms, {there.Deliveries} deliveries")
        : "missing";
}
