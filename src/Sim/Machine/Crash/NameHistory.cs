using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>A name in a directory, and the inode it leads to; 0 when the name is removed.</summary>
internal readonly record struct NameEntry(int Directory, string Name, int Inode)
{
    public bool IsSameName(NameEntry other) =>
        Directory == other.Directory && string.Equals(Name, other.Name, StringComparison.Ordinal);
}

/// <summary>
/// An operation on names, as the one or two names that it sets. A rename removes one name and sets another (rule N3).
/// It is settled once a directory in which it sets a name was synced (rules Y3, N5). A rename that only its new
/// directory has synced stays open, because not every disk then has the whole of it.
/// </summary>
internal sealed class NameOperation(int change, NameEntry first, NameEntry? second)
{
    private int keptBehind = int.MaxValue;

    /// <summary>The index of the change in the journal.</summary>
    public int Change { get; } = change;

    public NameEntry First { get; } = first;

    public NameEntry? Second { get; } = second;

    public bool IsSettled { get; private set; }

    /// <summary>
    /// True once the inode that got the name was synced: that settles the operation under rule Y4.
    /// </summary>
    public bool IsLogged { get; private set; }

    /// <summary>The directory in which the inode got its name.</summary>
    public int Directory => Given.Directory;

    /// <summary>Rule N5: true once the new directory of a rename was synced, while the old one was not.</summary>
    public bool IsNewNameSettled { get; private set; }

    /// <summary>
    /// True when every power loss leaves the whole operation on such a disk (rules N5, Y3, Y4), if it leaves the
    /// metadata before a change.
    /// </summary>
    public bool IsKept(DiskPreset preset, int upTo = int.MaxValue) =>
        IsSettled || (preset.SyncReach == SyncReach.ItsNames ? IsLogged || keptBehind < upTo : IsNewNameSettled);

    public void Synced(int directory)
    {
        IsSettled |= First.Directory == directory;
        IsNewNameSettled |= Second?.Directory == directory;
    }

    public bool Names(int inode) => First.Inode == inode || Second?.Inode == inode;

    public void Log() => IsLogged = true;

    /// <summary>
    /// Rule Y4: the inode that got the old name of this rename was logged. So this rename is there too, if the change
    /// that gave the old name is.
    /// </summary>
    public void LogIfThere(int oldNameGivenBy) => keptBehind = Math.Min(keptBehind, oldNameGivenBy);

    /// <summary>True when this rename took the name away that the other operation gave to another inode.</summary>
    public bool Frees(NameOperation other) => Second is not null && First.IsSameName(other.Given);

    /// <summary>The name that the inode got.</summary>
    public NameEntry Given => Second ?? First;

    public bool Sets(NameEntry name) => First.IsSameName(name) || (Second is { } second && second.IsSameName(name));

    /// <summary>True when the two operations set a common name.</summary>
    public bool Meets(NameOperation other) => other.Sets(First) || (Second is { } second && other.Sets(second));
}

/// <summary>
/// The names that are settled, and the open operations after them (rules N1 to N5).
/// </summary>
internal sealed class NameHistory
{
    private readonly List<NameEntry> settled = [];
    private readonly List<NameOperation> operations = [];
    private readonly Dictionary<int, FailedSpans> failed = [];

    /// <summary>
    /// The open operations in the order of the journal. A settled operation stays in the list while an open one before
    /// it sets the same name; it cannot be lost.
    /// </summary>
    public List<NameOperation> Operations => operations;

    /// <summary>Adds a name of the first image.</summary>
    public void Add(NameEntry entry) => settled.Add(entry);

    public void Changed(NameOperation operation) => operations.Add(operation);

    /// <summary>
    /// A sync of a directory succeeded; it covers the changes before this index (rule Y3), except those that a failed
    /// sync left clean (rule F1).
    /// </summary>
    public void Synced(int directory, int coversUpTo)
    {
        var spans = failed.GetValueOrDefault(directory);
        foreach (var operation in operations)
        {
            if (operation.Change < coversUpTo && spans?.Has(operation.Change) != true)
            {
                operation.Synced(directory);
            }
        }

        DropHidden();
        FoldSettled();
    }

    /// <summary>
    /// A sync of a file or directory succeeded (rule Y4). It covers the names that the inode got before the sync began,
    /// and those of the new directories above it. An fdatasync does not cover a rename.
    /// </summary>
    public void Logged(Change.Synced synced) => Log(synced.Inode, synced.CoversUpTo, synced.DataOnly);

    private void Log(int inode, int coversUpTo, bool createdOnly)
    {
        foreach (var operation in operations)
        {
            if (operation.Change < coversUpTo && operation.Names(inode) && !operation.IsLogged
                && !(createdOnly && operation.Second is not null))
            {
                operation.Log();
                LogFreed(operation, coversUpTo);
            }
        }
    }

    /// <summary>
    /// Rule Y4: what a logged name needs. Its directory, and the renames that took it from other inodes.
    /// </summary>
    private void LogFreed(NameOperation logged, int coversUpTo)
    {
        Log(logged.Directory, coversUpTo, createdOnly: true);
        for (var i = operations.IndexOf(logged) - 1; i >= 0; i--)
        {
            var rename = operations[i];
            if (rename.Frees(logged))
            {
                var name = rename.First with { Inode = rename.Given.Inode };
                var giver = operations.FindLastIndex(
                    i, other => other.Change < rename.Change && other.Given == name);
                rename.LogIfThere(giver < 0 ? -1 : operations[giver].Change);
                LogFreed(rename, coversUpTo);
            }
        }
    }

    /// <summary>
    /// A sync of a directory failed. It would have covered the changes between these indices; they stay open (rule F1).
    /// </summary>
    public void SyncFailed(int directory, int from, int to)
    {
        if (!failed.TryGetValue(directory, out var spans))
        {
            failed[directory] = spans = new FailedSpans();
        }

        spans.Add(from, to);
    }

    /// <summary>
    /// The names that result when these operations survived (rule N2), and the settled new names of the others (N5).
    /// </summary>
    public List<NameEntry> Resulting(ReadOnlySpan<bool> survived)
    {
        var names = new List<NameEntry>(settled.Count + survived.Length);
        names.AddRange(settled);
        for (var i = 0; i < survived.Length; i++)
        {
            if (survived[i])
            {
                Apply(operations[i], names);
            }
            else if (operations[i] is { IsNewNameSettled: true, Second: { } newName })
            {
                Set(names, newName);
            }
        }

        return names;
    }

    private static void Apply(NameOperation operation, List<NameEntry> names)
    {
        Set(names, operation.First);
        if (operation.Second is { } second)
        {
            Set(names, second);
        }
    }

    private static void Set(List<NameEntry> names, NameEntry entry)
    {
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i].IsSameName(entry))
            {
                names.RemoveAt(i);
                break;
            }
        }

        if (entry.Inode != 0)
        {
            names.Add(entry);
        }
    }

    /// <summary>Removes open operations whose names were all set again by later settled operations.</summary>
    private void DropHidden()
    {
        for (var i = operations.Count - 1; i >= 0; i--)
        {
            var operation = operations[i];
            if (!operation.IsSettled && IsSetAgain(operation.First, i)
                && (operation.Second is not { } second || IsSetAgain(second, i)))
            {
                operations.RemoveAt(i);
            }
        }
    }

    private bool IsSetAgain(NameEntry name, int after)
    {
        for (var i = after + 1; i < operations.Count; i++)
        {
            if (operations[i].IsSettled && operations[i].Sets(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Moves settled operations to the settled names, except those behind an open operation that sets the same name.
    /// </summary>
    private void FoldSettled()
    {
        for (var i = 0; i < operations.Count;)
        {
            if (operations[i].IsSettled && !MeetsEarlier(i))
            {
                Apply(operations[i], settled);
                operations.RemoveAt(i);
            }
            else
            {
                i++;
            }
        }
    }

    private bool MeetsEarlier(int index)
    {
        for (var i = 0; i < index; i++)
        {
            if (operations[i].Meets(operations[index]))
            {
                return true;
            }
        }

        return false;
    }
}
