using System.Globalization;

namespace Aof.Data;

/// <summary>Finds the first place at which two datasets differ and puts it into one sentence.</summary>
internal sealed class DatasetDifference(Dataset mine, string myName, Dataset theirs, string theirName)
{
    public string? Tell()
    {
        for (var i = 0; i < Math.Max(mine.DatabaseCount, theirs.DatabaseCount); i++)
        {
            var place = string.Create(CultureInfo.InvariantCulture, $"db {i}");
            var found = InDatabase(place, Entries(mine, i), Entries(theirs, i));
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    private static IEnumerable<KeyEntry> Entries(Dataset dataset, int index) => dataset.Peek(index)?.Entries ?? [];

    private string? InDatabase(string place, IEnumerable<KeyEntry> left, IEnumerable<KeyEntry> right)
    {
        foreach (var (a, b) in Align(left, right, static entry => entry.Key))
        {
            var found = (a, b) switch
            {
                ({ } x, { } y) => InKey(place, x, y),
                ({ } x, null) => Missing(place, x, myName, theirName),
                (null, { } y) => Missing(place, y, theirName, myName),
                _ => null,
            };
            if (found is not null)
            {
                return found;
            }
        }

        return null;
    }

    private static string Missing(string place, KeyEntry entry, string has, string lacks) =>
        $"{place}: key '{entry.Key}' ({entry.Value.Kind}, {Briefly(entry.Value)}{Until(entry.Deadline)}) is in {has} and not in {lacks}.";

    private string? InKey(string place, KeyEntry a, KeyEntry b)
    {
        place = $"{place}: key '{a.Key}'";
        if (a.Value.Kind != b.Value.Kind)
        {
            return $"{place} is a {a.Value.Kind} in {myName} and a {b.Value.Kind} in {theirName}.";
        }

        return a.Deadline != b.Deadline ? Differ($"{place}, deadline", Until(a.Deadline), Until(b.Deadline)) : InValue(place, a.Value, b.Value);
    }

    private string? InValue(string place, Value left, Value right) => (left, right) switch
    {
        _ when left.ContentEquals(right) => null,
        (StringValue a, StringValue b) => Differ($"{place}, value", Show(a.Content), Show(b.Content)),
        (ListValue a, ListValue b) => InList(place, a, b),
        (SetValue a, SetValue b) => InPairs(place, "member", a.Members.Select(m => (m, "there")), b.Members.Select(m => (m, "there"))),
        (HashValue a, HashValue b) =>
            InPairs(place, "field", a.Fields.Select(f => (f.Key, Show(f.Value))), b.Fields.Select(f => (f.Key, Show(f.Value)))),
        (SortedSetValue a, SortedSetValue b) => InPairs(place, "score of", Scores(a), Scores(b)),
        _ => throw new InvalidOperationException("A type of value that cannot be compared."),
    };

    private string InList(string place, ListValue a, ListValue b)
    {
        var index = 0;
        while (index < a.Count && index < b.Count && a.Tree[index] == b.Tree[index])
        {
            index++;
        }

        return Differ(string.Create(CultureInfo.InvariantCulture, $"{place}, element {index}"), At(a, index), At(b, index));
    }

    private static string At(ListValue list, int index) => index < list.Count
        ? Show(list.Tree[index])
        : string.Create(CultureInfo.InvariantCulture, $"missing (length {list.Count})");

    private static IEnumerable<(Bytes Key, string Shown)> Scores(SortedSetValue set) =>
        set.Scores.Select(entry => (entry.Key, DoubleText.Format17(entry.Value)));

    private string? InPairs(string place, string what, IEnumerable<(Bytes Key, string Shown)> left, IEnumerable<(Bytes Key, string Shown)> right)
    {
        foreach (var (a, b) in Align(left, right, static pair => pair.Key))
        {
            if (a?.Shown != b?.Shown)
            {
                return Differ($"{place}, {what} '{a?.Key ?? b?.Key}'", a?.Shown ?? "missing", b?.Shown ?? "missing");
            }
        }

        return null;
    }

    private string Differ(string place, string here, string there) => $"{place}: {here} in {myName}, {there} in {theirName}.";

    private static string Briefly(Value value) => value switch
    {
        StringValue text => Show(text.Content),
        ListValue list => Elements(list.Count),
        SetValue set => Elements(set.Count),
        HashValue hash => Elements(hash.Count),
        SortedSetValue sorted => Elements(sorted.Count),
        _ => "?",
    };

    private static string Elements(int count) => string.Create(CultureInfo.InvariantCulture, $"length {count}");

    private static string Until(long? deadline) => deadline is { } at
        ? string.Create(CultureInfo.InvariantCulture, $" until {at} ms")
        : " without end";

    private static string Show(Bytes bytes)
    {
        const int Enough = 40;
        return bytes.Length <= Enough
            ? $"'{bytes}'"
            : string.Create(CultureInfo.InvariantCulture, $"'{Bytes.Copy(bytes.Span[..Enough])}...' ({bytes.Length} bytes)");
    }

    /// <summary>Pairs up two sequences that are both in the order of a trie, by key.</summary>
    private static IEnumerable<(T? Left, T? Right)> Align<T>(IEnumerable<T> left, IEnumerable<T> right, Func<T, Bytes> key)
        where T : struct
    {
        using var a = left.GetEnumerator();
        using var b = right.GetEnumerator();
        var (more, others) = (a.MoveNext(), b.MoveNext());
        while (more || others)
        {
            var order = !more ? 1 : !others ? -1 : TrieOrder(key(a.Current), key(b.Current));
            yield return (order <= 0 ? a.Current : null, order >= 0 ? b.Current : null);
            more = order <= 0 ? a.MoveNext() : more;
            others = order >= 0 ? b.MoveNext() : others;
        }
    }

    private static int TrieOrder(Bytes a, Bytes b)
    {
        var order = a.Hash.CompareTo(b.Hash);
        return order != 0 ? order : a.CompareTo(b);
    }
}
