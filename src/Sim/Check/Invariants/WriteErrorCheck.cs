using Aof.State;
using Sim.Check.Rules;
using Sim.Machine.FileSystem;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;
using Sim.Run;

namespace Sim.Check.Invariants;

/// <summary>
/// What holds at the end of a turn in which a write of the log failed.
/// <list type="number">
/// <item>The status and MISCONF name the error of that write, or of a call that failed after the write had begun. A
/// background sync may fail while the write lasts, and the server looks at it after the write.</item>
/// <item>Nothing of the write stays in the log, unless another call failed in that turn, such as the truncation.</item>
/// <item>An interrupted call is no failure, for it is made again. A short write is no failure either.</item>
/// </list>
/// </summary>
internal sealed class WriteErrorCheck(LiveRun run, Action<ViolationKind, string> report)
{
    private readonly List<Errno> errors = [];
    private readonly List<(long EndedUs, Errno Error)> inBackground = [];
    private bool othersFailed;
    private (Inode? Log, long Bytes) before;

    /// <summary>A server is about to start.</summary>
    public void Begin() => Forget();

    /// <summary>It has started.</summary>
    public void Started() => (before, othersFailed) = (LogNow, false);

    /// <summary>A call has returned.</summary>
    public void OnCall(in CallRecord call)
    {
        if (call.By == Actor.Child)
        {
            return;
        }

        if (call is { By: Actor.Background, Error: not Errno.None })
        {
            inBackground.Add((call.NowUs, call.Error));
        }

        if (call is { By: Actor.Server, Call: SystemCall.SyncData, Error: Errno.None } && errors.Count == 0)
        {
            before = LogNow; // An end that was refused later may have written before the turn's own write.
        }

        othersFailed |= call.Call != SystemCall.Write && call.Error is not (Errno.None or Errno.ENOENT);
        if (call is { By: Actor.Server, Call: SystemCall.Write } && call.Error != Errno.EINTR
            && ServerFiles.IsAppendedTo(call.Path))
        {
            errors.Clear();
            AddError(call.Error);
            AddErrorsSince(call);
        }
        else if (errors.Count > 0)
        {
            // This includes interrupted calls: the server does not repeat them for ever.
            AddError(call.Error);
        }
    }

    /// <summary>What the server says, and what it has left, at the end of a turn.</summary>
    public void TurnEnded(AofStatus status)
    {
        var now = LogNow;
        if (errors.Count > 0 && status.Mode == AofMode.On && !errors.Contains(status.LastWriteErrno))
        {
            report(ViolationKind.Misreported,
                $"a write of the log failed with {errors[0]}, and the server reports {status.LastWriteErrno}");
        }

        if (errors.Count > 0 && !othersFailed && ReferenceEquals(now.Log, before.Log) && now.Bytes > before.Bytes)
        {
            report(ViolationKind.Leaked,
                Invariant($"a write of the log failed with {errors[0]}, and {now.Bytes - before.Bytes} bytes of it ") +
                $"stay in the log: it ends inside a command");
        }

        Forget();
        (before, othersFailed) = (now, false);
    }

    private (Inode? Log, long Bytes) LogNow =>
        run.LogFile is { } log ? (log, log.Size) : (null, 0);

    private void Forget()
    {
        errors.Clear();
        inBackground.Clear();
    }

    /// <summary>Adds what failed in the background while this write lasted.</summary>
    private void AddErrorsSince(in CallRecord write)
    {
        foreach (var (endedUs, error) in inBackground)
        {
            if (write.Error != Errno.None && endedUs >= write.BeganUs)
            {
                AddError(error);
            }
        }
    }

    private void AddError(Errno error)
    {
        if (error != Errno.None)
        {
            errors.Add(error);
        }
    }
}
