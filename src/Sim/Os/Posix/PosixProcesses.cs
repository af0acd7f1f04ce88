namespace Sim.Os.Posix;

/// <summary>
/// Processes of a program that cannot fork. A child's program runs <em>cooperatively in this very process</em>: it is
/// stepped by <see cref="Reap"/> and <see cref="RunChildren"/>, between which it stands still, and its descriptors are
/// this process's own. What differs from fork(2): it takes the parent's time; its process ids are made up; and a
/// descriptor that the parent closes is closed for it too. What is the same: it sees only what it captured, a
/// descriptor it closes stays open for the parent, and whatever it opened is closed when it ends.
/// </summary>
public sealed class PosixProcesses : IProcesses
{
    /// <summary>The turns a child gets at most before the parent is served again; a turn is a system call or so.</summary>
    private const int StepsPerRun = 10_000;

    /// <summary>Made-up process ids are the parent's own times this, plus the number of the child.</summary>
    private const int PidSpacing = 1000;

    private readonly List<PosixChild> children = [];
    private readonly Func<int, ChildProgram, PosixChild> start;
    private int forks;

    internal PosixProcesses(int current, Func<int, ChildProgram, PosixChild> start)
    {
        Current = current;
        this.start = start;
    }

    /// <inheritdoc/>
    public int Current { get; }

    /// <summary>True while a child has not ended.</summary>
    public bool AnyRunning => children.Exists(child => child.End is null);

    /// <inheritdoc/>
    public SysResult<int> Fork(ChildProgram program)
    {
        var pid = unchecked((Current * PidSpacing) + ++forks) & int.MaxValue;
        children.Add(start(pid, program));
        return pid;
    }

    /// <summary>Runs the children on, then takes one that has ended.</summary>
    public ChildEnd? Reap()
    {
        RunChildren(patienceMs: 0);
        var index = children.FindIndex(child => child.End is not null);
        if (index < 0)
        {
            return null;
        }

        var end = children[index].End;
        children.RemoveAt(index);
        return end;
    }

    /// <summary>
    /// Runs each child until it has ended, or waits for something that has not come, or has had its turns.
    /// </summary>
    /// <param name="patienceMs">How long, in milliseconds, to sleep in poll(2) at each such wait before giving up; 0 does not sleep.</param>
    public void RunChildren(int patienceMs)
    {
        foreach (var child in children)
        {
            child.Run(StepsPerRun, patienceMs);
        }
    }

    /// <inheritdoc/>
    public Errno Kill(int pid, int signal)
    {
        var index = children.FindIndex(child => child.Pid == pid);
        if (index < 0)
        {
            return Errno.ESRCH;
        }

        if (children[index].End is null)
        {
            children[index].Die(signal);
        }

        children.RemoveAt(index);
        return Errno.None;
    }

    internal void KillAll()
    {
        foreach (var child in children.Where(child => child.End is null))
        {
            child.Die(Signals.Kill);
        }

        children.Clear();
    }
}
