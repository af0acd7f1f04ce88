namespace Sim.Os.Posix;

/// <summary>
/// The descriptors that one of our processes may use. The operating system process also holds descriptors of the .NET
/// runtime: a stale number must meet EBADF here and never reach one of those. A child sees what its parent had when it
/// was forked; closing such a descriptor takes it from the child only, as after fork(2).
/// </summary>
internal sealed class DescriptorTable
{
    private readonly SortedSet<int> own = [];
    private readonly SortedSet<int> inherited;
    private readonly DescriptorTable? parent;

    internal DescriptorTable()
        : this(parent: null, inherited: [])
    {
    }

    private DescriptorTable(DescriptorTable? parent, SortedSet<int> inherited)
    {
        this.parent = parent;
        this.inherited = inherited;
    }

    internal int OwnCount => own.Count;

    internal DescriptorTable Fork() => new(this, [.. own, .. inherited]);

    internal bool IsOpen(int fd) => own.Contains(fd) || (inherited.Contains(fd) && parent!.IsOpen(fd));

    internal int Opened(int fd)
    {
        _ = own.Add(fd);
        return fd;
    }

    /// <summary>close(2). The number is gone whatever is returned.</summary>
    internal Errno Close(int fd)
    {
        if (own.Remove(fd))
        {
            return PosixErrno.Check(LibC.Close(fd));
        }

        return inherited.Remove(fd) ? Errno.None : Errno.EBADF;
    }

    /// <summary>What the kernel does when a process ends.</summary>
    internal void CloseAll()
    {
        foreach (var fd in own)
        {
            _ = LibC.Close(fd);
        }

        own.Clear();
        inherited.Clear();
    }
}
