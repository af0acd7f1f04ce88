using Aof.KnownDefects;
using Aof.State;
using Sim.Check.Rules;
using Sim.Machine;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Os;
using Sim.Plans;
using Sim.Run;

namespace Sim.Check.Invariants;

/// <summary>
/// Follows the rewrites of the present server as the machine sees them: the fork, how the child ended, whether its file
/// took the log's place. The rules hold under every fault: a fault may end a rewrite, and the server must still report
/// how it ended.
/// </summary>
internal sealed class RewriteCheck
{
    /// <summary>
    /// A server rests at least a second after a failed rewrite (BackOff). A rest under half a second is a violation.
    /// </summary>
    private const long MinRestUs = 500_000;

    private const long MinuteUs = 60_000_000;

    /// <summary>How long a child waits for the server's answer before it gives up.</summary>
    private const long AnswerUs = MinuteUs;

    private readonly LiveRun run;
    private readonly Action<ViolationKind, string> report;
    private readonly SimulatedMachine machine;
    private readonly bool hasParts;

    /// <summary>When a call of the server failed first since the last turn, in microseconds; null: none has.</summary>
    private long? callFailedUs;

    /// <summary>How many of its calls have failed since the last turn.</summary>
    private int callsFailed;
    private bool baseIsNamed;
    private bool wantsPreamble;
    private int child = -1;
    private long forkedUs;
    private bool excused;
    private bool served;
    private int turnsKept;
    private bool replaced;
    private string outcome = "";
    private bool failedInThisTurn;
    private bool beganInThisTurn;

    /// <summary>
    /// In this turn the server has killed its child, and a client may have switched the log on or off.
    /// </summary>
    private bool givenUp, maySwitch;

    /// <summary>Failures in a row.</summary>
    private int failures;

    /// <summary>Follows a run from its beginning.</summary>
    public RewriteCheck(LiveRun run, Action<ViolationKind, string> report)
    {
        (this.run, this.report, machine) = (run, report, run.Machine);
        hasParts = run.Plan.Config.Layout == LogLayout.MultiPart;
        run.CommandTaken += (_, argv) =>
            maySwitch |= argv[0].EqualsIgnoreCase("CONFIG") || argv[0].EqualsIgnoreCase("EXEC");
    }

    /// <summary>
    /// The last rewrite did not fail before this moment, in microseconds since 1970. Null when none has failed since
    /// the start, or one has succeeded since. A server may give a rewrite up at any call of a turn, and time passes
    /// between calls, so the moment of the failure is an interval. A lower bound of a rest counts from here.
    /// </summary>
    public long? FailedUs { get; private set; }

    /// <summary>
    /// The last rewrite did not fail after this moment, the end of that turn. An upper bound of a rest counts from
    /// here.
    /// </summary>
    public long? FailedByUs { get; private set; }

    /// <summary>
    /// The longest rest of a server after the last failure, in microseconds: a second, twice as long after each further
    /// failure in a row, a minute at most. Where each failure leaves an increment, a minute after the third, and an
    /// hour at most (BackOff).
    /// </summary>
    /// <param name="status">What the server says of itself now.</param>
    public long RestUs(AofStatus status) =>
        hasParts && failures >= 3 && status is { Mode: AofMode.On, FileUnsafe: false }
            ? Math.Min(60 * MinuteUs, MinuteUs << Math.Min(failures - 3, 6))
            : Math.Min(MinuteUs, 1_000_000L << Math.Clamp(failures - 1, 0, 6));

    /// <summary>The longest rest at all, where the machine has not seen up to three of the failures in a row.</summary>
    public long LongestRestUs => hasParts ? Math.Min(60 * MinuteUs, MinuteUs << Math.Min(failures, 6)) : MinuteUs;

    /// <summary>How many rewrites have begun, each with a child.</summary>
    public int Begun { get; private set; }

    /// <summary>Size in bytes of the log that the last rewrite left; null when there was none.</summary>
    public long? LeftBytes { get; private set; }

    /// <summary>Whether the last rewrite that was not stopped on purpose succeeded; true before any.</summary>
    private bool LastOk => FailedUs is null;

    /// <summary>A server is about to start.</summary>
    public void Begin()
    {
        (child, replaced, turnsKept) = (-1, false, 0);
        (baseIsNamed, beganInThisTurn, callFailedUs, callsFailed, givenUp) = (false, false, null, 0, false);
        Forgive();
    }

    /// <summary>The log does not begin with a preamble, so it does not show what the last rewrite left.</summary>
    public void Forget() => LeftBytes = null;

    /// <summary>A fault strikes a call, which may not return.</summary>
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

        if (call.Error is not (Errno.None or Errno.ENOENT or Errno.EAGAIN or Errno.EEXIST))
        {
            callFailedUs ??= call.EndUs;
            callsFailed++;
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
                (child, givenUp) = (-1, true); // On purpose, which is no failure.
                break;
            case SystemCall.Reap when call.Result == child:
                Ended((int)call.Argument >> 8, (int)call.Argument & 0xFF);
                break;
            case SystemCall.Rename when call.Error == Errno.None:
                Renamed(call.Path!);
                break;
            default:
                break;
        }
    }

    /// <summary>
    /// A rewrite has succeeded when what the child has written has the log's name, or when it is the base that a new
    /// manifest names.
    /// </summary>
    private void Renamed(string path)
    {
        var isFinished = path.StartsWith(ServerFiles.FinishedRewritePrefix, StringComparison.Ordinal);
        if (isFinished && hasParts)
        {
            baseIsNamed = run.Server is not null; // A start makes a first base.
        }
        else if (isFinished || (baseIsNamed && path.EndsWith(".manifest", StringComparison.Ordinal)))
        {
            Forgive();
            (replaced, baseIsNamed) = (true, false);
            LeftBytes = ServerFiles.LogOn(machine.Disk.CachedImage()).Sum(static file => file.Content.Length);
        }
    }

    /// <summary>What the server says, and has done, at the end of a turn.</summary>
    public void TurnEnded(AofStatus status)
    {
        // A turn may be long, and a rewrite that was asked for may have begun after the failure.
        if (hasParts && callFailedUs is { } sinceUs && !status.LastRewriteOk
            && (LastOk || beganInThisTurn || !status.RewriteInProgress))
        {
            MayHaveFailed(sinceUs);
        }

        var syncs = status.PendingBackgroundSyncs > 0;
        (callFailedUs, callsFailed, baseIsNamed) = (syncs ? machine.Clock.NowUs : null, syncs ? 1 : 0, false);
        FailedByUs = failedInThisTurn ? machine.Clock.NowUs : FailedByUs;
        (failedInThisTurn, beganInThisTurn) = (false, false);
        CheckGivenUp();
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

        if (replaced && machine.LogBeginsWithPreamble() != wantsPreamble)
        {
            report(ViolationKind.SettingIgnored,
                wantsPreamble
                    ? "aof-use-rdb-preamble is on, and a rewritten log has no preamble"
                    : "aof-use-rdb-preamble is off, and a rewritten log has a preamble");
        }

        replaced = false;
    }

    /// <summary>The server has not ended in this turn.</summary>
    private void CheckGivenUp()
    {
        if (givenUp && !maySwitch)
        {
            report(ViolationKind.NotRewritten, "a rewrite was given up by a server that goes on with the same log");
        }

        (givenUp, maySwitch) = (false, false);
    }

    /// <summary>A rewrite begins, with a pipe or the fork: the server must have rested before it.</summary>
    private void Tried(in CallRecord call)
    {
        if (FailedUs is { } failedUs && run.ActsByItself && call.BeganUs - failedUs < MinRestUs)
        {
            report(ViolationKind.Hasty,
                Invariant($"{(call.BeganUs - failedUs) / 1000} ms after a rewrite had failed ({outcome}) the ") +
                $"server tried again by itself");
        }

        if (call.Error != Errno.None)
        {
            Failed($"{call.Call.Name()} failed with {call.Error}");
        }
        else if (call.Call == SystemCall.Fork)
        {
            (child, forkedUs) = ((int)call.Result, machine.Clock.NowUs);
            (excused, served, turnsKept, beganInThisTurn) = (false, false, 0, true);
            Begun++;
            wantsPreamble = run.Server!.Config.UseRdbPreamble;
        }
    }

    /// <summary>
    /// The child was reaped. After a success its file must still take the log's place, in the same turn. SIGUSR1 ends a
    /// rewrite on purpose.
    /// </summary>
    private void Ended(int exitCode, int signal)
    {
        child = -1;
        if (signal == Signals.User1)
        {
            return;
        }

        Failed(signal != 0 ? Invariant($"signal {signal} ended the child")
            : exitCode != 0 ? "the child ended with an error"
            : "what the child has written did not take the log's place");
        if (exitCode != 0 && !excused && machine.Clock.NowUs - forkedUs < AnswerUs)
        {
            report(ViolationKind.NotRewritten,
                Invariant($"a rewrite was given up {(machine.Clock.NowUs - forkedUs) / 1000} ms after its fork, ") +
                $"though no call failed");
        }
    }

    /// <summary>
    /// Of several files, each call before the fork may end a rewrite, and so prolong the rest. Clients may ask for
    /// several in a turn.
    /// </summary>
    private void MayHaveFailed(long sinceUs)
    {
        if (LastOk)
        {
            Failed("it could not begin an increment");
            FailedUs = sinceUs;
            failures += callsFailed - 1;
            return;
        }

        FailedByUs = machine.Clock.NowUs;
        failures += callsFailed;
    }

    private void Failed(string why)
    {
        FailedUs = FailedByUs = machine.Clock.NowUs;
        (failedInThisTurn, outcome) = (true, why);
        failures++;
    }

    private void Forgive() => (FailedUs, FailedByUs, failedInThisTurn, failures) = (null, null, false, 0);
}
