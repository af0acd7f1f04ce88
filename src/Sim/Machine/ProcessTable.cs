using Sim.Machine.FileSystem;
using Sim.Os;

namespace Sim.Machine;

/// <summary>
/// Every process of the machine: the server that is up, the children that live, orphans among them, and the ends that nobody has waited
/// for yet. Process ids count up and are not used again.
/// </summary>
internal sealed class ProcessTable
{
    private readonly List<ChildProcess> children = [];
    private readonly List<ChildEnd> ended = [];
    private int lastPid = 999;

    /// <summary>The server; null when none is up.</summary>
    public VirtualProcess? Server { get; set; }

    /// <summary>The children that live, by process id.</summary>
    public IReadOnlyList<ChildProcess> Children => children;

    /// <summary>The next process id.</summary>
    public int NextPid() => ++lastPid;

    /// <summary>A child begins.</summary>
    public void Add(ChildProcess child) => children.Add(child);

    /// <summary>A child has ended. Its parent can reap it; an orphan's end is of interest to nobody.</summary>
    /// <returns>True when the server is the parent.</returns>
    public bool Ended(ChildProcess child, ChildEnd end)
    {
        _ = children.Remove(child);
        var mine = Server is { } server && server.Pid == child.Process.Parent;
        if (mine)
        {
            ended.Add(end);
        }

        return mine;
    }

    /// <summary>The oldest end of a child of this parent, told once; null when there is none.</summary>
    public ChildEnd? Reap(int parent)
    {
        if (ended.Count == 0 || Server?.Pid != parent)
        {
            return null;
        }

        var end = ended[0];
        ended.RemoveAt(0);
        return end;
    }

    /// <summary>Sends a signal; a child of the sender is waited for, too.</summary>
    public Errno Kill(int pid, int signal, int by)
    {
        var child = children.Find(child => child.Process.Pid == pid);
        child?.End(exitCode: 0, signal);
        var reaped = Server?.Pid == by && ended.RemoveAll(end => end.Pid == pid) > 0;
        return child is not null || reaped ? Errno.None : Errno.ESRCH;
    }

    /// <summary>The server is gone: its children are orphans, and their ends forgotten.</summary>
    public void LoseServer()
    {
        Server = null;
        ended.Clear();
    }

    /// <summary>A file has a new name, for every process that has it open.</summary>
    public void Renamed(Inode inode, string path)
    {
        Server?.Descriptors.Renamed(inode, path);
        foreach (var child in children)
        {
            child.Process.Descriptors.Renamed(inode, path);
        }
    }

    /// <summary>A file has lost its name, if there was one by that name.</summary>
    public void Unlinked(SysResult<Inode> gone, string path)
    {
        if (gone.Ok)
        {
            Renamed(gone.Value, path + " (deleted)");
        }
    }
}
