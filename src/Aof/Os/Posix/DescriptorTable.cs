namespace Aof.Os.Posix;

/// <summary>
/// The descriptors that one of our processes may use. The operating system process also holds descriptors of the .NET
/// runtime: a stale number must meet EBADF here and never reach one of those. A child sees what its parent had when it
/// was forked; closing such a descriptor takes it from the child only, as after fork(2).
/// </summary>
internal sealed class DescriptorTable
{
    private readonly SortedSet<int> _own = [];
    private readonly SortedSet<int> _inherited;
    private readonly DescriptorTable? _parent;

    internal DescriptorTable()
        : this(parent: null, inherited: [])
    {
    }

    private DescriptorTable(DescriptorTable? parent, SortedSet<int> inherited)
    {
        _parent = parent;
        _inherited = inherited;
    }

    internal int OwnCount => _own.Count;

    internal DescriptorTable Fork() => new(this, [.. _own, .. _inherited]);

    internal bool IsOpen(int fd) => _own.Contains(fd) || (_inherited.Contains(fd) && _parent!.IsOpen(fd));

    internal int Opened(int fd)
    {
        _ = _own.Add(fd);
        return fd;
    }

    /// <summary>close(2). The number is gone whatever is returned.</summary>
    internal Errno Close(int fd)
    {
        if (_own.Remove(fd))
        {
            return PosixErrno.Check(LibC.Close(fd));
        }

        return _inherited.Remove(fd) ? Errno.None : Errno.EBADF;
    }

    /// <summary>What the kernel does when a process ends.</summary>
    internal void CloseAll()
    {
        foreach (var fd in _own)
        {
            _ = LibC.Close(fd);
        }

        _own.Clear();
        _inherited.Clear();
    }
}
