using Aof.Append;
using Aof.Diagnostics;
using Aof.KnownDefects;
using Aof.State;
using Sim.Os;

namespace Aof.Rewrite;

/// <summary>
/// The server's side of a rewrite (rewriteAppendOnlyFileBackground() of Redis). It forks the child, sends it the diff,
/// agrees to stop, and swaps in the child's file.
/// A hung child is left alone, as in Redis: it looks like one with a large dataset. The diff grows, and no other
/// rewrite starts until an operator kills the child.
/// </summary>
internal sealed class Rewriter(AofState state, Feed feed)
{
    private readonly Swap swap = new(state, feed);
    private readonly BackOff backOff = new(state);
    private readonly bool noDiffPipes = state.Defects.Has(Defect.NoDiffPipes);
    private readonly bool failedForkLeaksPipes = state.Defects.Has(Defect.FailedForkLeaksPipes);
    private readonly bool swapFailureReportedOk = state.Defects.Has(Defect.SwapFailureReportedOk);
    private readonly bool userSignalIsAnError = state.Defects.Has(Defect.UserSignalIsAnError);

    /// <summary>The pipes to the child; null without a child, or with <see cref="Defect.NoDiffPipes"/>.</summary>
    private DiffPipe? pipe;

    /// <summary>The server sends no more diff: the child asked it to stop (server.aof_stop_sending_diff).</summary>
    private bool stopSending;

    private IFiles Files => state.Host.Files;

    /// <summary>Forks a child that rewrites the log from a snapshot taken now.</summary>
    /// <returns>False when a child exists already or cannot be forked; the server's log gives the reason.</returns>
    public bool Start()
    {
        if (state.HasActiveChild)
        {
            return false;
        }

        var pipes = noDiffPipes ? default : DiffPipe.Create(state.Host);
        if (!pipes.Ok)
        {
            Probes.Hit(Probe.PipesNotMade);
            return NotStarted("make the pipes", pipes.Error);
        }

        DiffPipe? ends = noDiffPipes ? null : pipes.Value;
        var (snapshot, config) = (state.Data.Snapshot(), state.Config);
        var forked = state.Host.Processes.Fork(
            child => new RewriteChild(child with { Files = new UninterruptedFiles(child.Files) }, snapshot, ends,
                config, state.Intervals.On(child.Clock)).Run());
        if (!forked.Ok)
        {
            Probes.Hit(Probe.ForkFailed);
            if (!failedForkLeaksPipes)
            {
                ends?.Close(Files);
            }

            return NotStarted("fork", forked.Error);
        }

        Started(forked.Value, ends);
        return true;
    }

    private void Started(int childPid, DiffPipe? ends)
    {
        state.Log(LogLevel.Notice,
            Invariant($"Process {childPid} has begun to rewrite the append only file"));
        pipe = ends;
        stopSending = false;
        state.RewriteScheduled = false;
        state.RewriteStartedSec = state.Intervals.NowSeconds;
        state.ChildPid = childPid;
        feed.ForgetDatabase();
    }

    private bool NotStarted(string what, Errno error)
    {
        state.Log(LogLevel.Warning,
            $"The append only file cannot be rewritten, the server could not {what}: {error.Message()}");
        FailedWithoutReport();
        return false;
    }

    /// <summary>Handles pipe events: the child asks to stop, or can take more of the diff.</summary>
    public void Serve()
    {
        if (pipe is not { } ends || stopSending)
        {
            return;
        }

        if (state.Host.Pipes.Readable(ends.Stop.ReadEnd))
        {
            AgreeToStop(ends);
        }
        else if (state.RewriteBuffer.Length > 0 && state.Host.Pipes.Writable(ends.Diff.WriteEnd))
        {
            SendDiff(ends.Diff.WriteEnd);
        }
    }

    /// <summary>aofChildPipeReadable() of Redis. If the answer cannot be sent, the child times out.</summary>
    private void AgreeToStop(DiffPipe ends)
    {
        Span<byte> mark = stackalloc byte[1];
        var asked = Files.Read(ends.Stop.ReadEnd, mark);
        if (!asked.Ok || asked.Value != 1 || mark[0] != DiffPipe.Mark)
        {
            return;
        }

        state.Log(LogLevel.Notice, "The rewriting child asks to send no more of the difference.");
        stopSending = true;
        var answered = Files.Write(ends.Agreed.WriteEnd, mark);
        if (!answered.Ok)
        {
            Probes.Hit(Probe.AgreementNotSent);
            state.Log(LogLevel.Warning, $"The rewriting child could not be answered: {answered.Error.Message()}");
        }
    }

    /// <summary>aofChildWriteDiffData() of Redis: fills the pipe.</summary>
    private void SendDiff(int writeEnd)
    {
        while (state.RewriteBuffer.Length > 0)
        {
            var written = Files.Write(writeEnd, state.RewriteBuffer.Front);
            if (!written.Ok || written.Value == 0)
            {
                Probes.Hit(Probe.DifferencePipeFull);
                return;
            }

            state.RewriteBuffer.Consume(written.Value);
        }
    }

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
        if (config.AutoRewritePercentage == 0 || state.File.CurrentSize <= config.AutoRewriteMinSize)
        {
            return false;
        }

        var growth = (state.File.CurrentSize * 100 / Math.Max(1, state.File.BaseSize)) - 100;
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
        if (swap.Run(childPid))
        {
            state.LastRewriteOk = true;
            backOff.Succeeded();
        }
        else
        {
            FailedWithoutReport();
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
    private void FailedWithoutReport()
    {
        state.LastRewriteOk &= swapFailureReportedOk;
        backOff.Failed();
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
        pipe?.Close(Files);
        pipe = null;
        state.RewriteBuffer.Reset();
        TempFile.Remove(Files, state.ChildPid);
        state.ChildPid = -1;
        state.RewriteStartedSec = -1;
    }
}
