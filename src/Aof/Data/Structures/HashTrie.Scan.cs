namespace Aof.Data.Structures;

/// <content>Going through the entries piece by piece, while others write.</content>
public sealed partial class HashTrie<TValue>
{
    /// <summary>
    /// The entries whose hash is a cursor or more, at least <paramref name="atLeast"/> of them if there are so many: all of one hash stay
    /// together. The next cursor is 0 when there are no more. Since an entry's hash never changes, whoever starts at 0 and
    /// goes on until 0 comes meets each entry that is there all the time exactly once.
    /// </summary>
    internal (List<TrieEntry<TValue>> Entries, ulong Next) Scan(ulong cursor, long atLeast)
    {
        var found = new List<TrieEntry<TValue>>();
        for (var at = PositionOf(cursor); at < Count; at++)
        {
            var entry = ElementAt(at);
            if (found.Count >= atLeast && entry.Hash != found[^1].Hash)
            {
                return (found, entry.Hash);
            }

            found.Add(entry);
        }

        return (found, 0);
    }

    /// <summary>How many entries have a smaller hash.</summary>
    private int PositionOf(ulong hash)
    {
        var (node, before) = (root, 0);
        for (var shift = FirstShift; node is Branch branch; shift -= BitsPerLevel)
        {
            var child = branch.IndexOf(Slot(hash, shift));
            for (var i = 0; i < child; i++)
            {
                before += branch.Children[i].Count;
            }

            node = branch.Children[child];
        }

        foreach (ref readonly var entry in ((Leaf)node).Entries.AsSpan(0, node.Count))
        {
            before += entry.Hash < hash ? 1 : 0;
        }

        return before;
    }
}
