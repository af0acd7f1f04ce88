using Aof.Data.Modules;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data;

/// <summary>Finds the first difference between two datasets and describes it in one sentence.</summary>
internal sealed partial class DatasetDifference(Dataset mine, string myName, Dataset theirs, string theirName)
{
    public string? Tell()
    {
        for (var i = 0; i < Math.Max(mine.DatabaseCount, theirs.DatabaseCount); i++)
        {
            var place = Invariant($"db {i}");
            var found = InDatabase(place, Entries(mine, i), Entries(theirs, i));
            if (found is not null)
            {
                return found;
            }
        }

        return InPairs("functions", "library", Libraries(mine), Libraries(theirs), Show);
    }

    private static IEnumerable<(Bytes Key, Bytes Content)> Libraries(Dataset dataset) =>
        dataset.Libraries.Select(static one => (one.Key, one.Value)).OrderBy(static one => one.Key.Hash).ThenBy(
        static one => one.Key);

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
        $"{place}: key '{entry.Key}' ({entry.Value.Kind}, {Briefly(entry.Value)}{Until(entry.Deadline)}) is in {has} "
        + $"and not in {lacks}.";

    private string? InKey(string place, KeyEntry a, KeyEntry b)
    {
        place = $"{place}: key '{a.Key}'";
        if (a.Value.Kind != b.Value.Kind)
        {
            return $"{place} is a {a.Value.Kind} in {myName} and a {b.Value.Kind} in {theirName}.";
        }

        return a.Deadline != b.Deadline
            ? Differ($"{place}, deadline", Until(a.Deadline), Until(b.Deadline))
            : InValue(place, a.Value, b.Value);
    }

    private string? InValue(string place, Value left, Value right) => (left, right) switch
    {
        _ when left.ContentEquals(right) => null,
        (StringValue a, StringValue b) =>
            Differ($"{place}, value", Show(a.Content, b.Content), Show(b.Content, a.Content)),
        (ListValue a, ListValue b) => InList(place, a, b),
        (SetValue a, SetValue b) =>
            InPairs(place, "member", a.Members.Select(Present), b.Members.Select(Present), static (_, _) => "there"),
        (HashValue a, HashValue b) =>
            InPairs(place, "field", FieldsOf(a), FieldsOf(b), Show)
            ?? InPairs(place, "deadline of field", UntilOf(a), UntilOf(b), static (until, _) => until.ToString()),
        (SortedSetValue a, SortedSetValue b) =>
            InPairs(place, "score of", Scores(a), Scores(b), static (score, _) => score.ToString()),
        (StreamValue a, StreamValue b) => InStream(place, a, b),
        (ModuleValue a, ModuleValue b) => InModule(place, a, b),
        _ => throw new InvalidOperationException("A type of value that cannot be compared."),
    };

    private string InModule(string place, ModuleValue a, ModuleValue b)
    {
        var (here, there) = (Bytes.Of($"{a.Type.Name} {a.Saved()}"), Bytes.Of($"{b.Type.Name} {b.Saved()}"));
        return Differ($"{place}, saved", Show(here, there), Show(there, here));
    }

    private string InList(string place, ListValue a, ListValue b)
    {
        var index = 0;
        while (index < a.Count && index < b.Count && a.Tree[index] == b.Tree[index])
        {
            index++;
        }

        return Differ(
            Invariant($"{place}, element {index}"), At(a, b, index), At(b, a, index));
    }

    private static string At(ListValue list, ListValue other, int index) => index < list.Count
        ? Show(list.Tree[index], index < other.Count ? other.Tree[index] : default)
        : Invariant($"missing (length {list.Count})");

    private static IEnumerable<(Bytes Key, Bytes Content)> FieldsOf(HashValue hash) =>
        hash.Fields.Select(static field => (field.Key, field.Value));

    private static IEnumerable<(Bytes Key, Bytes Content)> UntilOf(HashValue hash) =>
        hash.Fields.Where(field => hash.Deadline(field.Key) is not null).Select(
            field => (field.Key, Bytes.Of(hash.Deadline(field.Key)!.Value)));

    private static (Bytes Key, Bytes Content) Present(Bytes member) => (member, default);

    private static IEnumerable<(Bytes Key, Bytes Content)> Scores(SortedSetValue set) =>
        set.Scores.Select(entry => (entry.Key, Bytes.Of(DoubleText.Format17(entry.Value))));

    /// <summary>Compares whole items; the sentence may show only a part of them.</summary>
    private string? InPairs(
        string place, string what, IEnumerable<(Bytes Key, Bytes Content)> left,
        IEnumerable<(Bytes Key, Bytes Content)> right, Func<Bytes, Bytes, string> show)
    {
        foreach (var (a, b) in Align(left, right, static pair => pair.Key))
        {
            var (here, there) = (a?.Content ?? default, b?.Content ?? default);
            if (a is null || b is null || here != there)
            {
                return Differ($"{place}, {what} '{a?.Key ?? b?.Key}'", a is null ? "missing" : show(here, there),
                    b is null ? "missing" : show(there, here));
            }
        }

        return null;
    }

    private string Differ(string place, string here, string there) =>
        $"{place}: {here} in {myName}, {there} in {theirName}.";

    private static string Briefly(Value value) => value switch
    {
        StringValue text => Show(text.Content, default),
        ListValue list => Elements(list.Count),
        SetValue set => Elements(set.Count),
        HashValue hash => Elements(hash.Count),
        SortedSetValue sorted => Elements(sorted.Count),
        StreamValue stream => Elements(stream.Count),
        ModuleValue module => module.Type.Name,
        _ => "?",
    };

    private static string Elements(int count) => Invariant($"length {count}");

    private static string Until(long? deadline) => deadline is { } at
        ? Invariant($" until {at} ms")
        : " without end";

    /// <summary>The bytes; of a long string, those around the first difference.</summary>
    private static string Show(Bytes bytes, Bytes other)
    {
        const int Enough = 40;
        if (bytes.Length <= Enough)
        {
            return $"'{bytes}'";
        }

        var from = Math.Clamp(bytes.Span.CommonPrefixLength(other.Span) - (Enough / 2), 0, bytes.Length - Enough);
        var (before, after) = (from > 0 ? "..." : "", from + Enough < bytes.Length ? "..." : "");
        return Invariant($"'{before}{Bytes.Copy(bytes.Span.Slice(from, Enough))}{after}' ({bytes.Length} bytes)");
    }

    /// <summary>Pairs two sequences by key, both in trie order.</summary>
    private static IEnumerable<(T? Left, T? Right)> Align<T>(
        IEnumerable<T> left, IEnumerable<T> right, Func<T, Bytes> key)
        where T : struct => Pair(left, right, (x, y) => TrieOrder(key(x), key(y)));

    /// <summary>Pairs two sequences that are both in this order.</summary>
    private static IEnumerable<(T? Left, T? Right)> Pair<T>(
        IEnumerable<T> left, IEnumerable<T> right, Comparison<T> compare)
        where T : struct
    {
        using var a = left.GetEnumerator();
        using var b = right.GetEnumerator();
        var (more, others) = (a.MoveNext(), b.MoveNext());
        while (more || others)
        {
            var order = !more ? 1 : !others ? -1 : compare(a.Current, b.Current);
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
