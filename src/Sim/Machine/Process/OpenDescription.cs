using Sim.Machine.FileSystem;
using Sim.Os;

namespace Sim.Machine.Process;

/// <summary>
/// What POSIX calls an open file description: what an open made, with its offset and mode. Descriptors of several
/// processes may refer to one, after a fork, and then share the offset. A file or directory has an
/// <see cref="Inode"/>, an end of a pipe has a <see cref="Pipe"/>.
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
        ErrorsSeen = inode?.ErrorsTold ?? 0;
    }

    /// <summary>The present name, as the links in /proc/self/fd show it.</summary>
    public string Path { get; set; }

    public OpenMode Mode { get; }

    public Inode? Inode { get; }

    public Pipe? Pipe { get; }

    /// <summary>How many of the inode's errors a sync of this description has told of, or were told of before it was opened.</summary>
    public int ErrorsSeen { get; set; }

    /// <summary>Where the next read, or write without O_APPEND, begins: bytes from the start.</summary>
    public long Offset { get; set; }

    /// <summary>O_RDONLY is no flag but the number 0: whoever does not ask to write may read.</summary>
    public bool Reads => (Mode & OpenMode.Read) != 0 || !Writes;

    public bool Writes => (Mode & OpenMode.Write) != 0;

    public static OpenDescription File(Inode inode, string path, OpenMode mode) => new(path, mode, inode, null);

    public static OpenDescription ReadEnd(Pipe pipe) => new(pipe.Name, OpenMode.Read, null, pipe);

    public static OpenDescription WriteEnd(Pipe pipe) => new(pipe.Name, OpenMode.Write, null, pipe);

    /// <summary>One more descriptor refers to this.</summary>
    public void Hold() => references++;

    /// <summary>One fewer. With the last, an end of a pipe is gone.</summary>
    public void Release()
    {
        references--;
        if (references < 0)
        {
            throw new InvalidOperationException($"The description of {Path} was released once too often.");
        }

        if (references == 0)
        {
            Pipe?.LoseEnd(readEnd: Reads);
        }
    }
}
