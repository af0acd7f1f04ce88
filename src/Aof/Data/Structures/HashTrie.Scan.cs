namespace Aof.Data.Structures;

/// <content>Incremental enumeration while others write.</content>
public sealed partial class HashTrie<TValue>
{
    /// <summary>
    /// The entries with a hash from the cursor on: at least <paramref name="atLeast"/>, if there are so many; those of
    /// one hash stay together. The next cursor is 0 at the end. A full scan from 0 to 0 returns each entry that always
    /// existed exactly once, because hashes do not change.
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

    /// <summary>The number of entries with a smaller hash.</summary>
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
