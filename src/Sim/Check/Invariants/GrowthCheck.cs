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
/// <item>A log that a failed fsync has made unreliable, one that is being switched on, and a rewrite that a client was
/// told is scheduled, wait for two crons at most, and for the rest that the number of failures in a row allows.</item>
/// </list>
/// </summary>
internal sealed class GrowthCheck
{
    /// <summary>The cron that ends a rest.</summary>
    private const long CronUs = 1_000_000;

    private readonly LiveRun run;
    private readonly RewriteCheck rewrites;
    private readonly Action<ViolationKind, string> report;
    private readonly SimulatedMachine machine;
    private (long Bytes, bool HasRewrite) before;
    private int unmet;

    /// <summary>How many rewrites had begun when the last turn ended.</summary>
    private int begun;

    /// <summary>
    /// A client was told that a rewrite is scheduled, in a turn before which so many had begun; null: none was.
    /// </summary>
    private int? scheduledAt;

    /// <summary>Follows a run from its beginning.</summary>
    public GrowthCheck(LiveRun run, RewriteCheck rewrites, Action<ViolationKind, string> report)
    {
        (this.run, this.rewrites, this.report, machine) = (run, rewrites, report, run.Machine);
        run.ReplySent += (_, argv, reply) => scheduledAt =
            argv[0].EqualsIgnoreCase("EXEC") && reply.IndexOf(Scheduled) >= 0 ? begun : scheduledAt;
    }

    /// <summary>The reply to BGREWRITEAOF in a transaction. EXEC brings it.</summary>
    private static ReadOnlySpan<byte> Scheduled => "+Background append only file rewriting scheduled\r\n"u8;

    /// <summary>A server has started.</summary>
    public void Started()
    {
        (before, unmet, scheduledAt) = (default, 0, null);
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

        begun = rewrites.Begun;
        scheduledAt = status.Mode != AofMode.Off && scheduledAt == begun ? scheduledAt : null;
        unmet = !IsNeeded(status) ? 0 : hadCron ? unmet + 1 : unmet;
        if (hadCron && unmet == 2)
        {
            report(ViolationKind.NotRewritten, status.FileUnsafe
                ? "an fsync of the log has failed, and the server does not rewrite it"
                : "a rewrite was promised, and the server does not begin it");
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
        (status is { Mode: AofMode.On, FileUnsafe: true, RewriteInProgress: false }
            or { Mode: AofMode.WaitRewrite, RewriteInProgress: false }
            || (scheduledAt is not null && !status.RewriteInProgress))
        && (rewrites.FailedByUs is { } failedUs
        ? run.CronUs - failedUs > rewrites.RestUs(status)
        : status.LastRewriteOk);
}
