using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>A name in a directory leads to an inode; 0 when to none.</summary>
internal readonly record struct NameEntry(int Directory, string Name, int Inode)
{
    public bool IsSameName(NameEntry other) => Directory == other.Directory && string.Equals(Name, other.Name, StringComparison.Ordinal);
}

/// <summary>
/// A directory operation, as the one or two names that it sets: a rename takes one name away and sets another, in one
/// piece. It is settled once every directory in which it sets a name has been synced.
/// </summary>
internal sealed class NameOperation(int change, NameEntry first, NameEntry? second)
{
    private bool firstIsOpen = true;
    private bool secondIsOpen = second is not null;

    /// <summary>The index of the change in the journal.</summary>
    public int Change { get; } = change;

    public NameEntry First { get; } = first;

    public NameEntry? Second { get; } = second;

    public bool IsSettled => !firstIsOpen && !secondIsOpen;

    /// <summary>The file that got its name was synced after that: a file system that logs the names of a file with it has this.</summary>
    public bool IsLogged { get; private set; }

    public void Synced(int directory)
    {
        firstIsOpen &= First.Directory != directory;
        secondIsOpen &= Second?.Directory != directory;
    }

    public void FileSynced(int inode) => IsLogged |= First.Inode == inode || Second?.Inode == inode;

    public bool Sets(NameEntry name) => First.IsSameName(name) || (Second is { } second && second.IsSameName(name));

    /// <summary>True when the two have a name in common.</summary>
    public bool Meets(NameOperation other) => other.Sets(First) || (Second is { } second && other.Sets(second));
}

/// <summary>What may be on the disk of the names: those that are settled, and the operations after them that are not.</summary>
internal sealed class NameHistory
{
    private readonly List<NameEntry> settled = [];
    private readonly List<NameOperation> operations = [];
    private readonly List<(int Directory, int UpTo)> failed = [];

    /// <summary>In the order of the journal. A settled one may be among them, behind one that is open and sets the same name: it cannot be lost.</summary>
    public List<NameOperation> Operations => operations;

    /// <summary>A name that is there from the beginning.</summary>
    public void Add(NameEntry entry) => settled.Add(entry);

    public void Changed(NameOperation operation) => operations.Add(operation);

    /// <summary>A sync of a directory succeeded that covers the changes before this index.</summary>
    public void Synced(int directory, int coversUpTo)
    {
        var failedUpTo = FailedUpTo(directory);
        foreach (var operation in operations)
        {
            if (operation.Change < coversUpTo && operation.Change >= failedUpTo)
            {
                operation.Synced(directory);
            }
        }

        DropHidden();
        FoldSettled();
    }

    /// <summary>A sync of a file succeeded that covers the changes before this index. Of the names that it was given later it tells nothing; a rename needs more than the data.</summary>
    public void FileSynced(Change.Synced synced)
    {
        foreach (var operation in operations)
        {
            if (operation.Change < synced.CoversUpTo && !(synced.DataOnly && operation.Second is not null))
            {
                operation.FileSynced(synced.Inode);
            }
        }
    }

    /// <summary>A sync of a directory failed that would have covered the changes before this index: they stay open.</summary>
    public void SyncFailed(int directory, int coversUpTo)
    {
        _ = failed.RemoveAll(entry => entry.Directory == directory && entry.UpTo <= coversUpTo);
        failed.Add((directory, coversUpTo));
    }

    /// <summary>The names that result when these of the operations survived.</summary>
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

    private int FailedUpTo(int directory)
    {
        var upTo = 0;
        foreach (var entry in failed)
        {
            upTo = entry.Directory == directory ? Math.Max(upTo, entry.UpTo) : upTo;
        }

        return upTo;
    }

    /// <summary>An open operation no longer matters when settled ones behind it set all of its names again.</summary>
    private void DropHidden()
    {
        for (var i = operations.Count - 1; i >= 0; i--)
        {
            var operation = operations[i];
            if (!operation.IsSettled && IsSetAgain(operation.First, i) && (operation.Second is not { } second || IsSetAgain(second, i)))
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

    /// <summary>A settled operation joins the settled names, unless one stays in front of it that sets a name of its own.</summary>
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
