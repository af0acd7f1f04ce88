using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>Which change had to be durable before which, so that a crash would have done no harm.</summary>
public static class NeededOrder
{
    /// <summary>
    /// Tries one more sync right before the crash, of each file and directory that was changed. Returns the last change
    /// that the sync covers and the one that it had to precede, by their indexes; null when no single sync heals it.
    /// </summary>
    /// <param name="journal">The changes.</param>
    /// <param name="position">The number of changes before the crash.</param>
    /// <param name="fails">True when a crash after the last of these changes can do the same harm.</param>
    public static (int Earlier, int Later)? Of(Journal journal, int position, Predicate<Journal> fails)
    {
        foreach (var (inode, last) in Touched(journal, position))
        {
            var synced = new Journal();
            for (var i = 0; i < position; i++)
            {
                synced.Append(journal[i]);
            }

            synced.Append(new Change.Synced(inode, position, DataOnly: false));
            if (!fails(synced))
            {
                return (last, position - 1);
            }
        }

        return null;
    }

    /// <summary>Files and directories with changes before a crash, the last changed one first.</summary>
    private static List<(int Inode, int Last)> Touched(Journal journal, int position)
    {
        var touched = new SortedDictionary<int, int>();
        for (var i = 0; i < position; i++)
        {
            foreach (var inode in journal[i] switch
            {
                Change.Write or Change.Truncate => [journal[i].Inode],
                Change.Create create => [create.Directory],
                Change.MakeDirectory make => [make.Directory],
                Change.Unlink unlink => [unlink.Directory],
                Change.Rename rename => [rename.FromDirectory, rename.ToDirectory],
                _ => (int[])[],
            })
            {
                touched[inode] = i;
            }
        }

        return [.. touched.Select(pair => (pair.Key, pair.Value)).OrderByDescending(pair => pair.Value)];
    }
}
