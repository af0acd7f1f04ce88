using FsCheck;
using FsCheck.Fluent;

namespace Tests.Properties.Given;

/// <summary>
/// Datasets for FsCheck: all types in all databases, deadlines past and far, strings that are no text or look like the
/// protocol, values on both sides of every bound (64 items a command, one buffer of the reader), and few keys, so that
/// they meet.
/// </summary>
public static class Datasets
{
    private static readonly string[] Nasty = ["", "\r\n", "\n", " ", "*1\r\n$4\r\nEXEC\r\n", "$-1\r\n", "\0\0\0",
        "\u00ff\u00fe", "MULTI", "-0", "nan", "\u001b[2J"];

    private static readonly double[] OddScores =
    [
        0, -0.0, 1, -1, 0.1, 1e15, 1e16, 123456789012345680, 1e17, 1e-4, 1e-5, double.MaxValue, double.MinValue,
        double.Epsilon, -double.Epsilon,
        double.PositiveInfinity, double.NegativeInfinity, Math.PI, 4503599627370497.5, 9007199254740993,
        2.2250738585072014e-308,
    ];

    private static readonly int[] OddCounts = [63, 64, 65, 127, 128, 129, 200];

    public static Arbitrary<GivenDataset> Any() => Arb.From(Dataset, Smaller);

    /// <summary>Strings of bytes, short ones mostly.</summary>
    internal static Gen<string> Text { get; } = Gen.Frequency(
        (8, Letters(1, 4)),
        (3, Gen.Choose(0, 5).Select(n => $"m{n}")),
        (4, Gen.Elements(Nasty)),
        (3, Gen.Choose(0, 255).Select(b => (char)b).ArrayOf().Select(chars => new string(chars))),
        (2, Gen.Choose(int.MinValue, int.MaxValue).Select(
            n => n.ToString(System.Globalization.CultureInfo.InvariantCulture))),
        (1, Gen.Choose(100, 5000).SelectMany(length => Letters(length, length))));

    /// <summary>Names of keys; some of them, and some members, are those that scripts use.</summary>
    private static Gen<string> Name { get; } = Gen.Frequency(
        (4, Letters(1, 1)),
        (4, from type in Gen.Elements("s", "l", "h", "t", "z", "n", "f")
            from number in Gen.Choose(0, 5)
            select $"{type}{number}"),
        (2, Text));

    private static Gen<double> Score { get; } = Gen.Frequency(
        (3, Gen.Elements(OddScores)),
        (3, Gen.Choose(-50, 50).Select(n => n / 4.0)),
        (2, from high in Gen.Choose(int.MinValue, int.MaxValue)
            from low in Gen.Choose(int.MinValue, int.MaxValue)
            select Real(((long)high << 32) | (uint)low)));

    private static Gen<int> Count { get; } = Gen.Frequency((8, Gen.Choose(1, 5)), (1, Gen.Elements(OddCounts)));

    private static Gen<GivenId> Id { get; } = Gen.Frequency(
        (12, from ms in Gen.Choose(0, 9) from seq in Gen.Choose(1, 4) select new GivenId((ulong)ms, (ulong)seq)),
        (2, from ms in Gen.Choose(1, int.MaxValue) select new GivenId(1_600_000_000_000 + (ulong)ms, 0)),
        (1, Gen.Elements(new GivenId(0, 1), new GivenId(1, ulong.MaxValue), new GivenId(ulong.MaxValue, 0),
            new GivenId(ulong.MaxValue, ulong.MaxValue))));

    private static Gen<GivenEntry> Entry { get; } =
        from id in Id
        from count in Gen.Choose(1, 3)
        from fields in Gen.Zip(Text, Text).ListOf(count)
        select new GivenEntry(id, [.. fields]);

    private static Gen<GivenPending> Pending { get; } =
        from id in Id
        from consumer in Gen.Elements("c", "d", "", "\r\n")
        from time in Gen.Elements(0, 1, 1_600_000_000_000, 1_900_000_000_000, long.MaxValue)
        from count in Gen.Frequency((4, Gen.Choose(0, 3)), (1, Gen.Constant(int.MaxValue)))
        select new GivenPending(id, consumer, time, count);

    private static Gen<GivenGroup> Group { get; } =
        from name in Gen.Elements("g", "h", "", "\0", "*3\r\n")
        from last in Id
        from count in Gen.Frequency((6, Gen.Choose(0, 5)), (1, Gen.Constant(100)))
        from pending in Pending.ListOf(count)
        select new GivenGroup(name, last, [.. pending.DistinctBy(entry => entry.Id)]);

    private static Gen<GivenValue> Stream { get; } =
        from count in Gen.Frequency((1, Gen.Constant(0)), (8, Gen.Choose(1, 6)), (1, Gen.Choose(60, 250)))
        from entries in Entry.ListOf(count)
        from last in Id
        from groups in Gen.Choose(0, 3).SelectMany(Group.ListOf)
        select (GivenValue)Streamed([.. entries.DistinctBy(entry => entry.Id).OrderBy(entry => entry.Id)], last,
        [.. groups.DistinctBy(one => one.Name)]);

    private static Gen<GivenValue> Value { get; } = Gen.Frequency(
        (8, Text.Select(text => (GivenValue)new GivenValue.Text(text))),
        (1, Gen.Choose(60_000, 140_000).SelectMany(length => Letters(length, length)).Select(
            text => (GivenValue)new GivenValue.Text(text))),
        (8, Count.SelectMany(Text.ListOf).Select(items => (GivenValue)new GivenValue.Sequence(items))),
        (8, Count.SelectMany(Text.ListOf).Select(items => (GivenValue)new GivenValue.Members([.. items.Distinct()]))),
        (8, Count.SelectMany(n => Gen.Zip(Text, Text).ListOf(n)).Select(
            items => (GivenValue)new GivenValue.Fields([.. items.DistinctBy(item => item.Item1)]))),
        (8, Count.SelectMany(n => Gen.Zip(Text, Score).ListOf(n)).Select(
            items => (GivenValue)new GivenValue.Scores([.. items.DistinctBy(item => item.Item1)]))),
        (8, Stream));

    /// <summary>Milliseconds since 1970: long past, about now, far, and as far as numbers go.</summary>
    private static Gen<long?> Deadline { get; } = Gen.Frequency(
        (4, Gen.Constant((long?)null)),
        (2, Gen.Choose(0, int.MaxValue).Select(n => (long?)(1_800_000_000_000 + n))),
        (1, Gen.Elements<long?>(0, 1, -1, long.MaxValue, long.MinValue + 1, 1_600_000_000_000)));

    private static Gen<GivenKey> Key { get; } =
        from database in Gen.Frequency((3, Gen.Choose(0, 1)), (1, Gen.Choose(0, 15)))
        from name in Name
        from value in Value
        from deadline in Deadline
        select new GivenKey(database, name, value, deadline);

    private static Gen<GivenDataset> Dataset { get; } = Gen.Frequency((9, Gen.Choose(0, 8)), (1, Gen.Choose(20, 60)))
        .SelectMany(Key.ListOf)
        .Select(keys => new GivenDataset([.. keys.DistinctBy(key => (key.Database, key.Key))]));

    private static IEnumerable<GivenDataset> Smaller(GivenDataset dataset)
    {
        var keys = dataset.Keys;
        for (var size = keys.Count; size >= 1; size /= 2)
        {
            for (var start = 0; start < keys.Count; start += size)
            {
                yield return new GivenDataset([.. keys.Take(start), .. keys.Skip(start + size)]);
            }
        }

        for (var i = 0; i < keys.Count; i++)
        {
            foreach (var smaller in Smaller(keys[i]))
            {
                yield return new GivenDataset([.. keys.Take(i), smaller, .. keys.Skip(i + 1)]);
            }
        }
    }

    private static IEnumerable<GivenKey> Smaller(GivenKey key)
    {
        if (key.Deadline is not null)
        {
            yield return key with { Deadline = null };
        }

        var least = key.Value is GivenValue.Text or GivenValue.Stream ? 0 : 1;
        foreach (var size in (int[])[key.Value.Size / 2, key.Value.Size - 1])
        {
            if (size >= least && size < key.Value.Size)
            {
                yield return key with { Value = key.Value.First(size) };
            }
        }
    }

    /// <summary>The last id is never smaller than that of an entry that is there.</summary>
    private static GivenValue.Stream Streamed(
        IReadOnlyList<GivenEntry> entries, GivenId last, IReadOnlyList<GivenGroup> groups) =>
        new GivenValue.Stream(
        entries, entries.Count > 0 && entries[^1].Id.CompareTo(last) > 0 ? entries[^1].Id : last, groups);

    private static Gen<string> Letters(int shortest, int longest) =>
        from length in Gen.Choose(shortest, longest)
        from first in Gen.Choose(0, 25)
        select string.Create(length, first, static (span, first) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                span[i] = (char)('a' + ((first + i) % 26));
            }
        });

    private static double Real(long bits) =>
        BitConverter.Int64BitsToDouble(bits) is var real && double.IsNaN(real) ? 0.5 : real;
}
