using Aof.State;
using Sim.Check.Rules;
using Sim.Machine;
using Sim.Run;

namespace Sim.Check.Invariants;

/// <summary>
/// A log that must be rewritten is rewritten in time.
/// <list type="number">
/// <item>Where it has grown by auto-aof-rewrite-percentage since the last rewrite, the cron that finds it so starts
/// one. A cron finds the settings of its turn, and the size and the time before it: the buffer is written behind it.
/// A cron that finds a rewrite does not count.</item>
/// <item>After a restart growth counts from what the rewrite left, where a preamble shows it.</item>
/// <item>After a failed rewrite the server may rest for up to a minute; where each failure leaves an increment, longer
/// with each failure, up to an hour.</item>
/// <item>A log that a failed fsync has made unreliable, and a scheduled rewrite, wait for two crons at most, and for
/// the rest that the number of failures in a row allows.</item>
/// </list>
/// </summary>
internal sealed class GrowthCheck(
    LiveRun run, RewriteCheck rewrites, Action<ViolationKind, string> report)
{
    /// <summary>The cron that ends a rest.</summary>
    private const long CronUs = 1_000_000;

    private readonly SimulatedMachine machine = run.Machine;
    private (long Bytes, bool HasRewrite) before;
    private int unmet;

    /// <summary>A server has started.</summary>
    public void Started()
    {
        (before, unmet) = (default, 0);
        if (!machine.LogBeginsWithPreamble())
        {
            rewrites.Forget();
        }
    }

    /// <summary>A turn is over.</summary>
    public void TurnEnded(AofStatus status, bool hadCron)
    {
        var (bytes, hadRewrite) = before;
        before = (status.CurrentSize, status.RewriteInProgress);
        if (hadCron && !hadRewrite && IsDue(status, bytes))
        {
            report(ViolationKind.NotRewritten,
                Overdue(rewrites.LeftBytes!.Value, bytes, run.Server!.Config.AutoRewritePercentage));
        }

        unmet = !IsNeeded(status) ? 0 : hadCron ? unmet + 1 : unmet;
        if (hadCron && unmet == 2)
        {
            report(ViolationKind.NotRewritten, status.FileUnsafe
                ? "an fsync of the log has failed, and the server does not rewrite it"
                : "a rewrite is scheduled, and the server does not begin it");
        }
    }

    /// <summary>Describes the missing rewrite.</summary>
    public static string Overdue(long leftBytes, long bytes, int percentage) =>
        Invariant($"the last rewrite left {leftBytes} bytes, the log has {bytes}, ") +
        Invariant($"auto-aof-rewrite-percentage is {percentage}, and the server does not rewrite it");

    private bool IsDue(AofStatus status, long bytes) =>
        run.Server!.Config.AutoRewritePercentage > 0
        && status is { Mode: AofMode.On, RewriteInProgress: false }
        && bytes > run.Server!.Config.AutoRewriteMinSize
        && rewrites.LeftBytes is { } left
        && bytes * 100 / Math.Max(1, left) >= 100 + run.Server!.Config.AutoRewritePercentage
        && (rewrites.FailedByUs is not { } failedUs || run.CronUs - failedUs > rewrites.LongestRestUs + CronUs);

    /// <summary>
    /// The server may no longer rest: as long as the number of failures in a row allows. A failure that the machine
    /// does not see is excused.
    /// </summary>
    private bool IsNeeded(AofStatus status) =>
        status is { Mode: AofMode.On, FileUnsafe: true, RewriteInProgress: false }
            or { Mode: not AofMode.Off, RewriteScheduled: true, RewriteInProgress: false }
        && (rewrites.FailedByUs is { } failedUs
        ? run.CronUs - failedUs > rewrites.RestUs(status)
        : status.LastRewriteOk);
}
