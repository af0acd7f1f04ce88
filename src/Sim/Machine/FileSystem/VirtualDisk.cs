using System.Diagnostics.CodeAnalysis;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Os;

namespace Sim.Machine.FileSystem;

/// <summary>
/// A disk with a page cache, as the running system sees it: every call works on what is cached, and leaves a
/// <see cref="Change"/> in the journal. What a crash would leave is the business of <see cref="CrashModel"/>, which
/// computes it from the journal. Descriptors, offsets and faults belong to the machine above.
/// </summary>
public sealed class VirtualDisk
{
    private readonly DirectoryTree tree = new();
    private readonly DiskImage initial;
    private readonly Queue<(int At, Inode Inode)> evictions = new();
    private long usedBytes;

    /// <summary>An empty disk.</summary>
    /// <param name="capacityBytes">How many bytes all files may have together, holes included; a file that has lost its name no longer counts.</param>
    public VirtualDisk(long capacityBytes = long.MaxValue)
        : this(DiskImage.Empty, capacityBytes)
    {
    }

    private VirtualDisk(DiskImage initial, long capacityBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacityBytes);
        this.initial = initial;
        CapacityBytes = capacityBytes;
    }

    /// <summary>Everything that happened since the disk was switched on.</summary>
    public Journal Journal { get; } = new();

    /// <summary>How many bytes all files may have together. A disk that was full has room again when it grows.</summary>
    public long CapacityBytes { get; set; }

    /// <summary>What a failed sync does to the cache.</summary>
    public FailedSync FailedSync { get; set; }

    /// <summary>So many changes after a failed sync memory is short, and the cache drops the pages that it left clean (<see cref="LosePages"/>), at the next write or sync; 0: it never does.</summary>
    public int EvictsAfter { get; set; }

    /// <summary>Remounted read-only, as file systems are after an error that they cannot cope with: everything that would change it is EROFS. What is dirty can still be synced.</summary>
    public bool IsReadOnly { get; set; }

    /// <summary>Called right before each change enters the journal; the change is not visible yet.</summary>
    public event Action? Changing;

    /// <summary>The size of all files that have a name, in bytes.</summary>
    public long UsedBytes => usedBytes;

    /// <summary>A disk that holds this image, all of it durable. Nothing is copied until it is written to.</summary>
    public static VirtualDisk From(DiskImage image, long capacityBytes = long.MaxValue)
    {
        var disk = new VirtualDisk(image, capacityBytes);
        foreach (var entry in image.Sorted)
        {
            var inode = entry.Content is null ? disk.tree.NewDirectory() : disk.tree.NewFile(entry.Content);
            var place = disk.tree.Find(entry.Path).Value;
            place.Directory.Names.Add(place.Name, inode);
            disk.usedBytes += inode.Size;
        }

        return disk;
    }

    /// <summary>What a path leads to. ENOENT, ENOTDIR, ENAMETOOLONG; EISDIR when a file is to be created there and the path ends with a slash.</summary>
    public SysResult<Inode> Lookup(string path, bool creates = false) => tree.Lookup(path, creates);

    /// <summary>The names in a directory in ordinal order. ENOENT, ENOTDIR.</summary>
    public SysResult<IReadOnlyList<string>> List(string path)
    {
        var found = Lookup(path);
        if (!found.Ok)
        {
            return found.Error;
        }

        var inode = found.Value;
        return inode.IsDirectory ? new SysResult<IReadOnlyList<string>>([.. inode.Names.Keys], Errno.None) : Errno.ENOTDIR;
    }

    /// <summary>A new, empty file. EEXIST when the path leads to anything; ENOENT, ENOTDIR, ENAMETOOLONG.</summary>
    public SysResult<Inode> Create(string path)
    {
        var place = FindFree(path);
        if (!place.Ok)
        {
            return place.Error;
        }

        var (directory, name, _, _) = place.Value;
        var inode = tree.NewFile(FileContent.Empty);
        Record(new Change.Create(inode.Number, directory.Number, name));
        directory.Names.Add(name, inode);
        return inode;
    }

    /// <summary>mkdir(2). EEXIST, ENOENT, ENOTDIR, ENAMETOOLONG.</summary>
    public Errno MakeDirectory(string path)
    {
        var place = FindFree(path);
        if (!place.Ok)
        {
            return place.Error;
        }

        var (directory, name, _, _) = place.Value;
        var inode = tree.NewDirectory();
        Record(new Change.MakeDirectory(inode.Number, directory.Number, name));
        directory.Names.Add(name, inode);
        return Errno.None;
    }

    /// <summary>rename(2), over an existing file or an empty directory too. ENOENT, ENOTDIR, EISDIR, ENOTEMPTY, EINVAL, EBUSY for ".", ENAMETOOLONG. Onto itself: success, and nothing happens.</summary>
    public Errno Rename(string from, string to)
    {
        var (source, target) = (tree.Find(from), tree.Find(to));
        if (!source.Ok || !target.Ok)
        {
            return source.Ok ? target.Error : source.Error;
        }

        var error = DirectoryTree.CheckRename(source.Value, target.Value);
        if (error != Errno.None || source.Value.Inode == target.Value.Inode || IsReadOnly)
        {
            return error == Errno.None && IsReadOnly ? Errno.EROFS : error;
        }

        var (fromDirectory, fromName, moved, _) = source.Value;
        var (toDirectory, toName, replaced, _) = target.Value;
        Record(new Change.Rename(moved!.Number, fromDirectory.Number, fromName, toDirectory.Number, toName, replaced?.Number ?? 0));
        _ = fromDirectory.Names.Remove(fromName);
        toDirectory.Names[toName] = moved;
        Free(replaced);
        return Errno.None;
    }

    /// <summary>unlink(2): the name goes, the inode stays usable. EISDIR for a directory; ENOENT, ENOTDIR, ENAMETOOLONG.</summary>
    public Errno Unlink(string path)
    {
        var found = tree.Find(path);
        if (!found.Ok)
        {
            return found.Error;
        }

        var (directory, name, inode, _) = found.Value;
        if (inode is null || inode.IsDirectory || found.Value.Slash || IsReadOnly)
        {
            return inode is null ? found.Value.WhyMissing
                : inode.IsDirectory ? Errno.EISDIR
                : found.Value.Slash ? Errno.ENOTDIR
                : Errno.EROFS;
        }

        Record(new Change.Unlink(inode.Number, directory.Number, name));
        _ = directory.Names.Remove(name);
        Free(inode);
        return Errno.None;
    }

    /// <summary>Reads cached bytes: how many, 0 at or behind the end. A hole reads as zeros. Throws for a directory.</summary>
    [SuppressMessage("Performance", "CA1822", Justification = "reading is a call to a disk, like writing")]
    public int Read(Inode inode, long offset, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var file = inode.File;
        if (offset >= file.Size)
        {
            return 0;
        }

        var rest = file.Span[(int)offset..];
        var count = Math.Min(rest.Length, buffer.Length);
        rest[..count].CopyTo(buffer);
        return count;
    }

    /// <summary>Writes into the cache: how many bytes. Fewer than given when the disk becomes full, ENOSPC when it is; EFBIG beyond 2 GiB. Throws for a directory.</summary>
    public SysResult<int> Write(Inode inode, long offset, ReadOnlySpan<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var file = inode.File;
        if (data.Length == 0 || IsReadOnly)
        {
            return data.Length == 0 ? 0 : Errno.EROFS;
        }

        var end = Math.Min(Math.Min(offset + data.Length, LargestEnd(inode)), FileBuffer.LargestSize);
        if (end <= offset)
        {
            return offset >= FileBuffer.LargestSize ? Errno.EFBIG : Errno.ENOSPC;
        }

        Evict();
        Changing?.Invoke();
        var before = file.Size;
        var stored = file.Write((int)offset, data[..(int)(end - offset)]);
        Journal.Append(new Change.Write(inode.Number, offset, stored) { After = file.Content, Grew = file.Size > before });
        Resized(inode, before);
        return stored.Length;
    }

    /// <summary>ftruncate(2): shorter, or longer with zeros. ENOSPC, EFBIG. Throws for a directory. To the size it has: success, and nothing happens.</summary>
    public Errno Truncate(Inode inode, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var file = inode.File;
        if (size == file.Size || IsReadOnly)
        {
            return size == file.Size ? Errno.None : Errno.EROFS;
        }

        if (size > FileBuffer.LargestSize || size > LargestEnd(inode))
        {
            return size > FileBuffer.LargestSize ? Errno.EFBIG : Errno.ENOSPC;
        }

        Changing?.Invoke();
        var before = file.Size;
        file.Truncate((int)size);
        Journal.Append(new Change.Truncate(inode.Number, size) { After = file.Content });
        Resized(inode, before);
        return Errno.None;
    }

    /// <summary>A sync sets out: it covers what has been issued on this inode so far; on a directory, its names.</summary>
    public SyncTicket BeginSync(Inode inode, bool dataOnly)
    {
        Evict();
        return new SyncTicket(inode, Journal.Count, dataOnly);
    }

    /// <summary>The sync is done: what it covers is durable.</summary>
    public void EndSync(SyncTicket ticket) => Record(new Change.Synced(ticket.Inode.Number, ticket.CoversUpTo, ticket.DataOnly));

    /// <summary>The sync failed: what it would have covered may or may not have reached the disk, and <see cref="FailedSync"/> says what the cache does.</summary>
    public void FailSync(SyncTicket ticket)
    {
        Record(new Change.SyncFailed(ticket.Inode.Number, ticket.CoversUpTo, ticket.DataOnly, StaysDirty: FailedSync == FailedSync.PagesDirty));
        if (FailedSync == FailedSync.ContentReverts)
        {
            Reread(ticket.Inode, sizeToo: true);
        }
        else if (FailedSync == FailedSync.PagesClean && EvictsAfter > 0)
        {
            evictions.Enqueue((Journal.Count + EvictsAfter, ticket.Inode));
        }
    }

    /// <summary>
    /// The cache drops the clean pages of a file, as it does when memory is short. That shows nowhere but where a sync has failed:
    /// there the file now reads as the disk has it.
    /// </summary>
    public void LosePages(Inode inode) => Reread(inode, sizeToo: false);

    /// <summary>What kill -9 leaves: everything that is cached. Nothing is copied.</summary>
    public DiskImage CachedImage()
    {
        var entries = new List<DiskImage.Entry>();
        Collect(tree.Root, prefix: string.Empty, entries);
        entries.Sort((left, right) => string.CompareOrdinal(left.Path, right.Path));
        return new DiskImage([.. entries], "the page cache survived");
    }

    private void Evict()
    {
        while (evictions.TryPeek(out var next) && next.At <= Journal.Count)
        {
            LosePages(evictions.Dequeue().Inode);
        }
    }

    /// <summary>Costs a walk through the whole journal, and comes only after a failed sync.</summary>
    private void Reread(Inode inode, bool sizeToo)
    {
        if (inode.IsDirectory)
        {
            return;
        }

        var model = new CrashModel(initial, Journal);
        model.MoveTo(Journal.Count);
        if (model.WithoutClean(inode.Number, sizeToo) is { } content)
        {
            Changing?.Invoke();
            var before = inode.Size;
            inode.File.Replace(content);
            inode.HasLostPages = true;
            Journal.Append(new Change.Reread(inode.Number) { After = content });
            Resized(inode, before);
        }
    }

    private static void Collect(Inode directory, string prefix, List<DiskImage.Entry> entries)
    {
        foreach (var (name, inode) in directory.Names)
        {
            var path = prefix + name;
            entries.Add(new DiskImage.Entry(path, inode.IsDirectory ? null : inode.File.Content));
            if (inode.IsDirectory)
            {
                Collect(inode, path + "/", entries);
            }
        }
    }

    private SysResult<DirectoryTree.Place> FindFree(string path)
    {
        var place = tree.Find(path);
        return !place.Ok ? place.Error
            : place.Value.Inode is not null ? Errno.EEXIST
            : place.Value.IsTooLong ? Errno.ENAMETOOLONG
            : IsReadOnly ? Errno.EROFS
            : place;
    }

    private void Record(Change change)
    {
        Changing?.Invoke();
        Journal.Append(change);
    }

    /// <summary>Up to where this file may reach with the space that is left.</summary>
    private long LargestEnd(Inode inode)
    {
        var free = Math.Max(0, CapacityBytes - usedBytes);
        return free > long.MaxValue - inode.Size ? long.MaxValue : inode.Size + free;
    }

    private void Resized(Inode inode, long before)
    {
        if (!inode.IsUnlinked)
        {
            usedBytes += inode.Size - before;
        }
    }

    private void Free(Inode? inode)
    {
        if (inode is not null)
        {
            inode.IsUnlinked = true;
            usedBytes -= inode.Size;
        }
    }
}
