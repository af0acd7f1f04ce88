using Aof.Data.Primitives;
using Aof.Data.Structures;
using FsCheck.Xunit;

namespace Tests.Properties.Data;

/// <summary>
/// The trie and the tree behave like the simplest structure that does the same, and forks never see each other.
/// </summary>
public class StructureProperties
{
    // Hashes that differ in all bits, in few of them, only at the ends, or not at all: deep paths and full collisions.
    private static readonly Func<Bytes, ulong>[] Hashes =
    [
        key => key.Hash, key => key.Hash & 0x8000_0000_0000_0007, key => key.Hash >> 52, key => key.Hash << 61, _ => 42,
    ];

    [Property(MaxTest = 90)]
    public bool ATrieIsASortedDictionary(byte hash, (bool Adds, byte Key, int Value)[] steps)
    {
        var hashOf = Hashes[hash % Hashes.Length];
        var trie = new HashTrie<int>(new Owner());
        var model = new SortedDictionary<Bytes, int>();
        foreach (var (adds, number, value) in Lengthen(steps))
        {
            var key = Bytes.Of(number);
            var known = model.TryGetValue(key, out var expected);
            var agrees = adds
                ? trie.Set(hashOf(key), key, value, out var before) == model.TryAdd(key, value)
                && (!known || before == expected)
                : trie.Remove(hashOf(key), key, out before) == model.Remove(key) && (!known || before == expected);
            if (adds)
            {
                model[key] = value;
            }

            if (!agrees || !Agree(trie, model, hashOf))
            {
                return false;
            }
        }

        return true;
    }

    [Property(MaxTest = 120)]
    public bool ForksOfATrieNeverSeeEachOther(byte hash, (bool Adds, byte Key, int Value)[] steps)
    {
        var hashOf = Hashes[hash % Hashes.Length];
        var trie = new HashTrie<int>(new Owner());
        var kept = new List<(HashTrie<int> Fork, TrieEntry<int>[] Content)>();
        foreach (var (adds, number, value) in Lengthen(steps))
        {
            var key = Bytes.Of(number);
            _ = adds ? trie.Set(hashOf(key), key, value, out _) : trie.Remove(hashOf(key), key, out _);
            kept.Add((trie, [.. trie]));
            trie = trie.Fork(new Owner());
        }

        return kept.TrueForAll(one => one.Fork.SequenceEqual(one.Content));
    }

    [Property(MaxTest = 120)]
    public bool TheOrderOfATrieDependsOnItsContentAlone(byte hash, byte[] keys, byte[] removed)
    {
        var hashOf = Hashes[hash % Hashes.Length];
        var (one, other) = (new HashTrie<int>(new Owner()), new HashTrie<int>(new Owner()));
        foreach (var number in keys.Concat(removed))
        {
            one.Set(hashOf(Bytes.Of(number)), Bytes.Of(number), number, out _);
        }

        foreach (var number in removed)
        {
            one.Remove(hashOf(Bytes.Of(number)), Bytes.Of(number), out _);
        }

        foreach (var number in keys.Reverse().Except(removed))
        {
            other.Set(hashOf(Bytes.Of(number)), Bytes.Of(number), number, out _);
        }

        return one.SequenceEqual(other);
    }

    [Property(MaxTest = 90)]
    public bool ACountedTreeIsAList((byte Kind, int At, int Value)[] steps)
    {
        var tree = new CountedTree<int>(new Owner());
        var model = new List<int>();
        var kept = new List<(CountedTree<int> Fork, int[] Content)>();
        foreach (var (kind, at, value) in LengthenKinds(steps))
        {
            Apply(tree, model, kind, at & int.MaxValue, value);
            if (kind % 7 == 0)
            {
                kept.Add((tree, [.. tree]));
                tree = tree.Fork(new Owner());
            }

            if (!tree.SequenceEqual(model)
                || (model.Count > 0
                && tree[(at & int.MaxValue) % model.Count] != model[(at & int.MaxValue) % model.Count]))
            {
                return false;
            }
        }

        return kept.TrueForAll(one => one.Fork.SequenceEqual(one.Content));
    }

    [Property(MaxTest = 120)]
    public bool AnOrderedTreeKnowsEveryPlace(int[] values)
    {
        var tree = new CountedTree<int>(new Owner());
        foreach (var value in values.SelectMany(value => Enumerable.Range(value, 20)))
        {
            tree.Insert(tree.PositionOf(new From(value)), value);
        }

        var sorted = tree.ToArray();
        return sorted.SequenceEqual(sorted.Order())
            && values.All(value => tree.PositionOf(new From(value)) == sorted.Count(other => other < value));
    }

    private static bool Agree(HashTrie<int> trie, SortedDictionary<Bytes, int> model, Func<Bytes, ulong> hashOf)
    {
        var entries = trie.ToArray();
        return trie.Count == model.Count
            && entries.Length == model.Count
            && entries.All(
            entry => model[entry.Key] == entry.Value && trie.TryGet(hashOf(entry.Key), entry.Key, out var value)
                && value == entry.Value)
            && Enumerable.Range(0, Math.Min(3, entries.Length)).All(i => trie.ElementAt(i) == entries[i]);
    }

    /// <summary>Enough steps for several levels: each given one stands for a run of neighbours.</summary>
    private static IEnumerable<(bool Adds, int Key, int Value)> Lengthen((bool Adds, byte Key, int Value)[] steps) =>
        steps.SelectMany(step => Enumerable.Range(step.Key, 15).Select(key => (step.Adds, key, step.Value)));

    private static IEnumerable<(int Kind, int At, int Value)> LengthenKinds((byte Kind, int At, int Value)[] steps) =>
        steps.SelectMany(
        step => Enumerable.Range(0, 25).Select(i => (step.Kind + i - (i % 3), step.At + i, step.Value + i)));

    private static void Apply(CountedTree<int> tree, List<int> model, int kind, int at, int value)
    {
        switch (kind % 6)
        {
            case 0 or 1:
                tree.Insert(at % (model.Count + 1), value);
                model.Insert(at % (model.Count + 1), value);
                break;
            case 2:
                tree.AddLast(value);
                model.Add(value);
                break;
            case 3:
                tree.AddFirst(value);
                model.Insert(0, value);
                break;
            case 4 when model.Count > 0:
                tree.Set(at % model.Count, value);
                model[at % model.Count] = value;
                break;
            case 5 when model.Count > 0:
                Assert.Equal(model[at % model.Count], tree.RemoveAt(at % model.Count));
                model.RemoveAt(at % model.Count);
                break;
            default:
                break;
        }
    }

    private readonly record struct From(int Value) : ISearchKey<int>
    {
        public bool IsAfter(in int item) => item < Value;
    }
}
