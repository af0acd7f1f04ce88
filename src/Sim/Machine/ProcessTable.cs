using Sim.Machine.FileSystem;
using Sim.Os;

namespace Sim.Machine;

/// <summary>
/// The processes of the machine: the running server, those beside it, the running children (orphans included), and the
/// ended children that the server has not reaped. Process ids count up and are not used again.
/// </summary>
internal sealed class ProcessTable
{
    private readonly List<ChildProcess> children = [];
    private readonly List<ChildEnd> ended = [];
    private int lastPid = 999;

    /// <summary>The running server; null when there is none.</summary>
    public VirtualProcess? Server { get; set; }

    /// <summary>The running processes beside the server.</summary>
    public List<(VirtualProcess Process, VirtualBackground Background)> Beside { get; } = [];

    /// <summary>The running children, by process id.</summary>
    public IReadOnlyList<ChildProcess> Children => children;

    /// <summary>Returns the next process id.</summary>
    public int NextPid() => ++lastPid;

    /// <summary>Adds a new child.</summary>
    public void Add(ChildProcess child) => children.Add(child);

    /// <summary>Removes a child that ended. Its parent can reap it; the end of an orphan is dropped.</summary>
    /// <returns>True when the running server is the parent.</returns>
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

    /// <summary>Takes the oldest end of a child of this parent; null when there is none.</summary>
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

    /// <summary>Ends a child with a signal, and reaps it when the sender is its parent. ESRCH.</summary>
    public Errno Kill(int pid, int signal, int by)
    {
        var child = children.Find(child => child.Process.Pid == pid);
        child?.End(exitCode: 0, signal);
        var reaped = Server?.Pid == by && ended.RemoveAll(end => end.Pid == pid) > 0;
        return child is not null || reaped ? Errno.None : Errno.ESRCH;
    }

    /// <summary>Removes the server. Its children become orphans, and their ends are dropped.</summary>
    public void RemoveServer()
    {
        Server = null;
        ended.Clear();
    }

    /// <summary>Sets the name of a renamed file in every process that has it open.</summary>
    public void Renamed(Inode inode, string path)
    {
        Server?.Descriptors.Renamed(inode, path);
        foreach (var (process, _) in Beside)
        {
            process.Descriptors.Renamed(inode, path);
        }

        foreach (var child in children)
        {
            child.Process.Descriptors.Renamed(inode, path);
        }
    }

    /// <summary>Marks the name of an unlinked file in every process that has it open.</summary>
    public void Unlinked(SysResult<Inode> gone, string path)
    {
        if (gone.Ok)
        {
            Renamed(gone.Value, path + " (deleted)");
        }
    }
}
