using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Aof.Data.Commands.Keys;

/// <summary>SORT (sort.c of Redis).</summary>
internal static class SortCommand
{
    public static Command[] Rows { get; } = [new("SORT", -2, CommandFlags.Write, Sort)];

    private static void Sort(Call call)
    {
        if (!SortOptions.TryParse(call, out var options))
        {
            return;
        }

        var value = call.Find(call.Args[1]);
        if (value is not (null or ListValue or SetValue or SortedSetValue))
        {
            call.Reply.Error(Errors.WrongType);
            return;
        }

        var items = Items(value, options);
        if (options.Sorts(value) && !TrySort(call, items, options, byMember: options.By is null || options.KeepsOrder))
        {
            call.Reply.Error("ERR One or more scores can't be converted into double");
            return;
        }

        var shown = options.Limited(items);
        var output = shown.SelectMany(
            item => options.Get.Count == 0 ? [item.Item] : options.Get.Select(get => Lookup(call, get, item.Item)));
        if (options.Store is { } target)
        {
            Store(call, target, [.. output]);
        }
        else
        {
            Answer(call, [.. output]);
        }
    }

    private static List<Sortable> Items(Value? value, SortOptions options)
    {
        var items = value switch
        {
            ListValue list => list.Items,
            SetValue set => set.Members,
            SortedSetValue sorted when options.Descending && options.KeepsOrder =>
                sorted.Members.Reverse().Select(one => one.Member),
            SortedSetValue sorted => sorted.Members.Select(one => one.Member),
            _ => [],
        };
        return [.. items.Select(item => new Sortable(item))];
    }

    /// <summary>Sorts by weight, ties by element; false when a weight is not a number.</summary>
    private static bool TrySort(Call call, List<Sortable> items, SortOptions options, bool byMember)
    {
        for (var i = 0; i < items.Count; i++)
        {
            var weight = byMember ? items[i].Item : Lookup(call, options.By!.Value, items[i].Item);
            var score = 0d;
            if (!options.Alphabetic && weight is { } text && !TryScore(text, out score))
            {
                return false;
            }

            items[i] = new Sortable(items[i].Item!.Value, score, options.Alphabetic ? weight : null);
        }

        var sign = options.Descending ? -1 : 1;
        var sorted = items.Order(
            Comparer<Sortable>.Create((a, b) => sign * a.CompareTo(b, tiesByItem: !options.Alphabetic))).ToArray();
        items.Clear();
        items.AddRange(sorted);
        return true;
    }

    private static bool TryScore(Bytes text, out double score)
    {
        var span = text.Span.TrimStart(" \t\n\v\f\r"u8);
        score = 0;
        return span.IsEmpty || DoubleText.TryParse(span, out score);
    }

    /// <summary>
    /// The value that a pattern of BY or GET names for an element: a string key or a hash field, with the element in
    /// place of the star.
    /// </summary>
    private static Bytes? Lookup(Call call, Bytes pattern, Bytes? item)
    {
        var span = pattern.Span;
        if (span.SequenceEqual("#"u8))
        {
            return item;
        }

        var star = span.IndexOf((byte)'*');
        if (star < 0)
        {
            return null;
        }

        var arrow = span[(star + 1)..].IndexOf("->"u8);
        var end = arrow >= 0 && star + 1 + arrow + 2 < span.Length ? star + 1 + arrow : span.Length;
        var key = new Bytes([.. span[..star], .. item!.Value.Span, .. span[(star + 1)..end]]);
        return call.Find(key) switch
        {
            StringValue text when end == span.Length => text.Content,
            HashValue hash when end < span.Length => FieldOf(call, key, hash, Bytes.Copy(span[(end + 2)..])),
            _ => null,
        };
    }

    private static Bytes? FieldOf(Call call, Bytes key, HashValue? hash, Bytes field) =>
        HashFields.TryGet(call, key, ref hash, field, out var value) ? value : null;

    private static void Answer(Call call, Bytes?[] output)
    {
        call.Reply.Array(output.Length);
        foreach (var item in output)
        {
            if (item is { } bytes)
            {
                call.Reply.Bulk(bytes);
            }
            else
            {
                call.Reply.NullBulk();
            }
        }
    }

    private static void Store(Call call, Bytes target, Bytes?[] output)
    {
        if (output.Length == 0)
        {
            if (call.Database.Remove(target))
            {
                call.Changed(target);
            }
        }
        else
        {
            call.Expire(target);
            var list = new ListValue(call.Data.Owner);
            foreach (var item in output)
            {
                list.Tree.AddLast(item ?? default);
            }

            call.Database.Set(target, list);
            call.Changed(target, output.Length);
        }

        call.Reply.Integer(output.Length);
    }
}

/// <summary>An element and its weight: a number, or a text (null comes first).</summary>
internal readonly record struct Sortable(Bytes? Item, double Score = 0, Bytes? Text = null)
{
    public int CompareTo(Sortable other, bool tiesByItem)
    {
        if (!tiesByItem)
        {
            return Nullable.Compare(Text, other.Text);
        }

        var order = Score.CompareTo(other.Score);
        return order != 0 ? order : Nullable.Compare(Item, other.Item);
    }
}
