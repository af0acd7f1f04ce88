using Sim.Machine.Tracing;
using Sim.Os;

namespace Sim.Machine;

/// <summary>The process calls of one process: its own id, and the children that it forked.</summary>
internal sealed class VirtualProcesses(VirtualProcess process) : IProcesses
{
    public int Current => process.Pid;

    public SysResult<int> Fork(ChildProgram program)
    {
        if (process.By != Actor.Server)
        {
            throw new InvalidOperationException("A child that forks is not modelled: Redis's children do not.");
        }

        var injection = process.Enter(SystemCall.Fork);
        SysResult<int> pid = injection.Error != Errno.None ? injection.Error : process.Machine.Fork(process, program);
        return process.Leave(SystemCall.Fork, 0, pid);
    }

    public ChildEnd? Reap()
    {
        // waitpid with WNOHANG has no error for a parent. A fault can only delay it, or hide the end of a child.
        var injection = process.Enter(SystemCall.Reap);
        var end = injection.Error != Errno.None ? null : process.Machine.Table.Reap(process.Pid);
        if (end is { } ended)
        {
            process.Record(SystemCall.Reap, (ended.ExitCode << 8) | ended.Signal, ended.Pid, Errno.None, path: null);
        }

        process.Return();
        return end;
    }

    public Errno Kill(int pid, int signal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(signal, 1);
        var injection = process.Enter(SystemCall.Kill);
        var error = injection.Error != Errno.None
            ? injection.Error
            : process.Machine.Table.Kill(pid, signal, by: process.Pid);
        return process.LeaveWith(SystemCall.Kill, ((long)pid << 8) | (long)signal, error);
    }
}
