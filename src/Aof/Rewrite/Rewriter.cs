using Aof.Append;
using Aof.Diagnostics;
using Aof.KnownDefects;
using Aof.State;
using Sim.Os;

namespace Aof.Rewrite;

/// <summary>
/// The server's side of a rewrite (rewriteAppendOnlyFileBackground() of Redis): it forks the child and takes over what
/// the child has written. How depends on the files that make the log: see <see cref="Handover"/>.
/// A hung child is left alone, as in Redis: it looks like one with a large dataset. The diff grows, and no other
/// rewrite starts until an operator kills the child.
/// </summary>
internal sealed class Rewriter(AofState state, Feed feed, Handover handover)
{
    private readonly BackOff backOff = new(state);
    private readonly bool swapFailureReportedOk = state.Defects.Has(Defect.SwapFailureReportedOk);
    private readonly bool userSignalIsAnError = state.Defects.Has(Defect.UserSignalIsAnError);

    /// <summary>Forks a child that rewrites the log from a snapshot taken now.</summary>
    /// <returns>False when a child exists already or cannot be forked; the server's log gives the reason.</returns>
    public bool Start()
    {
        if (state.HasActiveChild)
        {
            return false;
        }

        if (handover.Prepare() is { } problem)
        {
            return NotStarted(problem);
        }

        var (snapshot, config, ends) = (state.Data.Snapshot(), state.Config, handover.Pipe);
        var forked = state.Host.Processes.Fork(
            child => new RewriteChild(child with { Files = new UninterruptedFiles(child.Files) }, snapshot, ends,
                config, state.Intervals.On(child.Clock)).Run());
        if (!forked.Ok)
        {
            Probes.Hit(Probe.ForkFailed);
        }

        handover.Forked(forked.Ok);
        if (!forked.Ok)
        {
            return NotStarted($"fork: {forked.Error.Message()}");
        }

        Started(forked.Value);
        return true;
    }

    private void Started(int childPid)
    {
        state.Log(LogLevel.Notice,
            Invariant($"Process {childPid} has begun to rewrite the append only file"));
        state.RewriteScheduled = false;
        state.RewriteStartedSec = state.Intervals.NowSeconds;
        state.ChildPid = childPid;
        feed.ForgetDatabase();
    }

    private bool NotStarted(string problem)
    {
        state.Log(LogLevel.Warning,
            $"The append only file cannot be rewritten, the server could not {problem}");
        FailedWithoutReport(hadChild: false);
        return false;
    }

    /// <summary>The child lives: serves its pipes.</summary>
    public void Serve() => handover.Serve();

    /// <summary>The work of cron: finishes a rewrite whose child has ended, or starts one that is due.</summary>
    public void Cron()
    {
        if (!state.HasActiveChild && state.RewriteScheduled && backOff.IsOver)
        {
            Probes.Hit(Probe.ScheduledRewriteBegins);
            _ = Start();
        }

        if (state.HasActiveChild)
        {
            if (state.Host.Processes.Reap() is { } end && end.Pid == state.ChildPid)
            {
                Done(end);
            }
        }
        else if (state.Mode == AofMode.On && backOff.IsOver && (state.WriteStatus.FileUnsafe || HasGrown()))
        {
            Probes.Hit(state.WriteStatus.FileUnsafe ? Probe.RewriteOfUnsafeFile : Probe.RewriteOfGrownFile);
            _ = Start();
        }
    }

    private bool HasGrown()
    {
        var config = state.Config;
        if (config.AutoRewritePercentage == 0 || state.File.TotalSize <= config.AutoRewriteMinSize)
        {
            return false;
        }

        var growth = (state.File.TotalSize * 100 / Math.Max(1, state.File.BaseSize)) - 100;
        if (growth < config.AutoRewritePercentage)
        {
            return false;
        }

        state.Log(LogLevel.Notice,
            Invariant($"The append only file has grown by {growth}% and is rewritten"));
        return true;
    }

    /// <summary>backgroundRewriteDoneHandler() of Redis.</summary>
    private void Done(ChildEnd end)
    {
        if (end is { Signal: 0, ExitCode: 0 })
        {
            state.Log(LogLevel.Notice, "The rewriting child has ended with success");
            TakeOver(end.Pid);
        }
        else if (end.Signal == 0)
        {
            Probes.Hit(Probe.ChildFailed);
            state.Log(LogLevel.Warning, "The rewriting child has ended with an error");
            Failed();
        }
        else
        {
            Probes.Hit(Probe.ChildSignalled);
            state.Log(LogLevel.Warning,
                Invariant($"The rewriting child was ended by signal {end.Signal}"));
            if (end.Signal != Signals.User1 || userSignalIsAnError)
            {
                Failed();
            }
        }

        state.LastRewriteSec = state.Intervals.NowSeconds - state.RewriteStartedSec;
        CleanUp();
        state.RewriteScheduled |= state.Mode == AofMode.WaitRewrite;
    }

    private void TakeOver(int childPid)
    {
        if (handover.TakeOver(childPid))
        {
            state.LastRewriteOk = true;
            backOff.Succeeded();
        }
        else
        {
            FailedWithoutReport(hadChild: true);
        }
    }

    private void Failed()
    {
        state.LastRewriteOk = false;
        backOff.Failed();
    }

    /// <summary>
    /// A failure that Redis 6.0.5 does not report in its status: see <see cref="Defect.SwapFailureReportedOk"/>.
    /// </summary>
    private void FailedWithoutReport(bool hadChild)
    {
        state.LastRewriteOk &= swapFailureReportedOk;
        backOff.Failed(hadChild);
    }

    /// <summary>killAppendOnlyChild() of Redis: kills the child, if there is one, and waits for its end.</summary>
    public void KillChild()
    {
        if (!state.HasActiveChild)
        {
            return;
        }

        state.Log(LogLevel.Notice,
            Invariant($"Process {state.ChildPid}, which rewrites the append only file, is killed"));
        Probes.Hit(Probe.ChildKilledByServer);
        _ = state.Host.Processes.Kill(state.ChildPid, Signals.User1);
        CleanUp();
    }

    private void CleanUp()
    {
        handover.CleanUp();
        TempFile.Remove(state.Host.Files, state.ChildPid);
        state.ChildPid = -1;
        state.RewriteStartedSec = -1;
    }
}
