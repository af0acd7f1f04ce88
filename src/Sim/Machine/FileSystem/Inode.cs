using Sim.Machine.Disk;
using Sim.Os;

namespace Sim.Machine.FileSystem;

/// <summary>
/// A file or a directory. It stays readable and writable after its name is removed, like an open file.
/// </summary>
public sealed class Inode
{
    private readonly FileBuffer? file;
    private readonly SortedList<string, Inode>? names;
    private FileLocks? locks;

    internal Inode(int number, FileBuffer file)
    {
        Number = number;
        this.file = file;
    }

    internal Inode(int number)
    {
        Number = number;
        names = new SortedList<string, Inode>(StringComparer.Ordinal);
    }

    /// <summary>
    /// The inode number. The root has 1. The entries of the disk's first image follow in their order, then new files
    /// and directories.
    /// </summary>
    public int Number { get; }

    /// <summary>True for a directory.</summary>
    public bool IsDirectory => names is not null;

    /// <summary>The cached size in bytes; 0 for a directory.</summary>
    public long Size => file?.Size ?? 0;

    /// <summary>True once the inode has no path.</summary>
    public bool IsUnlinked { get; internal set; }

    /// <summary>True once the cache dropped pages that were never written: see <see cref="Change.Reread"/>.</summary>
    public bool HasLostPages { get; internal set; }

    /// <summary>
    /// The number of failed syncs. Each is reported once to every open description (errseq_t of Linux).
    /// </summary>
    internal int Errors { get; private set; }

    /// <summary>
    /// The number of failed syncs that were reported to some description. They are not reported to a new one.
    /// </summary>
    internal int ErrorsReported { get; set; }

    /// <summary>The last error.</summary>
    internal Errno LastError { get; private set; }

    /// <summary>True when something was written that no sync has tried to write.</summary>
    internal bool IsDirty { get; set; }

    /// <summary>The size up to which blocks are written, in bytes.</summary>
    internal long WrittenBytes { get; set; }

    /// <summary>Rule F5: blocks that were new when their sync failed.</summary>
    internal List<int> Unwritten { get; } = [];

    /// <summary>The locks on it.</summary>
    internal FileLocks Locks => locks ??= new FileLocks();

    internal FileBuffer File => file ?? throw new InvalidOperationException("a directory has no data");

    internal SortedList<string, Inode> Names =>
        names ?? throw new InvalidOperationException("a file has no names in it");

    /// <summary>The index of a name in <see cref="Names"/>; negative when the directory does not have it.</summary>
    internal int IndexOf(ReadOnlySpan<char> name)
    {
        var (low, high) = (0, Names.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var order = Names.GetKeyAtIndex(middle).AsSpan().SequenceCompareTo(name);
            if (order == 0)
            {
                return middle;
            }

            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    /// <summary>Ends the lock of an open description that is closed.</summary>
    internal void Closed(object description) => locks?.Release(description);

    /// <summary>Counts a failed sync.</summary>
    internal void AddError(Errno error)
    {
        Errors++;
        LastError = error;
    }

    /// <summary>A sync has succeeded.</summary>
    internal void Synced(SyncTicket ticket)
    {
        IsDirty = false;
        WrittenBytes = Math.Max(WrittenBytes, ticket.Size);
    }

    /// <summary>A sync has failed.</summary>
    internal void SyncFailed(SyncTicket ticket, bool newBlocksStayUnwritten)
    {
        IsDirty = false;
        for (var block = (int)((WrittenBytes + Block.Size - 1) / Block.Size);
            newBlocksStayUnwritten && block * (long)Block.Size < ticket.Size; block++)
        {
            if (!Unwritten.Contains(block))
            {
                Unwritten.Add(block);
            }
        }
    }
}
