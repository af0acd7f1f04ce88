using Aof.Append;
using Aof.Data;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Diagnostics;
using Aof.KnownDefects;
using Aof.Load;
using Aof.Rewrite;
using Aof.State;
using Sim.Os;

namespace Aof;

/// <summary>
/// A server whose dataset is kept by an append-only file: the table of contents of the three flows. Appending is
/// <see cref="Execute"/> and <see cref="Flush"/>, rewriting is <see cref="ServeChild"/> and <see cref="Cron"/>, loading is
/// <see cref="Start"/>. Its <see cref="EventLoop"/> calls them in order, from one thread.
/// </summary>
public sealed class AofServer : IServerControl
{
    private readonly AofState state;
    private readonly Feed feed;
    private readonly Executor executor;
    private readonly Flusher flusher;
    private readonly Rewriter rewriter;
    private readonly TurnReplies replies = new();
    private readonly bool deadTempFilesStay, okDespiteFailedWrite, replyBeforeFlush, rewriteInsideTransaction;
    private long cronLoops;

    /// <summary>The replies of this turn leave before its writes are flushed, which the next turn does.</summary>
    private bool repliesGoFirst;

    private AofServer(Host host, AofConfig config)
    {
        state = new AofState(host, config);
        feed = new Feed(state);
        executor = new Executor(state.Data, host.Clock, host.Random, feed, this, config.Defects)
        {
            Commands = config.Commands,
            Intervals = state.Intervals,
        };
        flusher = new Flusher(state);
        rewriter = new Rewriter(state, feed);
        Status = new AofStatus(state, executor);
        deadTempFilesStay = config.Defects.Has(Defect.DeadTempFilesStay);
        okDespiteFailedWrite = config.Defects.Has(Defect.OkDespiteFailedWrite);
        replyBeforeFlush = config.Defects.Has(Defect.ReplyBeforeFlush);
        rewriteInsideTransaction = config.Defects.Has(Defect.RewriteInsideTransaction);
    }

    /// <summary>The dataset.</summary>
    public Dataset Data => state.Data;

    /// <summary>What INFO persistence shows.</summary>
    public AofStatus Status { get; }

    /// <summary>The settings, as CONFIG SET left them.</summary>
    public AofConfig Config => state.Config;

    /// <summary>What became of the log at start.</summary>
    public LoadResult Loaded { get; private set; } = new() { Outcome = LoadOutcome.Missing };

    /// <summary>Called after each atomic unit that changed the dataset was fed to the log.</summary>
    public Action? UnitApplied
    {
        get => executor.UnitApplied;
        set => executor.UnitApplied = value;
    }

    /// <summary>From when on <see cref="EndWaits"/> ends the next wait, in milliseconds of <see cref="Intervals"/>; null when no wait ends by itself.</summary>
    internal long? NextWaitEndMs => executor.NextWaitEndMs;

    /// <summary>What intervals are measured by.</summary>
    internal IntervalClock Intervals => state.Intervals;

    /// <summary>Starts a server in the host's directory: removes what dead rewrites left, replays the log, and opens it for appending.</summary>
    /// <param name="host">The machine.</param>
    /// <param name="config">The settings.</param>
    /// <param name="loadingProgress">Called at the beginning of the load and every 1000 commands, with the offset in bytes.</param>
    /// <exception cref="ProcessExit">The server refuses to start; code 1.</exception>
    public static AofServer Start(Host host, AofConfig config, Action<long>? loadingProgress = null)
    {
        var server = new AofServer(host, config);
        if (!server.deadTempFilesStay)
        {
            TempFile.RemoveDead(server.state);
        }

        if (config.AppendOnly)
        {
            server.Loaded = new Startup(server.state, server.executor).Run(loadingProgress);
        }

        return server;
    }

    /// <summary>
    /// Executes a client's command, inside a turn of the <see cref="EventLoop"/>. The reply stands in the session's output, and may
    /// leave only after the turn. A client that has to wait for a key (<see cref="Session.Blocked"/>) has none yet: another client's
    /// command brings it, or the end of its timeout. Until then the client's further commands wait.
    /// </summary>
    public void Execute(Session session, Bytes[] argv) => executor.Execute(session, argv);

    /// <summary>A client has gone: it watches nothing any more, and waits for nothing.</summary>
    public void Forget(Session session) => executor.Forget(session);

    /// <summary>Blocked clients whose timeout is over get nil.</summary>
    internal void EndWaits() => executor.EndWaits();

    /// <summary>Writes the log and syncs it by policy. Afterwards the replies may leave.</summary>
    /// <exception cref="ProcessExit">Under "always" the turn's writes cannot be kept; their replies must not leave.</exception>
    internal void Flush()
    {
        if (!repliesGoFirst)
        {
            flusher.Flush();
        }

        repliesGoFirst = false;
        if (state.WriteStatus.RefuseWrites() is { } error && !okDespiteFailedWrite)
        {
            Probes.Hit(Probe.WritesRefusedInTurn);
            replies.ReplaceBy(error);
        }

        replies.Clear();
    }

    /// <summary>What the pipes to the rewriting child ask for: answer it, or send it more of the difference.</summary>
    internal void ServeChild() => rewriter.Serve();

    /// <summary>What is to be done every 100 ms (serverCron() of Redis): expired keys, rewrites that are due or have ended, flushes that wait.</summary>
    internal void Cron()
    {
        _ = executor.ExpireCycle(state.Config.ExpireKeysPerCron);
        rewriter.Cron();
        var secondIsOver = cronLoops++ % 10 == 0;
        if (flusher.IsPostponed || (secondIsOver && !state.WriteStatus.Ok))
        {
            flusher.Flush();
        }
    }

    /// <summary>Ends the server in order: kills the child, writes and syncs everything, closes the log.</summary>
    /// <returns>False when it cannot end now: the first rewrite since the AOF was switched on is still going on.</returns>
    public bool Shutdown()
    {
        if (state.Mode == AofMode.WaitRewrite && state.HasActiveChild)
        {
            state.Log(LogLevel.Warning, "The append only file is being written for the first time: the server cannot exit now.");
            return false;
        }

        if (state.HasActiveChild)
        {
            state.Log(LogLevel.Warning, "The server exits while a child rewrites the append only file: the rewrite is given up.");
            rewriter.KillChild();
        }

        state.Log(LogLevel.Notice, "The append only file is written and synced for the last time.");
        CloseLog();
        return true;
    }

    /// <summary>CONFIG SET appendonly yes: the log is written from the end of a first rewrite on (startAppendOnly() of Redis).</summary>
    /// <returns>False when the file cannot be opened or no child made; the AOF stays off.</returns>
    public bool StartAppendOnly()
    {
        var error = state.File.Open(state.Config.FileName);
        if (error != Errno.None)
        {
            state.Log(LogLevel.Warning, $"The AOF cannot be switched on, {state.Config.FileName} cannot be opened: {error.Message()}");
            return false;
        }

        if (!StartFirstRewrite())
        {
            state.Log(LogLevel.Warning, "The AOF cannot be switched on, since it needs a rewrite and none could be started.");
            state.File.Close();
            return false;
        }

        state.Mode = AofMode.WaitRewrite;
        return true;
    }

    private bool StartFirstRewrite()
    {
        if (state.HasActiveChild)
        {
            state.Log(LogLevel.Warning, "The AOF is switched on while a child rewrites it. That child has not been sent what was executed meanwhile: another takes its place.");
            rewriter.KillChild();
        }

        state.RewriteScheduled |= feed.InsideTransaction;
        return feed.InsideTransaction || rewriter.Start();
    }

    /// <summary>CONFIG SET appendonly no: everything is written and synced, and the log closed (stopAppendOnly() of Redis).</summary>
    public void StopAppendOnly()
    {
        CloseLog();
        state.RewriteScheduled = false;
        rewriter.KillChild();
    }

    /// <inheritdoc/>
    string? IServerControl.RefuseWrites() => state.WriteStatus.RefuseWrites();

    /// <inheritdoc/>
    void IServerControl.BackgroundRewrite(Reply reply)
    {
        if (executor.Loading)
        {
            return; // A log can hold any command; this one says nothing about the dataset.
        }

        if (state.HasActiveChild)
        {
            reply.Error("ERR Background append only file rewriting already in progress");
        }
        else if (feed.InsideTransaction && !rewriteInsideTransaction)
        {
            state.RewriteScheduled = true;
            reply.Status("Background append only file rewriting scheduled");
        }
        else if (rewriter.Start())
        {
            reply.Status("Background append only file rewriting started");
        }
        else
        {
            reply.Error("ERR Can't execute an AOF background rewriting. Please check the server logs for more information.");
        }
    }

    /// <inheritdoc/>
    void IServerControl.Config(Call call)
    {
        // A log can hold any command; one that switches the log off while it is read must not.
        if (!executor.Loading)
        {
            new ConfigCommand(this, state).Run(call);
        }
    }

    /// <inheritdoc/>
    void IServerControl.Info(Call call)
    {
        var shown = call.Args.Length == 1 || call.Args[1].EqualsIgnoreCase("PERSISTENCE")
            || call.Args[1].EqualsIgnoreCase("ALL") || call.Args[1].EqualsIgnoreCase("DEFAULT") || call.Args[1].EqualsIgnoreCase("EVERYTHING");
        call.Reply.Bulk(Bytes.Of(shown ? Status.Info() : ""));
    }

    /// <inheritdoc/>
    void IServerControl.Promised(Session session, int start, bool waited)
    {
        replies.Add(session, start);
        repliesGoFirst |= waited && replyBeforeFlush;
    }

    /// <summary>Whatever waits goes into the file, and the file is closed.</summary>
    private void CloseLog()
    {
        if (state.Mode == AofMode.Off)
        {
            return;
        }

        feed.RollBackOpenTransaction();
        flusher.Flush(force: true);

        // A background sync that is under way may fail yet, and then the one that follows here has proved nothing.
        var pending = state.Fsync.InProgress;
        var error = state.Fsync.Now(state.File.Descriptor);
        if (error != Errno.None)
        {
            state.Log(LogLevel.Warning, $"The append only file could not be synced before it was closed: {error.Message()}");
        }

        if (error != Errno.None || pending)
        {
            state.WriteStatus.Doubt(error == Errno.None ? Errno.EIO : error);
        }

        state.Fsync.ForgetPending();
        state.File.Close();
        state.Buffer.Clear();
        feed.ForgetDatabase();
        state.Mode = AofMode.Off;
    }
}
