using Sim.Disk;

namespace Tests.Scenarios.Disk;

/// <summary>
/// The specification of posix-weak once more, as plainly as can be and for small files only (one sector, the root
/// directory): it keeps whole histories, tries every combination, and shares nothing with the model but the journal
/// and the noise.
/// </summary>
/// <param name="initial">What the disk held at first.</param>
/// <param name="journal">What happened then.</param>
/// <param name="noise">For an inode, what it shows where nothing ever arrived.</param>
internal sealed class ReferenceModel(DiskImage initial, Journal journal, Func<int, string> noise)
{
    private readonly List<(string Name, int Inode)> _firstNames = [.. initial.Entries.Select((entry, index) => (entry.Path, index + 2))];

    /// <summary>Every state a power loss may leave at the end of the journal, in words.</summary>
    public SortedSet<string> States()
    {
        var states = new SortedSet<string>(StringComparer.Ordinal);
        var operations = Indices(change => change is Change.Create or Change.Rename or Change.Unlink);
        for (var subset = 0; subset < 1 << operations.Count; subset++)
        {
            if (operations.Where((change, i) => (subset & (1 << i)) == 0).Any(IsSettledName))
            {
                continue;
            }

            var names = new SortedDictionary<string, int>(_firstNames.ToDictionary(pair => pair.Name, pair => pair.Inode), StringComparer.Ordinal);
            foreach (var change in operations.Where((_, i) => (subset & (1 << i)) != 0))
            {
                Apply(journal[change], names);
            }

            AddStates([.. names], 0, [], states);
        }

        return states;
    }

    public static string Describe(DiskImage image) =>
        string.Join(" ", image.Entries.Select(entry => $"{entry.Path}={Latin1(entry.Content)}"));

    private static void Apply(Change change, SortedDictionary<string, int> names)
    {
        switch (change)
        {
            case Change.Create create:
                names[create.Name] = create.Inode;
                break;
            case Change.Unlink unlink:
                names.Remove(unlink.Name);
                break;
            case Change.Rename rename:
                names.Remove(rename.FromName);
                names[rename.ToName] = rename.Inode;
                break;
            default:
                throw new InvalidOperationException();
        }
    }

    private void AddStates(KeyValuePair<string, int>[] names, int next, Dictionary<int, string> chosen, SortedSet<string> states)
    {
        if (next == names.Length)
        {
            states.Add(string.Join(" ", names.Select(name => $"{name.Key}={chosen[name.Value]}")));
            return;
        }

        var inode = names[next].Value;
        foreach (var content in chosen.TryGetValue(inode, out var known) ? [known] : Contents(inode))
        {
            AddStates(names, next + 1, new Dictionary<int, string>(chosen) { [inode] = content }, states);
        }
    }

    private SortedSet<string> Contents(int inode)
    {
        // All contents the file ever had, with the index of the change that made each; -1 is the beginning.
        var first = inode - 2 < _firstNames.Count ? Latin1(initial.Entries.ElementAt(inode - 2).Content) : string.Empty;
        List<(int Change, string Text)> history = [(-1, first)];
        foreach (var index in Indices(change => change.Inode == inode && change is Change.Write or Change.Truncate))
        {
            if (journal[index].Inode == inode)
            {
                history.Add((index, After(history[^1].Text, journal[index])));
            }
        }

        var block = history[FirstPossible(inode, [.. history.Select(version => version.Change)])..];
        List<(int Change, string Text)> resized = [history[0], .. history.Zip(history.Skip(1)).Where(pair => pair.First.Text.Length != pair.Second.Text.Length).Select(pair => pair.Second)];
        var firstSize = FirstPossible(inode, [.. resized.Select(version => version.Change)]);
        var contents = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var size in PossibleSizes(resized, firstSize))
        {
            foreach (var (_, text) in block)
            {
                contents.Add(text.PadRight(size, '\0')[..size]);
                contents.Add((text + noise(inode)[text.Length..])[..size]);
            }
        }

        return contents;
    }

    private SortedSet<int> PossibleSizes(List<(int Change, string Text)> resized, int first)
    {
        var sizes = new SortedSet<int> { resized[first].Text.Length };
        for (var i = first + 1; i < resized.Count; i++)
        {
            var (before, after) = (resized[i - 1].Text.Length, resized[i].Text.Length);
            for (var size = journal[resized[i].Change] is Change.Write ? before + 1 : after; size <= after; size++)
            {
                sizes.Add(size);
            }
        }

        return sizes;
    }

    /// <summary>The oldest version that no successful sync has replaced, with the syncs taken one by one.</summary>
    private int FirstPossible(int inode, int[] changes)
    {
        var (first, cleanUpTo) = (0, 0);
        foreach (var sync in Indices(change => change.Inode == inode && change is Change.Synced or Change.SyncFailed))
        {
            if (journal[sync] is Change.SyncFailed failed && failed.Inode == inode)
            {
                cleanUpTo = Math.Max(cleanUpTo, failed.CoversUpTo);
            }
            else if (journal[sync] is Change.Synced synced && synced.Inode == inode)
            {
                var covered = Array.FindLastIndex(changes, change => change < synced.CoversUpTo);
                first = changes[covered] >= cleanUpTo ? Math.Max(first, covered) : first;
            }
        }

        return first;
    }

    /// <summary>A directory operation is settled by a sync of the root that covers it, if none failed on it in between.</summary>
    private bool IsSettledName(int operation)
    {
        foreach (var sync in Indices(change => change.Inode == 1 && change is Change.Synced or Change.SyncFailed))
        {
            if (journal[sync] is Change.SyncFailed failed && failed.Inode == 1 && failed.CoversUpTo > operation)
            {
                return false;
            }

            if (journal[sync] is Change.Synced synced && synced.Inode == 1 && synced.CoversUpTo > operation)
            {
                return true;
            }
        }

        return false;
    }

    private static string After(string text, Change change) => change switch
    {
        Change.Write write => text.PadRight((int)write.Offset, '\0')[..(int)write.Offset] + Latin1(write.Data) + Rest(text, (int)write.Offset + write.Data.Length),
        Change.Truncate truncate => text.PadRight((int)truncate.Size, '\0')[..(int)truncate.Size],
        _ => throw new InvalidOperationException(),
    };

    private static string Rest(string text, int from) => from < text.Length ? text[from..] : string.Empty;

    private static string Latin1(ReadOnlyMemory<byte> bytes) => System.Text.Encoding.Latin1.GetString(bytes.Span);

    private List<int> Indices(Predicate<Change> condition) => [.. Enumerable.Range(0, journal.Count).Where(i => condition(journal[i]))];
}
