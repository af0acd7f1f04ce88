using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>
/// The settled and the open changes at one position of the journal. It keeps only changes that no sync has settled, so
/// the cost of a step does not depend on the length of the journal.
/// </summary>
internal sealed class CrashState
{
    private const int Root = 1;

    private readonly Queue<(int At, Change.Synced Sync)> late = new();
    private readonly Dictionary<int, int> returned = [];
    private readonly List<FileHistory?> files = [null, null];
    private readonly NameHistory names = new();
    private NameOutcome? allSurvived;

    /// <summary>Starts before the first change.</summary>
    /// <param name="initial">What the disk held.</param>
    /// <param name="syncLag">Rule Y6: the number of changes after which a sync counts.</param>
    public CrashState(DiskImage initial, int syncLag)
    {
        SyncLag = syncLag;
        var directories = new SortedList<string, int>(StringComparer.Ordinal) { [string.Empty] = Root };
        foreach (var entry in initial.Sorted)
        {
            var number = files.Count;
            var slash = entry.Path.LastIndexOf('/');
            var parent = directories[slash < 0 ? string.Empty : entry.Path[..slash]];
            names.Add(new NameEntry(parent, entry.Path[(slash + 1)..], number));
            files.Add(entry.Content is null ? null : new FileHistory(number, entry.Content));
            if (entry.Content is null)
            {
                directories.Add(entry.Path, number);
            }
        }
    }

    /// <summary>Rule Y6: the number of changes after which a sync counts.</summary>
    public int SyncLag { get; }

    /// <summary>The number of changes processed so far.</summary>
    public int Position { get; private set; }

    /// <summary>Rule O3: on a disk that keeps the order, the changes before this index are durable.</summary>
    public int DurableInOrder { get; private set; }

    /// <summary>Rule Y5: on a disk with a metadata journal, metadata changes before this index are durable.</summary>
    public int DurableMetadata { get; private set; }

    /// <summary>The files with an open change, in the order of their inode numbers.</summary>
    public IEnumerable<FileHistory> OpenFiles
    {
        get
        {
            foreach (var file in files)
            {
                if (file is { IsSettled: false })
                {
                    yield return file;
                }
            }
        }
    }

    /// <summary>The content of the file that was freed last; null when none was. Rule B4 may show it.</summary>
    public FileContent? Freed { get; private set; }

    /// <summary>The operations on names that are not settled.</summary>
    public List<NameOperation> Operations => names.Operations;

    public FileHistory File(int inode) =>
        files[inode] ?? throw new InvalidOperationException("a directory has no data");

    public bool IsDirectory(int inode) => files[inode] is null;

    public bool SomeFileBeginsWith(ReadOnlySpan<byte> bytes)
    {
        foreach (var file in files)
        {
            if (file is not null && file.Cached.StartsWith(bytes))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The names when every operation survived. Cached until a name changes.</summary>
    public NameOutcome AllSurvived()
    {
        if (allSurvived is null)
        {
            var survived = new bool[Operations.Count];
            Array.Fill(survived, value: true);
            allSurvived = Names(survived);
        }

        return allSurvived;
    }

    /// <summary>The names when these operations and all settled ones survived.</summary>
    public NameOutcome Names(bool[] survived)
    {
        for (var i = 0; i < survived.Length; i++)
        {
            survived[i] |= Operations[i].IsSettled;
        }

        return new NameOutcome(names.Resulting(survived), survived, Root, IsDirectory);
    }

    public void Step(Journal journal)
    {
        var index = Position++;
        switch (journal[index])
        {
            case Change.Write write:
                File(write.Inode).Written(write, index);
                break;
            case Change.Truncate truncate:
                File(truncate.Inode).Truncated(truncate, index);
                break;
            case Change.Synced synced:
                late.Enqueue((index + SyncLag, synced));
                Returned(synced);
                break;
            case Change.SyncFailed failed:
                SyncFailed(failed);
                break;
            case Change.Reread reread:
                File(reread.Inode).Reread(reread.After, index);
                break;
            case Change.Aborted:
                break;
            case var naming:
                NameChanged(naming, index);
                break;
        }

        while (late.Count > 0 && late.Peek().At <= index)
        {
            Synced(late.Dequeue().Sync, journal);
        }
    }

    private void NameChanged(Change change, int index)
    {
        allSurvived = null;
        switch (change)
        {
            case Change.Create create:
                files.Add(new FileHistory(create.Inode, FileContent.Empty));
                names.Changed(
                    new NameOperation(index, new NameEntry(create.Directory, create.Name, create.Inode), second: null));
                break;
            case Change.MakeDirectory make:
                files.Add(null);
                names.Changed(
                    new NameOperation(index, new NameEntry(make.Directory, make.Name, make.Inode), second: null));
                break;
            case Change.Unlink unlink:
                Freed = files[unlink.Inode]?.Cached ?? Freed;
                names.Changed(
                    new NameOperation(index, new NameEntry(unlink.Directory, unlink.Name, Inode: 0), second: null));
                break;
            case Change.Rename rename:
                Freed = files[rename.Replaced]?.Cached ?? Freed;
                if (rename.Replaced != 0)
                {
                    files[rename.Inode]?.RenamedOver(index);
                }

                var gone = new NameEntry(rename.FromDirectory, rename.FromName, Inode: 0);
                names.Changed(
                    new NameOperation(index, gone, new NameEntry(rename.ToDirectory, rename.ToName, rename.Inode)));
                break;
            default:
                throw new InvalidOperationException("a change that the crash model does not know");
        }
    }

    private void Synced(Change.Synced synced, Journal journal)
    {
        names.Logged(synced);
        if (files[synced.Inode] is { } file)
        {
            file.Synced(synced.CoversUpTo, synced.Unwritten);
        }
        else
        {
            allSurvived = null;
            names.Synced(synced.Inode, synced.CoversUpTo);
        }

        // Rule O3: all changes before the last one that the sync made durable.
        for (var last = synced.CoversUpTo - 1; last >= DurableInOrder; last--)
        {
            if (journal[last].Touches(synced.Inode) || journal[last].IsJournalledFor(synced.Inode, synced.DataOnly))
            {
                DurableInOrder = last + 1;
            }
        }

        // Rule Y5: all metadata before the last change that the sync had to journal.
        for (var last = synced.CoversUpTo - 1; last >= DurableMetadata; last--)
        {
            if (journal[last].IsJournalledFor(synced.Inode, synced.DataOnly))
            {
                DurableMetadata = last + 1;
            }
        }
    }

    /// <summary>Rule Y6: what waits in the drive is no longer in the page cache for a later sync to fail on.</summary>
    private void Returned(Change.Synced synced)
    {
        if (SyncLag > 0)
        {
            returned[synced.Inode] = Math.Max(returned.GetValueOrDefault(synced.Inode), synced.CoversUpTo);
        }
    }

    private void SyncFailed(Change.SyncFailed failed)
    {
        // Rule F3.
        if (failed.StaysDirty)
        {
            return;
        }

        if (files[failed.Inode] is { } file)
        {
            file.SyncFailed(returned.GetValueOrDefault(failed.Inode), failed.CoversUpTo);
        }
        else
        {
            names.SyncFailed(failed.Inode, returned.GetValueOrDefault(failed.Inode), failed.CoversUpTo);
        }
    }
}
