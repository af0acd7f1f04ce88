using Aof;
using Aof.Os;
using Sim.Faults;

namespace Sim.Explore.Behaviour;

/// <summary>Something that a server did in its life though nothing forced it to, and that loses no data.</summary>
/// <param name="Kind">What it is called.</param>
/// <param name="What">In words.</param>
/// <param name="AtUs">When it was seen, in microseconds since 1970.</param>
public sealed record Misconduct(ViolationKind Kind, string What, long AtUs);

/// <summary>
/// What a run is held to besides its data. A server tells the truth about itself, leaves nothing behind, does not waste work, gets done what it begins, and does what
/// its settings ask. The truth comes from the machine: from the calls that were made and what came of them, never from what the server says. A server keeps
/// these laws whatever fails; each says how, where it is not plain. A run goes on after its first misconduct, for what loses data is worse and is told first.
/// <list type="bullet">
/// <item><see cref="Rewrites"/>: the status says how the last rewrite ended; one that failed is not tried again at once; none fails without a reason; the child is sent the
/// difference while it can take it; a rewritten log has the form that was asked for.</item>
/// <item><see cref="Growth"/>: a log that has grown is rewritten, growth being counted across restarts.</item>
/// <item><see cref="WriteErrors"/>: the error that is told is that of the write which failed last, and nothing of that write stays.</item>
/// <item><see cref="Litter"/>: no descriptor stays open that nobody uses, and what dead rewrites left is gone after a start.</item>
/// <item>A start is not refused when no call of it failed and nothing was read wrong, the log is whole as far as it goes, and aof-load-truncated is on.</item>
/// </list>
/// </summary>
internal sealed class Conduct
{
    private readonly Plan plan;
    private readonly Machine machine;
    private readonly Rewrites rewrites;
    private readonly Growth growth;
    private readonly WriteErrors errors;
    private readonly Litter litter;
    private long strikes;
    private bool callFailed;

    /// <summary>Follows a machine.</summary>
    /// <param name="plan">What it runs.</param>
    /// <param name="machine">The machine.</param>
    /// <param name="actsByItself">Whether the server, at this moment, does what no client has asked for.</param>
    public Conduct(Plan plan, Machine machine, Func<bool> actsByItself)
    {
        (this.plan, this.machine) = (plan, machine);
        rewrites = new Rewrites(plan, machine, actsByItself, Report);
        growth = new Growth(plan, machine, rewrites, Report);
        errors = new WriteErrors(machine, Report);
        litter = new Litter(machine, Report);
        machine.Trace.CallReturned += Heard;
        machine.Faults.Struck += rewrites.Struck;
    }

    /// <summary>The first misconduct; null while there is none.</summary>
    public Misconduct? First { get; private set; }

    /// <summary>A server is about to start, or to try again.</summary>
    public void Starting()
    {
        (strikes, callFailed) = (machine.Faults.InjectedCount, false);
        rewrites.Begin();
        errors.Begin();
        litter.Starting();
    }

    /// <summary>It has started.</summary>
    public void Started()
    {
        growth.Started();
        errors.Started();
        litter.Started();
    }

    /// <summary>It refused to.</summary>
    /// <param name="why">What it said.</param>
    /// <param name="logIsDamaged">Whether the page cache may have given up a part of the log.</param>
    public void Refused(string why, bool logIsDamaged)
    {
        if (plan.Config.LoadTruncated && !logIsDamaged && !callFailed && machine.Faults.InjectedCount == strikes)
        {
            Report(ViolationKind.Refused, "the server refused to start, though no call failed and aof-load-truncated is on: " + why);
        }
    }

    /// <summary>A turn of the server's loop is over.</summary>
    /// <param name="status">What the server says of itself.</param>
    /// <param name="hadCron">Whether cron was called in it.</param>
    public void TurnEnded(AofStatus status, bool hadCron)
    {
        rewrites.TurnEnded(status);
        growth.TurnEnded(status, hadCron);
        errors.TurnEnded(status);
        litter.TurnEnded(status);
    }

    private void Heard(CallRecord call)
    {
        callFailed |= call.By == Actor.Server && call.Error is not (Errno.None or Errno.ENOENT);
        rewrites.Heard(call);
        errors.Heard(call);
        litter.Heard(call);
    }

    private void Report(ViolationKind kind, string what) => First ??= new Misconduct(kind, what, machine.Clock.NowUs);
}
