using Aof.Append;
using Aof.Data.Execution;
using Aof.Diagnostics;
using Aof.KnownDefects;
using Aof.Rewrite;
using Aof.State;
using Sim.Os;

namespace Aof;

/// <summary>
/// The orderly end of a server: SHUTDOWN, and SIGTERM (prepareForShutdown() of Redis).
/// <list type="number">
/// <item>It writes the log and syncs it, whatever the policy. Where that fails, the server goes on: an end with exit
/// code 0 says that every acknowledged write is on the disk.</item>
/// <item>It kills the rewriting child. While the first rewrite of a log that was switched on still runs, there is no
/// log yet, so the server goes on.</item>
/// <item>Inside a transaction it waits for EXEC, as a rewrite does: the log must not end with half a
/// transaction.</item>
/// </list>
/// </summary>
internal sealed class ServerEnd(
    AofState state, Feed feed, Flusher flusher, Rewriter rewriter, Handover handover)
{
    private readonly bool shutdownErrorIgnored = state.Defects.Has(Defect.ShutdownErrorIgnored);
    private readonly bool shutdownInsideTransaction = state.Defects.Has(Defect.ShutdownInsideTransaction);
    private bool requested;

    /// <summary>SIGTERM: the next cron ends the server.</summary>
    public void Request() => requested = true;

    /// <summary>SHUTDOWN [SAVE|NOSAVE]. The log is saved in either case.</summary>
    /// <exception cref="ProcessExit">The server has ended; code 0.</exception>
    public void Command(Call call)
    {
        if (call.Args.Length > 2 || (call.Args.Length == 2
            && !call.Args[1].EqualsIgnoreCase("SAVE") && !call.Args[1].EqualsIgnoreCase("NOSAVE")))
        {
            call.Reply.Error("ERR syntax error");
        }
        else if (feed.InsideTransaction && !shutdownInsideTransaction)
        {
            Probes.Hit(Probe.EndWaitsForExec);
            requested = true;
            call.Reply.Status("Shutdown scheduled");
        }
        else
        {
            ExitIfSaved("SHUTDOWN");
            call.Reply.Error("ERR Errors trying to SHUTDOWN. Check logs.");
        }
    }

    /// <summary>Ends the server when that was requested.</summary>
    /// <exception cref="ProcessExit">The server has ended; code 0.</exception>
    public void Cron()
    {
        if (requested)
        {
            requested = false;
            ExitIfSaved("SIGTERM");
        }
    }

    /// <summary>Saves everything and closes the log.</summary>
    /// <returns>False: the server cannot end now, and goes on. Its log says why.</returns>
    public bool Try()
    {
        CountMoment();
        if (state.Mode == AofMode.WaitRewrite && state.HasActiveChild)
        {
            return Refuse("the append only file is being written for the first time");
        }

        if (state.Mode == AofMode.On && !shutdownErrorIgnored && flusher.SaveAll() is { } problem)
        {
            return Refuse(problem);
        }

        if (state.HasActiveChild)
        {
            Probes.Hit(Probe.EndGivesRewriteUp);
            state.Log(LogLevel.Warning,
                "The server exits while a child rewrites the append only file: the rewrite is given up.");
            rewriter.KillChild();
        }

        if (state.Mode == AofMode.On && shutdownErrorIgnored)
        {
            flusher.Flush(force: true);
            _ = state.Fsync.Now(state.File.Descriptor);
        }

        Close();
        return true;
    }

    private void CountMoment()
    {
        if (state.RewriteScheduled)
        {
            Probes.Hit(Probe.EndWithRewriteScheduled);
        }

        if (state.Host.Background.Pending(BackgroundJob.Close) > 0)
        {
            Probes.Hit(Probe.EndWithClosePending);
        }

        if (state.Mode == AofMode.WaitRewrite)
        {
            Probes.Hit(Probe.EndBeforeSwitchedOn);
        }
    }

    private bool Refuse(string problem)
    {
        Probes.Hit(Probe.EndRefused);
        state.Log(LogLevel.Warning, $"The server cannot exit now: {problem}.");
        return false;
    }

    private void Close()
    {
        if (state.Mode != AofMode.Off)
        {
            state.Fsync.ForgetPending();
            state.File.Close();
            state.Buffer.Clear();
        }

        if (state.Mode == AofMode.On)
        {
            handover.LogClosed();
        }
    }

    private void ExitIfSaved(string why)
    {
        if (Try())
        {
            Probes.Hit(Probe.EndedInOrder);
            state.Log(LogLevel.Notice, $"{why}: the server exits.");
            throw new ProcessExit(0, why);
        }
    }
}
