namespace Sim.Os.Posix;

/// <summary>
/// Children of a program that cannot fork. A child's program runs <em>cooperatively in this process</em>, inside
/// <see cref="Reap"/> and <see cref="RunChildren"/>.
/// <para>As after fork(2), the child sees only captured data. A descriptor that it closes stays open for the parent,
/// and its own descriptors are closed at its end.</para>
/// <para>Different from fork(2): the child uses the parent's time, its process id is invented, and a descriptor that
/// the parent closes is closed for the child too.</para>
/// </summary>
public sealed class PosixProcesses : IProcesses
{
    /// <summary>
    /// The largest number of turns of a child before the parent continues. A turn is about one system call.
    /// </summary>
    private const int StepsPerRun = 10_000;

    /// <summary>An invented process id is the parent's id times this, plus the number of the child.</summary>
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

    /// <summary>True while a child runs.</summary>
    public bool AnyRunning => children.Exists(child => child.End is null);

    /// <inheritdoc/>
    public SysResult<int> Fork(ChildProgram program)
    {
        var pid = unchecked((Current * PidSpacing) + ++forks) & int.MaxValue;
        children.Add(start(pid, program));
        return pid;
    }

    /// <summary>Runs the children, then returns one that has ended; null when there is none.</summary>
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
    /// Runs each child until it ends, waits for an event that has not happened, or has had its turns.
    /// </summary>
    /// <param name="patienceMs">
    /// The longest sleep in poll(2) at each such wait, in milliseconds; 0 for no sleep.
    /// </param>
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
