using Aof.Append;
using Aof.Data;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Diagnostics;
using Aof.KnownDefects;
using Aof.Load;
using Aof.MultiPart;
using Aof.Rewrite;
using Aof.State;
using Sim.Os;

namespace Aof;

/// <summary>
/// A server that keeps its dataset in an append-only file. The <see cref="EventLoop"/> calls it from one thread, in
/// order:
/// - appending: <see cref="Execute"/> and <see cref="Flush"/>;
/// - rewriting: <see cref="ServeChild"/> and <see cref="Cron"/>;
/// - loading: <see cref="Start"/>.
/// </summary>
public sealed class AofServer : IServerControl
{
    private readonly AofState state;
    private readonly Feed feed;
    private readonly Executor executor;
    private readonly Flusher flusher;
    private readonly Startup startup;
    private readonly Handover handover;
    private readonly Rewriter rewriter;
    private readonly ServerEnd end;
    private readonly TurnReplies replies = new();
    private readonly bool deadTempFilesStay, okDespiteFailedWrite, replyBeforeFlush, rewriteInsideTransaction;
    private long cronLoops;

    /// <summary>The replies of this turn leave before the flush, which the next turn does.</summary>
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
        (startup, handover) = PartsOf(config.Layout);
        rewriter = new Rewriter(state, feed, handover);
        end = new ServerEnd(state, feed, flusher, rewriter, handover);
        Status = new AofStatus(state, executor);
        deadTempFilesStay = config.Defects.Has(Defect.DeadTempFilesStay);
        okDespiteFailedWrite = config.Defects.Has(Defect.OkDespiteFailedWrite);
        replyBeforeFlush = config.Defects.Has(Defect.ReplyBeforeFlush);
        rewriteInsideTransaction = config.Defects.Has(Defect.RewriteInsideTransaction);
    }

    /// <summary>The dataset.</summary>
    public Dataset Data => state.Data;

    /// <summary>The values of INFO persistence.</summary>
    public AofStatus Status { get; }

    /// <summary>The settings, with the changes of CONFIG SET.</summary>
    public AofConfig Config => state.Config;

    /// <summary>How the log was loaded at start.</summary>
    public LoadResult Loaded { get; private set; } = new() { Outcome = LoadOutcome.Missing };

    /// <summary>Called after each atomic unit that changed the dataset and was fed to the log.</summary>
    public Action? UnitApplied
    {
        get => executor.UnitApplied;
        set => executor.UnitApplied = value;
    }

    /// <summary>
    /// When <see cref="EndWaits"/> ends the next wait, in milliseconds of <see cref="Intervals"/>; null: no wait has a
    /// timeout.
    /// </summary>
    internal long? NextWaitEndMs => executor.NextWaitEndMs;

    /// <summary>The clock of intervals.</summary>
    internal IntervalClock Intervals => state.Intervals;

    /// <summary>
    /// Starts a server in the host's directory. It removes temporary files of dead rewrites, replays the log, and opens
    /// it for appending.
    /// </summary>
    /// <param name="host">The machine.</param>
    /// <param name="config">The settings.</param>
    /// <param name="loadingProgress">Called at the beginning of the load and every 1000 commands, with the offset in
    /// bytes.</param>
    /// <exception cref="ProcessExit">The server refuses to start; code 1.</exception>
    public static AofServer Start(Host host, AofConfig config, Action<long>? loadingProgress = null)
    {
        var server = new AofServer(host, config);
        if (!server.deadTempFilesStay)
        {
            server.startup.RemoveDead();
        }

        server.startup.Prepare();
        if (config.AppendOnly)
        {
            server.Loaded = server.startup.Run(loadingProgress);
        }

        return server;
    }

    /// <summary>All that depends on which files make the log.</summary>
    private (Startup, Handover) PartsOf(LogLayout layout)
    {
        switch (layout)
        {
            case LogLayout.SingleFile:
                return (new SingleFileStartup(state, executor), new DiffHandover(state, feed));
            case LogLayout.MultiPart:
                var directory = new LogDirectory(state);
                return (new MultiPartStartup(state, executor, directory),
                    new IncrementHandover(state, feed, flusher, directory));
            default:
                throw new InvalidOperationException($"There is no layout {layout}.");
        }
    }

    /// <summary>
    /// Executes a client's command inside a turn of the <see cref="EventLoop"/>. The reply goes to the session's output
    /// and may leave only after the turn.
    /// A client that waits for a key or for an fsync (<see cref="Session.Blocked"/>) has no reply yet. It gets one when
    /// another client's command brings the key, an fsync has covered its writes, or its timeout ends. Its further
    /// commands wait until then.
    /// </summary>
    public void Execute(Session session, Bytes[] argv) => executor.Execute(session, argv);

    /// <summary>A client has disconnected: its watches and its wait end.</summary>
    public void Forget(Session session) => executor.Forget(session);

    /// <summary>Blocked clients whose timeout is over get their replies.</summary>
    internal void EndWaits() => executor.EndWaits();

    /// <summary>
    /// Writes the log and syncs it by policy, and answers those who wait for that. Afterwards the replies may leave.
    /// </summary>
    /// <exception cref="ProcessExit">Under "always" the turn's writes are not durable; their replies must not
    /// leave.</exception>
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
        executor.ServeSyncWaits();
    }

    /// <summary>Serves the pipes of the rewriting child: agrees to stop, or sends more of the diff.</summary>
    internal void ServeChild() => rewriter.Serve();

    /// <summary>
    /// The work of every 100 ms (serverCron() of Redis): ends the server when that was requested, expires keys, ends or
    /// starts rewrites, retries flushes.
    /// </summary>
    /// <exception cref="ProcessExit">The server has ended in order; code 0.</exception>
    internal void Cron()
    {
        end.Cron();
        _ = executor.ExpireCycle(state.Config.ExpireKeysPerCron);
        rewriter.Cron();
        var secondIsOver = cronLoops++ % 10 == 0;
        if (flusher.IsPostponed || (secondIsOver && !state.WriteStatus.Ok))
        {
            flusher.Flush();
        }
    }

    /// <summary>Ends the server in order: writes and syncs everything, kills the child, closes the log.</summary>
    /// <returns>False: the server cannot end now, and goes on. Its log says why.</returns>
    public bool Shutdown() => end.Try();

    /// <summary>SIGTERM: the next cron ends the server in order, or logs why it cannot.</summary>
    public void Terminate() => end.Request();

    /// <summary>
    /// CONFIG SET appendonly yes: the log is written once a first rewrite has ended (startAppendOnly() of Redis).
    /// </summary>
    /// <returns>False when the file cannot be opened or no child was forked; the AOF stays off.</returns>
    internal bool StartAppendOnly()
    {
        var error = handover.SwitchOn();
        if (error != Errno.None)
        {
            state.Log(LogLevel.Warning,
                $"The AOF cannot be switched on, {state.Config.FileName} cannot be opened: {error.Message()}");
            return false;
        }

        state.AwaitFirstRewrite();
        if (!StartFirstRewrite())
        {
            state.Log(
                LogLevel.Warning, "The AOF cannot be switched on, since it needs a rewrite and none could be started.");
            state.SwitchOff();
            state.File.Close();
            return false;
        }

        return true;
    }

    private bool StartFirstRewrite()
    {
        if (state.HasActiveChild)
        {
            state.Log(LogLevel.Warning,
                "The AOF is switched on while a child rewrites it. That child has not been sent what was executed "
                + "meanwhile: another takes its place.");
            rewriter.KillChild();
        }

        state.RewriteScheduled |= feed.InsideTransaction;
        return feed.InsideTransaction || rewriter.Start();
    }

    /// <summary>
    /// CONFIG SET appendonly no: writes and syncs everything, and closes the log (stopAppendOnly() of Redis).
    /// </summary>
    internal void StopAppendOnly()
    {
        CloseLog();
        state.RewriteScheduled = false;
        rewriter.KillChild();
    }

    /// <inheritdoc/>
    string? IServerControl.RefuseWrites() => state.WriteStatus.RefuseWrites();

    /// <inheritdoc/>
    bool? IServerControl.IsSynced(long records) => state.IsSynced(records);

    /// <inheritdoc/>
    void IServerControl.BackgroundRewrite(Reply reply)
    {
        if (executor.Loading)
        {
            return; // A log can hold any command; this one does not change the dataset.
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
            reply.Error("ERR Can't execute an AOF background rewriting. Please check the server logs for more "
                + "information.");
        }
    }

    /// <inheritdoc/>
    void IServerControl.Shutdown(Call call)
    {
        if (!executor.Loading)
        {
            end.Command(call);
        }
    }

    /// <inheritdoc/>
    void IServerControl.Config(Call call)
    {
        // A log can hold any command; it must not switch itself off while it is loaded.
        if (!executor.Loading)
        {
            new ConfigCommand(this, state).Run(call);
        }
    }

    /// <inheritdoc/>
    void IServerControl.Info(Call call)
    {
        var shown = call.Args.Length == 1 || call.Args[1].EqualsIgnoreCase("PERSISTENCE")
            || call.Args[1].EqualsIgnoreCase("ALL") || call.Args[1].EqualsIgnoreCase("DEFAULT")
            || call.Args[1].EqualsIgnoreCase("EVERYTHING");
        call.Reply.Bulk(Bytes.Of(shown ? Status.Info() : ""));
    }

    /// <inheritdoc/>
    void IServerControl.Promised(Session session, int start, bool waited)
    {
        replies.Add(session, start);
        repliesGoFirst |= waited && replyBeforeFlush;
    }

    /// <summary>Writes and syncs the buffer, and closes the log.</summary>
    private void CloseLog()
    {
        if (state.Mode == AofMode.Off)
        {
            return;
        }

        feed.RollBackOpenTransaction();
        flusher.Flush(force: true);

        // A background sync that still runs may fail later. Then this sync has proved nothing.
        var pending = state.Fsync.InProgress;
        var error = state.File.Descriptor == -1 ? Errno.None : state.Fsync.Now(state.File.Descriptor);
        if (error != Errno.None)
        {
            state.Log(
                LogLevel.Warning, $"The append only file could not be synced before it was closed: {error.Message()}");
        }

        if (error != Errno.None || pending)
        {
            state.WriteStatus.MarkUnsafe(error == Errno.None ? Errno.EIO : error);
        }

        state.Fsync.ForgetPending();
        state.File.Close();
        state.Buffer.Clear();
        if (state.Mode == AofMode.On)
        {
            handover.LogClosed();
        }

        state.SwitchOff();
    }
}
