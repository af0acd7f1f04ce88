namespace Sim.Os.Posix;

/// <summary>
/// The descriptors of one of our processes. The operating-system process also has descriptors of the .NET runtime. A
/// stale number must give EBADF here, and never reach one of those. A child has the descriptors of its parent at the
/// fork; closing one of them affects only the child, as after fork(2).
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

    /// <summary>close(2). The number is free also when an error is returned.</summary>
    internal Errno Close(int fd)
    {
        if (own.Remove(fd))
        {
            return PosixErrno.Check(LibC.Close(fd));
        }

        return inherited.Remove(fd) ? Errno.None : Errno.EBADF;
    }

    /// <summary>Closes all descriptors, as the kernel does at the end of a process.</summary>
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
