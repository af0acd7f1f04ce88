using Aof.State;
using Sim.Check.Rules;
using Sim.Machine;
using Sim.Run;

namespace Sim.Check.Invariants;

/// <summary>
/// A log that has grown is rewritten.
/// <list type="number">
/// <item>Where it has grown by auto-aof-rewrite-percentage since the last rewrite, the cron that finds it so starts
/// one. A cron finds the settings of its turn, and the size before it: the buffer is written at the end of a turn.
/// A cron that finds a rewrite does not count.</item>
/// <item>After a restart growth counts from what the rewrite left, where a preamble shows it.</item>
/// <item>After a failed rewrite the server may rest for up to a minute.</item>
/// </list>
/// </summary>
internal sealed class GrowthCheck(
    LiveRun run, RewriteCheck rewrites, Action<ViolationKind, string> report)
{
    /// <summary>The longest rest after a failure, and the cron that ends it.</summary>
    private const long LongestRestUs = 61_000_000;

    private readonly SimulatedMachine machine = run.Machine;
    private (long Bytes, bool HasRewrite) before;

    /// <summary>A server has started.</summary>
    public void Started()
    {
        before = default;
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
        && (rewrites.FailedByUs is not { } failedUs || machine.Clock.NowUs - failedUs > LongestRestUs);
}
