using System.Diagnostics.CodeAnalysis;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Os;

namespace Sim.Machine.FileSystem;

/// <summary>
/// A disk with a page cache, as the running system sees it. Every call works on the cache and adds a
/// <see cref="Change"/> to the journal. <see cref="CrashModel"/> computes from the journal what a crash would leave.
/// Descriptors, offsets and faults belong to the machine above.
/// </summary>
public sealed partial class VirtualDisk
{
    private readonly DirectoryTree tree = new();
    private readonly DiskImage initial;
    private long usedBytes;

    /// <summary>An empty disk.</summary>
    /// <param name="capacityBytes">
    /// The limit for the bytes of all files together, holes included. A file without a name does not count.
    /// </param>
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

    /// <summary>All changes since the disk was switched on.</summary>
    public Journal Journal { get; } = new();

    /// <summary>
    /// The limit for the bytes of all files together. Raise it to give a full disk room again.
    /// </summary>
    public long CapacityBytes { get; set; }

    /// <summary>Raised right before each change enters the journal. The change is not visible yet.</summary>
    public event Action? Changing;

    /// <summary>The size of all files that have a name, in bytes.</summary>
    public long UsedBytes => usedBytes;

    /// <summary>A disk that holds this image, all of it durable. A file is copied only when it is written.</summary>
    public static VirtualDisk From(DiskImage image, long capacityBytes = long.MaxValue)
    {
        var disk = new VirtualDisk(image, capacityBytes);
        foreach (var entry in image.Sorted)
        {
            var inode = entry.Content is null ? disk.tree.NewDirectory() : disk.tree.NewFile(entry.Content);
            var place = disk.tree.Find(entry.Path).Value;
            place.Directory.Names.Add(place.Name, inode);
            disk.usedBytes += inode.Size;
            inode.WrittenBytes = inode.Size;
        }

        return disk;
    }

    /// <summary>
    /// The file or directory of a path. ENOENT, ENOTDIR, ENAMETOOLONG. EISDIR when <paramref name="creates"/> is true
    /// and the path ends with a slash.
    /// </summary>
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
        return inode.IsDirectory
            ? new SysResult<IReadOnlyList<string>>([.. inode.Names.Keys], Errno.None)
            : Errno.ENOTDIR;
    }

    /// <summary>Creates an empty file. EEXIST when the path exists; ENOENT, ENOTDIR, ENAMETOOLONG, EROFS.</summary>
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

    /// <summary>mkdir(2). EEXIST, ENOENT, ENOTDIR, ENAMETOOLONG, EROFS.</summary>
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

    /// <summary>
    /// rename(2), also over an existing file or an empty directory. ENOENT, ENOTDIR, EISDIR, ENOTEMPTY, EINVAL, EBUSY
    /// for ".", ENAMETOOLONG, EROFS. A rename onto itself succeeds and changes nothing.
    /// </summary>
    public Errno Rename(string from, string to)
    {
        var (source, target) = (tree.Find(from), tree.Find(to));
        if (!source.Ok || !target.Ok)
        {
            return source.Ok ? target.Error : source.Error;
        }

        var error = DirectoryTree.CheckRename(source.Value, target.Value);
        error = error == Errno.None ? Refusal() : error;
        if (error != Errno.None || source.Value.Inode == target.Value.Inode)
        {
            return error;
        }

        var (fromDirectory, fromName, moved, _) = source.Value;
        var (toDirectory, toName, replaced, _) = target.Value;
        Record(new Change.Rename(
            moved!.Number, fromDirectory.Number, fromName, toDirectory.Number, toName, replaced?.Number ?? 0));
        _ = fromDirectory.Names.Remove(fromName);
        toDirectory.Names[toName] = moved;
        Free(replaced);
        return Errno.None;
    }

    /// <summary>
    /// unlink(2): removes the name; the inode stays usable. EISDIR for a directory; ENOENT, ENOTDIR, ENAMETOOLONG,
    /// EROFS.
    /// </summary>
    public Errno Unlink(string path)
    {
        var found = tree.Find(path);
        if (!found.Ok)
        {
            return found.Error;
        }

        var (directory, name, inode, _) = found.Value;
        var error = inode is null ? found.Value.WhyMissing
            : inode.IsDirectory ? Errno.EISDIR
            : found.Value.Slash ? Errno.ENOTDIR
            : Refusal();
        if (error != Errno.None)
        {
            return error;
        }

        RemoveName(directory, name, inode!);
        return Errno.None;
    }

    /// <summary>rmdir(2). EINVAL for "."; ENOTEMPTY, ENOTDIR, ENOENT, ENAMETOOLONG, EROFS.</summary>
    public Errno RemoveDirectory(string path)
    {
        var found = tree.Find(path);
        var (directory, name, inode, _) = found.Value;
        var error = !found.Ok ? found.Error
            : name.Length == 0 ? Errno.EINVAL
            : inode is null ? found.Value.WhyMissing
            : !inode.IsDirectory ? Errno.ENOTDIR
            : inode.Names.Count > 0 ? Errno.ENOTEMPTY
            : Refusal();
        if (error == Errno.None)
        {
            RemoveName(directory, name, inode!);
        }

        return error;
    }

    /// <summary>
    /// Reads cached bytes. Returns their number; 0 at or behind the end. A hole reads as zeros. Throws for a directory.
    /// </summary>
    [SuppressMessage("Performance", "CA1822", Justification = "reading is a call to a disk, like writing")]
    public int Read(Inode inode, long offset, Span<byte> buffer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var file = inode.File;
        return file.Content.CopyTo(offset, buffer);
    }

    /// <summary>
    /// Writes into the cache. Returns the number of bytes; fewer than given when the disk becomes full. ENOSPC when it
    /// is full, EFBIG beyond 8 TiB, EROFS. Throws for a directory.
    /// </summary>
    public SysResult<int> Write(Inode inode, long offset, ReadOnlySpan<byte> data)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        var file = inode.File;
        if (data.Length == 0)
        {
            return 0;
        }

        if (Refusal() is not Errno.None and var refusal)
        {
            return refusal;
        }

        var end = Math.Min(Math.Min(offset + data.Length, LargestEnd(inode)), FileBuffer.LargestSize);
        if (end <= offset)
        {
            return offset >= FileBuffer.LargestSize ? Errno.EFBIG : Errno.ENOSPC;
        }

        Evict();
        Changing?.Invoke();
        var before = file.Size;
        var stored = file.Write(offset, data[..(int)(end - offset)]);
        Journal.Append(
            new Change.Write(inode.Number, offset, stored) { After = file.Content, Grew = file.Size > before });
        inode.IsDirty = true;
        Resized(inode, before);
        return stored.Length;
    }

    /// <summary>
    /// ftruncate(2): makes a file shorter, or longer with zeros. ENOSPC, EFBIG, EROFS. Throws for a directory. A
    /// truncation to the present size succeeds and changes nothing.
    /// </summary>
    public Errno Truncate(Inode inode, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        var file = inode.File;
        var refusal = size == file.Size ? Errno.None : Refusal();
        if (size == file.Size || refusal != Errno.None)
        {
            return refusal;
        }

        if (size > FileBuffer.LargestSize || size > LargestEnd(inode))
        {
            return size > FileBuffer.LargestSize ? Errno.EFBIG : Errno.ENOSPC;
        }

        Changing?.Invoke();
        var before = file.Size;
        file.Truncate(size);
        inode.WrittenBytes = Math.Min(inode.WrittenBytes, size);
        _ = inode.Unwritten.RemoveAll(block => block * (long)Block.Size >= size);
        Journal.Append(new Change.Truncate(inode.Number, size) { After = file.Content });
        Resized(inode, before);
        return Errno.None;
    }

    /// <summary>
    /// fallocate(2): a smaller file grows, with zeros, and keeps its bytes. ext4 first makes it as long as its last
    /// block [seen on 6.18: ext4_alloc_file_blocks moves the size with each piece], so these are two changes.
    /// </summary>
    public Errno Allocate(Inode inode, long end)
    {
        var size = inode.File.Size;
        var filled = size == Block.EndOf(size) || Block.EndOf(size) >= end ? size : Block.EndOf(size);
        var error = end <= size ? Errno.None : Truncate(inode, filled);
        return end <= size || error != Errno.None ? error : Truncate(inode, end);
    }

    /// <summary>
    /// Begins a sync. It covers the changes of this inode so far (rule Y1): bytes and size, or names of a directory.
    /// </summary>
    public SyncTicket BeginSync(Inode inode, bool dataOnly)
    {
        Evict();
        return new SyncTicket(inode, Journal.Count, dataOnly, inode.Size);
    }

    /// <summary>Ends a sync with success: the changes that it covers are durable.</summary>
    public void EndSync(SyncTicket ticket)
    {
        Record(new Change.Synced(ticket.Inode.Number, ticket.CoversUpTo, ticket.DataOnly)
        {
            Unwritten = ticket.Inode.Unwritten.Count == 0 ? [] : [.. ticket.Inode.Unwritten],
        });
        ticket.Inode.Synced(ticket);
    }

    /// <summary>The image that kill -9 leaves: the whole cache (rule C2). Copies no bytes.</summary>
    public DiskImage CachedImage()
    {
        var entries = new List<DiskImage.Entry>();
        Collect(tree.Root, prefix: string.Empty, entries);
        entries.Sort((left, right) => string.CompareOrdinal(left.Path, right.Path));
        return new DiskImage([.. entries], "the page cache survived");
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
            : Refusal() is not Errno.None and var refusal ? refusal
            : place;
    }

    private void RemoveName(Inode directory, string name, Inode inode)
    {
        Record(new Change.Unlink(inode.Number, directory.Number, name));
        _ = directory.Names.Remove(name);
        Free(inode);
    }

    private void Record(Change change)
    {
        Changing?.Invoke();
        Journal.Append(change);
    }

    /// <summary>The largest size that the free space allows for this file, in bytes.</summary>
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
