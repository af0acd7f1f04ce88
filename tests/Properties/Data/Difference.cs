using Tests.Properties.Given;

namespace Tests.Properties.Data;

/// <summary>A given dataset with one thing changed, in every way that applies to it.</summary>
internal static class Difference
{
    private const string AnotherDeadline = "another deadline";
    private const string Beside = "beside the entries: ";

    /// <summary>
    /// The last key changed, in each way, with the way's name. Only that key: the others are for the crowd.
    /// </summary>
    public static IEnumerable<(string What, GivenDataset Changed)> All(GivenDataset dataset)
    {
        if (dataset.Keys.Count == 0)
        {
            yield return ("one key more", new GivenDataset([new GivenKey(0, "", new GivenValue.Text(""), null)]));
            yield break;
        }

        var (others, key) = (dataset.Keys.SkipLast(1).ToList(), dataset.Keys[^1]);
        yield return ("one key less", new GivenDataset(others));
        foreach (var (what, changed) in OfKey(key).Concat(
            OfValue(key.Value).Select(way => (way.What, key with { Value = way.Changed }))))
        {
            if (!others.Exists(other => (other.Database, other.Key) == (changed.Database, changed.Key)))
            {
                yield return (what, new GivenDataset([.. others, changed]));
            }
        }
    }

    /// <summary>DEBUG DIGEST sees that there is a deadline, but not which, and of a stream only its entries.</summary>
    public static bool IsDigested(string what) =>
        what != AnotherDeadline && !what.StartsWith(Beside, StringComparison.Ordinal);

    private static IEnumerable<(string What, GivenKey Changed)> OfKey(GivenKey key)
    {
        yield return ("another key", key with { Key = key.Key + "\0" });
        yield return ("another database", key with { Database = (key.Database + 1) % 16 });
        yield return key.Deadline is { } deadline
            ? (AnotherDeadline, key with { Deadline = deadline > 0 ? deadline - 1 : deadline + 1 })
            : ("a deadline", key with { Deadline = 1_800_000_000_000 });
        if (key.Deadline is not null)
        {
            yield return ("no deadline", key with { Deadline = null });
        }
    }

    private static IEnumerable<(string What, GivenValue Changed)> OfValue(GivenValue value) => value switch
    {
        GivenValue.Text text => OfText(text),
        GivenValue.Sequence list => OfList(list),
        GivenValue.Members set =>
        [
            ("another type", new GivenValue.Sequence(set.Items)),
            ("another member", new GivenValue.Members([.. set.Items.Skip(1), Unused(set.Items)])),
            ("a member more", new GivenValue.Members([.. set.Items, Unused(set.Items)])),
        ],
        GivenValue.Fields hash =>
        [
            ("a field less a byte",
                new GivenValue.Fields(
                    [.. hash.Items.SkipLast(1),
                        (Unused([.. hash.Items.Select(item => item.Field)]), hash.Items[^1].Value)])),
            ("another value",
                new GivenValue.Fields(
                    [.. hash.Items.SkipLast(1), (hash.Items[^1].Field, Flipped(hash.Items[^1].Value))])),
        ],
        GivenValue.Scores sorted => OfScores(sorted),
        GivenValue.Stream stream => OfEntries(stream).Concat(OfGroups(stream)),
        _ => throw new InvalidOperationException("A type of value that is unknown here."),
    };

    private static IEnumerable<(string What, GivenValue Changed)> OfText(GivenValue.Text text) =>
    [
        ("another byte", new GivenValue.Text(Flipped(text.Content))),
        ("a byte more", new GivenValue.Text(text.Content + "\0")),
        ("another type", new GivenValue.Members([text.Content])),
    ];

    private static IEnumerable<(string What, GivenValue Changed)> OfList(GivenValue.Sequence list)
    {
        yield return ("an element twice", new GivenValue.Sequence([.. list.Items, list.Items[^1]]));
        yield return ("another element", new GivenValue.Sequence([Flipped(list.Items[0]), .. list.Items.Skip(1)]));
        if (list.Size > 1 && list.Items[^1] != list.Items[^2])
        {
            yield return ("another order",
                new GivenValue.Sequence([.. list.Items.SkipLast(2), list.Items[^1], list.Items[^2]]));
        }

        if (list.Size > 1)
        {
            yield return ("an element less", list.First(list.Size - 1));
        }
    }

    private static IEnumerable<(string What, GivenValue Changed)> OfScores(GivenValue.Scores sorted)
    {
        var (member, score) = sorted.Items[^1];
        var others = sorted.Items.SkipLast(1).ToList();
        var next = double.IsPositiveInfinity(score) ? double.MaxValue : Math.BitIncrement(score);
        yield return ("a score's last bit", new GivenValue.Scores([.. others, (member, next)]));
        yield return ("a score's sign", new GivenValue.Scores([.. others, (member, -score)]));
        yield return ("a member more",
            new GivenValue.Scores([.. sorted.Items, (Unused([.. sorted.Items.Select(item => item.Member)]), score)]));
    }

    private static IEnumerable<(string What, GivenValue Changed)> OfEntries(GivenValue.Stream stream)
    {
        if (stream.Size == 0)
        {
            yield break;
        }

        var (others, last) = (stream.Items.SkipLast(1), stream.Items[^1]);
        yield return ("an entry less", stream with { Items = [.. others] });
        yield return ("another value",
            stream with
            {
                Items = [.. others,
                last with { Fields = [.. last.Fields.SkipLast(1),
                    (last.Fields[^1].Name, Flipped(last.Fields[^1].Value))] }]
            });
        yield return ("a field twice",
            stream with { Items = [.. others, last with { Fields = [.. last.Fields, last.Fields[^1]] }] });
    }

    private static IEnumerable<(string What, GivenValue Changed)> OfGroups(GivenValue.Stream stream)
    {
        var most = new GivenId(ulong.MaxValue, ulong.MaxValue);
        var fresh = new GivenGroup("another group", stream.LastId, []);
        yield return (Beside + "a group more", stream with { Groups = [.. stream.Groups, fresh] });
        if (stream.LastId != most)
        {
            yield return (Beside + "another last id",
                stream with { LastId = new GivenId(ulong.MaxValue, ulong.MaxValue) });
        }

        if (stream.Groups.Count == 0)
        {
            yield break;
        }

        var (others, group) = (stream.Groups.SkipLast(1).ToList(), stream.Groups[^1]);
        yield return (Beside + "another id delivered",
            Last(group with { Last = group.Last == most ? new GivenId(0, 1) : most }));
        if (group.Pending.Count > 0)
        {
            var (rest, entry) = (group.Pending.SkipLast(1).ToList(), group.Pending[^1]);
            yield return (Beside + "nothing pending", Last(group with { Pending = rest }));
            yield return (Beside + "another consumer",
                Last(group with { Pending = [.. rest, entry with { Consumer = entry.Consumer + "!" }] }));
            yield return (Beside + "another time",
                Last(group with { Pending = [.. rest, entry with { TimeMs = entry.TimeMs ^ 2 }] }));
            yield return (Beside + "a delivery more",
                Last(group with { Pending = [.. rest, entry with { Count = entry.Count + 1 }] }));
        }

        GivenValue.Stream Last(GivenGroup changed) => stream with { Groups = [.. others, changed] };
    }

    private static string Unused(IReadOnlyList<string> items) => items.MaxBy(item => item.Length) + "!";

    private static string Flipped(string text) => text.Length == 0 ? "\0" : text[..^1] + (char)(text[^1] ^ 1);
}
