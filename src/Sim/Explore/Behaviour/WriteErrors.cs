using Aof;
using Aof.Os;
using Sim.Faults;

namespace Sim.Explore.Behaviour;

/// <summary>
/// In a turn in which a write of the log failed, the status and MISCONF name the error of that write, or of a call that failed after it. (Interrupted calls are made
/// again; a number of bytes that is less than was asked for is no error.)
/// </summary>
internal sealed class WriteErrors
{
    private readonly List<Errno> told = [];

    /// <summary>A server is about to start.</summary>
    public void Begin() => told.Clear();

    /// <summary>A call has returned.</summary>
    public void Heard(in CallRecord call)
    {
        if (call.By == Actor.Child || call.Error == Errno.EINTR)
        {
            return;
        }

        if (call is { By: Actor.Server, Call: SystemCall.Write } && FaultSite.Of(call.Call, call.By, call.Path).Place == FaultPlace.Log)
        {
            told.Clear();
            AddError(call.Error);
        }
        else if (told.Count > 0)
        {
            AddError(call.Error);
        }
    }

    /// <summary>What the server says that is not so; null when it tells the truth.</summary>
    public string? TurnEnded(AofStatus status)
    {
        var untrue = told.Count > 0 && status.Mode == AofMode.On && !told.Contains(status.LastWriteErrno)
            ? $"a write of the log failed with {told[0]}, and what clients are told is {status.LastWriteErrno}"
            : null;
        told.Clear();
        return untrue;
    }

    private void AddError(Errno error)
    {
        if (error != Errno.None)
        {
            told.Add(error);
        }
    }
}
