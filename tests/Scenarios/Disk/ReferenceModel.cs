using Sim.Machine.Disk;

namespace Tests.Scenarios.Disk;

/// <summary>
/// A second, independent implementation of the rules of <see cref="Sim.Machine.Crash.CrashModel"/>, for small files in
/// the root directory. It keeps whole histories and tries every combination. It shares only the journal and the noise
/// with the model.
/// </summary>
/// <param name="initial">The first image of the disk.</param>
/// <param name="journal">The changes up to the crash.</param>
/// <param name="rules">The properties of the disk.</param>
/// <param name="noise">The stale bytes of an inode (rule B4).</param>
/// <param name="scale">
/// The number of bytes for one letter: 1, or 512 for files in which each sector repeats one letter.
/// </param>
internal sealed class ReferenceModel(
    DiskImage initial, IReadOnlyList<Change> journal, ReferenceRules rules, Func<int, string> noise, int scale = 1)
{
    private readonly List<(string Name,
        int Inode)> firstNames = [.. initial.Entries.Select((entry, index) => (entry.Path, index + 2))];
    private readonly Dictionary<int, ReferenceFile> files = [];

    /// <summary>Every state that a power loss may leave at the end of the journal, as text.</summary>
    public SortedSet<string> States()
    {
        var states = new SortedSet<string>(StringComparer.Ordinal);
        if (rules.Ordered)
        {
            AddOrdered(states);
        }
        else if (rules.Journal)
        {
            for (var upTo = rules.SyncWritesJournal ? Durable(JournalledFor) : 0; upTo <= journal.Count; upTo++)
            {
                var end = upTo;
                AddStates(Names(change => change < end || IsSettledName(change, end)), upTo, states);
            }
        }
        else
        {
            int[] open = [.. Indices(IsNaming).Where(change => !IsSettledName(change))];
            for (var subset = 0; subset < 1 << open.Length; subset++)
            {
                AddStates(Names(change => Array.IndexOf(open, change) is var i && (i < 0 || (subset & (1 << i)) != 0)),
                    int.MaxValue, states);
            }
        }

        return states;
    }

    public static string Describe(DiskImage image, int scale = 1) =>
        string.Join(" ", image.Entries.Select(entry => $"{entry.Path}={ReferenceFile.Letters(entry.Content, scale)}"));

    private static bool IsNaming(Change change) => change is Change.Create or Change.Rename or Change.Unlink;

    /// <summary>Rules O1 to O3.</summary>
    private void AddOrdered(SortedSet<string> states)
    {
        var first = Durable((sync, change) => IsWritten(journal[change], sync.Inode) || JournalledFor(sync, change));
        for (var count = first; count <= journal.Count; count++)
        {
            var names = Names(change => change < count);
            states.Add(Words(names, inode => File(inode).TextBefore(count)));
            if (rules.Splits && count < journal.Count && journal[count] is Change.Write write)
            {
                foreach (var part in File(write.Inode).Parts(count))
                {
                    states.Add(Words(names, inode => inode == write.Inode ? part : File(inode).TextBefore(count)));
                }
            }
        }
    }

    private static bool IsWritten(Change change, int inode) =>
        change.Inode == inode && change is Change.Write or Change.Truncate;

    private static string Words(SortedDictionary<string, int> names, Func<int, string> text) =>
        string.Join(" ", names.Select(name => $"{name.Key}={text(name.Value)}"));

    /// <summary>Rules N2 to N4: the names after the surviving operations.</summary>
    private SortedDictionary<string, int> Names(Predicate<int> survives)
    {
        var names = new SortedDictionary<string, int>(
            firstNames.ToDictionary(pair => pair.Name, pair => pair.Inode), StringComparer.Ordinal);
        foreach (var change in Indices(IsNaming).Where(change => survives(change)))
        {
            switch (journal[change])
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

        return names;
    }

    private void AddStates(SortedDictionary<string, int> names, int upTo, SortedSet<string> states)
    {
        var last = Indices(IsNaming)
            .Concat(Indices(change => change is Change.Truncate).Where(i => File(journal[i].Inode).Resized(i)))
            .Where(change => change < upTo).DefaultIfEmpty(-1).Max();
        last = rules.SyncWritesJournal && last < Durable(JournalledFor) ? -1 : last;
        int[] inodes = [.. names.Values.Distinct()];
        Choose(next: 0, []);

        void Choose(int next, Dictionary<int, string> chosen)
        {
            if (next == inodes.Length)
            {
                states.Add(Words(names, inode => chosen[inode]));
                return;
            }

            foreach (var content in File(inodes[next]).Contents(upTo, last))
            {
                Choose(next + 1, new Dictionary<int, string>(chosen) { [inodes[next]] = content });
            }
        }
    }

    private ReferenceFile File(int inode)
    {
        if (!files.TryGetValue(inode, out var file))
        {
            var text = inode - 2 < firstNames.Count
                ? ReferenceFile.Letters(initial.Entries.ElementAt(inode - 2).Content, scale)
                : string.Empty;
            files[inode] =
                file = new ReferenceFile(inode, text, journal, rules, rules.Noise ? noise(inode) : null, scale);
        }

        return file;
    }

    /// <summary>
    /// The index behind the last change that a sync made durable (rules O3, Y5). All changes before it are durable too.
    /// </summary>
    private int Durable(Func<Change.Synced, int, bool> isForIts) =>
        Indices(change => change is Change.Synced)
            .Select(index => (Change.Synced)journal[index])
            .Select(sync =>
            1 + Enumerable.Range(0, sync.CoversUpTo).LastOrDefault(change => isForIts(sync, change), -1))
            .DefaultIfEmpty(0).Max();

    /// <summary>Rule Y5: true when the sync had to journal the change.</summary>
    private bool JournalledFor(Change.Synced sync, int change) => journal[change] switch
    {
        Change.Create create => sync.Inode == 1 || create.Inode == sync.Inode,
        Change.Rename or Change.Unlink => sync.Inode == 1 || (journal[change].Inode == sync.Inode && !sync.DataOnly),
        Change.Truncate truncate => truncate.Inode == sync.Inode,
        Change.Write write => write.Inode == sync.Inode && (!sync.DataOnly || File(write.Inode).Resized(change)),
        _ => false,
    };

    /// <summary>
    /// True when a sync of the root settled the operation, and no earlier one failed on it (rules N1, Y3, F1), or when
    /// a sync of its file settled it (rule Y4).
    /// </summary>
    private bool IsSettledName(int operation, int upTo = int.MaxValue)
    {
        foreach (var index in rules.Syncs ? Indices(change => change is Change.Synced or Change.SyncFailed) : [])
        {
            switch (journal[index])
            {
                case Change.SyncFailed { Inode: 1, StaysDirty: false } failed when failed.CoversUpTo > operation:
                    return rules.SyncWritesNames
                        && Indices(change => change is Change.Synced).Any(
                        sync => NamedBy((Change.Synced)journal[sync], operation, upTo));
                case Change.Synced { Inode: 1 } synced when synced.CoversUpTo > operation:
                    return true;
                case Change.Synced synced when rules.SyncWritesNames && NamedBy(synced, operation, upTo):
                    return true;
                default:
                    break;
            }
        }

        return false;
    }

    /// <summary>Rule Y4.</summary>
    private bool NamedBy(Change.Synced sync, int operation, int upTo) =>
        sync.CoversUpTo > operation
        && ((sync.Inode == journal[operation].Inode
            && (journal[operation] is Change.Create || (journal[operation] is Change.Rename && !sync.DataOnly)))
        || (journal[operation] is Change.Rename freeing && GivenBefore(operation, freeing) < upTo
            && Indices(IsNaming).Any(later => later > operation && NameGivenBy(later) == freeing.FromName
                && NamedBy(sync, later, int.MaxValue))));

    /// <summary>
    /// The change that gave the inode the name that this rename takes away; -1 when the first image did.
    /// </summary>
    private int GivenBefore(int operation, Change.Rename rename) => Indices(IsNaming).LastOrDefault(
        earlier => earlier < operation && journal[earlier].Inode == rename.Inode
            && NameGivenBy(earlier) == rename.FromName, -1);

    private string? NameGivenBy(int change) => journal[change] switch
    {
        Change.Create create => create.Name,
        Change.Rename rename => rename.ToName,
        _ => null,
    };

    private List<int> Indices(Predicate<Change> condition) =>
        [.. Enumerable.Range(0, journal.Count).Where(i => condition(journal[i]))];
}
