using Sim.Machine.Disk;
using Sim.Os;

namespace Sim.Machine.FileSystem;

/// <summary>A file or a directory. It stays readable and writable after its name is gone, as an open file does.</summary>
public sealed class Inode
{
    private readonly FileBuffer? file;
    private readonly SortedList<string, Inode>? names;

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

    /// <summary>1 for the root; the entries of the image that the disk was made from follow in their order, then what is created.</summary>
    public int Number { get; }

    /// <summary>True for a directory.</summary>
    public bool IsDirectory => names is not null;

    /// <summary>The cached size in bytes; 0 for a directory.</summary>
    public long Size => file?.Size ?? 0;

    /// <summary>True once no path leads here any more.</summary>
    public bool IsUnlinked { get; internal set; }

    /// <summary>The cache has given up what was written here: see <see cref="Change.Reread"/>.</summary>
    public bool HasLostPages { get; internal set; }

    /// <summary>How many syncs have failed here: each open description is told of them once (the errseq_t of Linux).</summary>
    internal int Errors { get; private set; }

    /// <summary>How many of them somebody has been told of. A description that is opened now is told of the rest.</summary>
    internal int ErrorsTold { get; set; }

    /// <summary>The last error.</summary>
    internal Errno LastError { get; private set; }

    internal FileBuffer File => file ?? throw new InvalidOperationException("a directory has no data");

    internal SortedList<string, Inode> Names => names ?? throw new InvalidOperationException("a file has no names in it");

    /// <summary>A sync has failed.</summary>
    internal void AddError(Errno error)
    {
        Errors++;
        LastError = error;
    }
}
