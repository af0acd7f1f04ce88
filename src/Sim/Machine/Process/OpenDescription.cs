using Sim.Machine.FileSystem;
using Sim.Os;

namespace Sim.Machine.Process;

/// <summary>
/// POSIX's open file description: the result of an open, with its offset and mode. After a fork, descriptors of several
/// processes refer to one description and share its offset. A file or directory has an <see cref="Inode"/>, an end of a
/// pipe has a <see cref="Pipe"/>.
/// </summary>
internal sealed class OpenDescription
{
    private int references;

    private OpenDescription(string path, OpenMode mode, Inode? inode, Pipe? pipe)
    {
        Path = path;
        Mode = mode;
        Inode = inode;
        Pipe = pipe;
        ErrorsSeen = inode?.ErrorsReported ?? 0;
    }

    /// <summary>The present name, as the links in /proc/self/fd show it.</summary>
    public string Path { get; set; }

    public OpenMode Mode { get; }

    public Inode? Inode { get; }

    public Pipe? Pipe { get; }

    /// <summary>
    /// The number of the inode's failed syncs that were reported through this description, or before it was opened.
    /// </summary>
    public int ErrorsSeen { get; set; }

    /// <summary>The offset of the next read, or write without O_APPEND, in bytes.</summary>
    public long Offset { get; set; }

    /// <summary>O_RDONLY is the number 0, not a flag: a description that cannot write can read.</summary>
    public bool Reads => (Mode & OpenMode.Read) != 0 || !Writes;

    public FileLocks Locks => Inode?.Locks ?? Pipe!.Locks;

    public bool Writes => (Mode & OpenMode.Write) != 0;

    public static OpenDescription File(Inode inode, string path, OpenMode mode) => new(path, mode, inode, null);

    public static OpenDescription ReadEnd(Pipe pipe) => new(pipe.Name, OpenMode.Read, null, pipe);

    public static OpenDescription WriteEnd(Pipe pipe) => new(pipe.Name, OpenMode.Write, null, pipe);

    /// <summary>Adds a reference of a descriptor.</summary>
    public void Hold() => references++;

    /// <summary>Removes a reference. The last one closes an end of a pipe.</summary>
    public void Release()
    {
        references--;
        if (references < 0)
        {
            throw new InvalidOperationException($"The description of {Path} was released too often.");
        }

        if (references == 0)
        {
            Inode?.Closed(this);
            Pipe?.Locks.Release(this);
            Pipe?.CloseEnd(readEnd: Reads);
        }
    }
}
