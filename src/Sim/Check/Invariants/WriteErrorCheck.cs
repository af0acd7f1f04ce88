using System.Globalization;
using Aof.State;
using Sim.Check.Rules;
using Sim.Machine;
using Sim.Machine.FileSystem;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;

namespace Sim.Check.Invariants;

/// <summary>
/// In a turn in which a write of the log failed, the status and MISCONF name its error, or that of a call that failed after it; and of
/// what it had written nothing stays in the log, unless another call failed in that turn, such as the one that would take it out. (Interrupted calls are made again; a number of bytes that is less than
/// was asked for is no error.)
/// </summary>
internal sealed class WriteErrorCheck(SimulatedMachine machine, Action<ViolationKind, string> report)
{
    private readonly List<Errno> told = [];
    private bool othersFailed;
    private (Inode? Log, long Bytes) before;

    /// <summary>A server is about to start.</summary>
    public void Begin() => told.Clear();

    /// <summary>It has started.</summary>
    public void Started() => (before, othersFailed) = (LogNow, false);

    /// <summary>A call has returned.</summary>
    public void OnCall(in CallRecord call)
    {
        if (call.By == Actor.Child)
        {
            return;
        }

        othersFailed |= call.Call != SystemCall.Write && call.Error is not (Errno.None or Errno.ENOENT);
        if (call is { By: Actor.Server, Call: SystemCall.Write } && call.Error != Errno.EINTR && call.Path == ServerFiles.Log)
        {
            told.Clear();
            AddError(call.Error);
        }
        else if (told.Count > 0)
        {
            // An interrupted call too: it is made again, but not for ever.
            AddError(call.Error);
        }
    }

    /// <summary>What the server says, and what it has left, at the end of a turn.</summary>
    public void TurnEnded(AofStatus status)
    {
        var now = LogNow;
        if (told.Count > 0 && status.Mode == AofMode.On && !told.Contains(status.LastWriteErrno))
        {
            report(ViolationKind.Misreported, $"a write of the log failed with {told[0]}, and what clients are told is {status.LastWriteErrno}");
        }

        if (told.Count > 0 && !othersFailed && ReferenceEquals(now.Log, before.Log) && now.Bytes > before.Bytes)
        {
            report(ViolationKind.Leaked, string.Create(
                CultureInfo.InvariantCulture, $"a write of the log failed with {told[0]}, and {now.Bytes - before.Bytes} bytes of it stay in the log: it ends inside a command"));
        }

        told.Clear();
        (before, othersFailed) = (now, false);
    }

    private (Inode? Log, long Bytes) LogNow => machine.Disk.Lookup(ServerFiles.Log) is { Ok: true, Value: var log } ? (log, log.Size) : (null, 0);

    private void AddError(Errno error)
    {
        if (error != Errno.None)
        {
            told.Add(error);
        }
    }
}
