using System.Globalization;
using Aof.State;
using Sim.Check.Rules;
using Sim.Machine;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;

namespace Sim.Check.Invariants;

/// <summary>
/// The rewrites of the server that is up, as the machine sees them: forked or not, how the child ended, whether its
/// file took the log's place. What a server must make of that holds under every fault, since a fault changes how a
/// rewrite ends, and not that somebody has to be told.
/// </summary>
internal sealed class RewriteCheck(
    Plan plan, SimulatedMachine machine, Func<bool> actsByItself, Action<ViolationKind, string> report)
{
    /// <summary>
    /// A server rests a second or longer after a rewrite that failed (BackOff): sooner than half a second nothing else
    /// explains.
    /// </summary>
    private const long MinRestUs = 500_000;

    /// <summary>How long a child waits for the server's answer before it gives up.</summary>
    private const long AnswerUs = 60_000_000;

    private int child = -1;
    private long forkedUs;
    private bool excused;
    private bool served;
    private int turnsKept;
    private bool replaced;
    private string outcome = "";

    /// <summary>
    /// When the last rewrite failed, in microseconds since 1970; null when none has since the start, or one has
    /// succeeded since.
    /// </summary>
    public long? FailedUs { get; private set; }

    /// <summary>Size in bytes of the log that the last rewrite left; null when there was none.</summary>
    public long? LeftBytes { get; private set; }

    /// <summary>How the last rewrite that came to its own end ended: true before any.</summary>
    private bool LastOk => FailedUs is null;

    /// <summary>A server is about to start.</summary>
    public void Begin() => (child, FailedUs, replaced, turnsKept) = (-1, null, false, 0);

    /// <summary>The log does not begin with what a rewrite left: how much that was is no longer told by it.</summary>
    public void Forget() => LeftBytes = null;

    /// <summary>A call was struck that may not return.</summary>
    public void OnFault(InjectedFault strike) => excused |= strike is { Site.By: Actor.Child, Kind: FaultKind.Exit };

    /// <summary>A call has returned.</summary>
    public void OnCall(in CallRecord call)
    {
        if (call.By == Actor.Child)
        {
            excused |= call.Pid == child && call.Error != Errno.None
                && call is not { Call: SystemCall.PipeRead, Error: Errno.EAGAIN };
            return;
        }

        switch (call.By == Actor.Server ? call.Call : SystemCall.Close)
        {
            case SystemCall.PipeCreate or SystemCall.Fork:
                Tried(call);
                break;
            case SystemCall.PipeRead or SystemCall.PipeWrite:
                served = true;
                excused |= call.Injected && call.Error != Errno.None;
                break;
            case SystemCall.Kill when call.Argument >> 8 == child:
                child = -1; // The server wants no more of it: that is no failure.
                break;
            case SystemCall.Reap when call.Result == child:
                Ended((int)call.Argument >> 8, (int)call.Argument & 0xFF);
                break;
            case SystemCall.Rename
                when call.Error == Errno.None
                    && call.Path!.StartsWith(ServerFiles.FinishedRewritePrefix, StringComparison.Ordinal):
                (FailedUs, replaced) = (null, true);
                LeftBytes = machine.Disk.Lookup(ServerFiles.Log).Value.Size;
                break;
            default:
                break;
        }
    }

    /// <summary>What the server says, and has done, at the end of a turn.</summary>
    public void TurnEnded(AofStatus status)
    {
        if (status.LastRewriteOk != LastOk)
        {
            report(ViolationKind.Misreported, LastOk
                ? "aof_last_bgrewrite_status is err, and no rewrite has failed since the last that succeeded"
                : $"aof_last_bgrewrite_status is ok, and the last rewrite failed: {outcome}");
        }

        turnsKept = child == -1 || served || status.RewriteBufferLength == 0 ? 0 : turnsKept + 1;
        if (turnsKept == 2)
        {
            report(ViolationKind.Stalled,
                "a rewriting child lives, and the server keeps the difference to itself: clients will wait while all "
                + "of it is written at the end");
        }

        if (replaced && machine.LogBeginsWithPreamble(plan) != plan.Config.UseRdbPreamble)
        {
            report(ViolationKind.SettingIgnored,
                $"aof-use-rdb-preamble is "
                + $"{(plan.Config.UseRdbPreamble ? "on, and a rewritten log has no" : "off, and a rewritten log has a")} preamble");
        }

        replaced = false;
    }

    /// <summary>One of the pipes, or the fork: before it the server must have rested.</summary>
    private void Tried(in CallRecord call)
    {
        if (FailedUs is { } failedUs && actsByItself() && call.BeganUs - failedUs < MinRestUs)
        {
            report(ViolationKind.Hasty, string.Create(
                CultureInfo.InvariantCulture,
                $"{(call.BeganUs - failedUs) / 1000} ms after a rewrite had failed ({outcome}) the server tried again "
                + $"by itself"));
        }

        if (call.Error != Errno.None)
        {
            Failed($"{call.Call.Name()} failed with {call.Error}");
        }
        else if (call.Call == SystemCall.Fork)
        {
            (child, forkedUs) = ((int)call.Result, machine.Clock.NowUs);
            (excused, served, turnsKept) = (false, false, 0);
        }
    }

    /// <summary>
    /// The child was waited for. After success the file must take the log's place yet, in the same turn. SIGUSR1 is how
    /// somebody ends a rewrite on purpose.
    /// </summary>
    private void Ended(int exitCode, int signal)
    {
        child = -1;
        if (signal == Signals.User1)
        {
            return;
        }

        Failed(signal != 0 ? string.Create(CultureInfo.InvariantCulture, $"signal {signal} ended the child")
            : exitCode != 0 ? "the child ended with an error"
            : "what the child has written did not take the log's place");
        if (exitCode != 0 && !excused && machine.Clock.NowUs - forkedUs < AnswerUs)
        {
            report(ViolationKind.NotRewritten, string.Create(
                CultureInfo.InvariantCulture,
                $"a rewrite was given up {(machine.Clock.NowUs - forkedUs) / 1000} ms after its fork, though no call "
                + $"failed"));
        }
    }

    private void Failed(string why)
    {
        FailedUs = machine.Clock.NowUs;
        outcome = why;
    }
}
