using Aof.Data.Execution;
using Aof.Diagnostics;
using Aof.KnownDefects;
using Aof.State;
using Sim.Os;

namespace Aof.Load;

/// <summary>
/// Loads the log, makes it durable, and opens it for appending. Any failure ends the process: a server that began with
/// less data would break promises. There is one for each <see cref="LogLayout"/>.
/// </summary>
internal abstract class Startup(AofState state, Executor executor)
{
    private readonly bool baseSizeForgotten = state.Defects.Has(Defect.BaseSizeForgotten);
    private readonly bool loadedTailNotSynced = state.Defects.Has(Defect.LoadedTailNotSynced);

    /// <summary>The server's state.</summary>
    protected AofState State => state;

    /// <summary>What was loaded of the last file is in a new file, without a torn end.</summary>
    protected bool IsCopied { get; private set; }

    /// <summary>Removes what rewrites of dead servers have left.</summary>
    public virtual void RemoveDead() => TempFile.RemoveDead(state);

    /// <summary>A start begins, with the AOF on or off.</summary>
    /// <exception cref="ProcessExit">The server refuses to start; code 1.</exception>
    public virtual void Prepare()
    {
    }

    /// <summary>Loads the log, and opens it.</summary>
    /// <exception cref="ProcessExit">The server refuses to start; code 1.</exception>
    public LoadResult Run(Action<long>? progress)
    {
        var loaded = Load(progress);
        OpenLog(loaded);
        return loaded;
    }

    /// <summary>Replays the log.</summary>
    protected abstract LoadResult Replay(Executor executor, Action<long>? progress);

    /// <summary>
    /// Opens the log for appending. What was read may exist only in the page cache: an earlier fsync may have failed,
    /// and another would succeed without writing. So the log continues in a new file. Without room for one it continues
    /// in the old file, and writes are refused until a rewrite succeeds.
    /// </summary>
    protected abstract void OpenLog(LoadResult loaded);

    /// <summary>Copies the last file that was loaded.</summary>
    protected Errno CopyTo(string path, LoadResult loaded)
    {
        var error = loadedTailNotSynced ? Errno.None : LogCopy.Replace(state, loaded, path);
        IsCopied = !loadedTailNotSynced && error == Errno.None;
        if (error != Errno.None)
        {
            Probes.Hit(Probe.StartWithoutCopy);
        }

        return error;
    }

    /// <summary>Opens a file that was loaded. A torn end is cut off.</summary>
    protected void OpenFile(string path, LoadResult loaded)
    {
        RefuseOn(state.File.Open(path), "opened for appending");
        Cut(state.File.Descriptor, loaded);
    }

    /// <summary>Cuts off a torn end, unless the file is a copy.</summary>
    protected void Cut(int descriptor, LoadResult loaded) => RefuseOn(
        loaded.Outcome == LoadOutcome.Truncated && !IsCopied
            ? state.Host.Files.Truncate(descriptor, loaded.Offset)
            : Errno.None,
        "cut");

    /// <summary>
    /// What the start could not make durable makes the log unsafe. A file that is no copy is synced all the same: an
    /// earlier server may have cut off what a power loss would bring back.
    /// </summary>
    protected void Check(Errno copyError, Errno nameError, string nameFailed)
    {
        state.WriteStatus.CheckSync(copyError, "The append only file could not be copied into a new file");
        state.WriteStatus.CheckSync(nameError, nameFailed);
        if (copyError != Errno.None)
        {
            _ = state.Host.Files.Sync(state.File.Descriptor);
        }
    }

    /// <summary>The log is written from now on.</summary>
    protected void Begin(LoadResult loaded)
    {
        if (!state.File.TryMeasure(state.File.Descriptor, out var size))
        {
            throw state.Exit("The size of the append only file is not known. Exiting.");
        }

        state.File.Begin(
            size,
            baseSizeForgotten || loaded.RewrittenSize == 0 ? loaded.EarlierSize + size : loaded.RewrittenSize,
            loaded.EarlierSize);
        state.SwitchOn();
    }

    protected void RefuseOn(Errno error, string what)
    {
        if (error != Errno.None)
        {
            throw state.Exit($"The append only file cannot be {what}: {error.Message()}. Exiting.");
        }
    }

    private LoadResult Load(Action<long>? progress)
    {
        var start = state.Intervals.NowMs;
        var loaded = Replay(executor, progress);
        if (loaded.Outcome == LoadOutcome.UnexpectedEnd && state.Config.CutsTornTail)
        {
            Probes.Hit(Probe.TailCut);
            loaded = loaded with { Outcome = LoadOutcome.Truncated };
            state.Log(LogLevel.Warning,
                $"The append only file is damaged at its end: {loaded.Reason}. It is cut there, since "
                + $"aof-load-truncated is on.");
        }

        if (loaded.DamageBegins is { } from && state.Config.CutsCorruptTail(loaded.FileSize - from))
        {
            Probes.Hit(Probe.TailCut);
            state.Log(LogLevel.Warning, Invariant(
                $"The append only file is damaged: {loaded.Reason}. Its last {loaded.FileSize - from} bytes are cut ")
                + "off, since aof-load-corrupt-tail-max-size allows it.");
            loaded = loaded with { Outcome = LoadOutcome.Truncated, Offset = from };
        }

        if (!loaded.Usable)
        {
            Probes.Hit(Probe.StartRefused);
            throw state.Exit(
                $"The append only file cannot be loaded: {loaded.Reason}. Keep a copy of it; a repair can cut it where "
                + $"it is well formed.");
        }

        LogLoaded(loaded, start);
        return loaded;
    }

    private void LogLoaded(LoadResult loaded, long startMs)
    {
        foreach (var notice in loaded.Notices)
        {
            state.Log(LogLevel.Notice, $"The RDB preamble of the append only file has {notice}");
        }

        if (loaded.Keys > 0)
        {
            state.Log(LogLevel.Notice,
                Invariant($"{loaded.Keys} keys loaded from the RDB preamble of the append only file"));
        }

        if (loaded.Commands > 0)
        {
            var ms = state.Intervals.NowMs - startMs;
            state.Log(LogLevel.Notice, Invariant(
                $"{loaded.Commands} commands loaded from the append only file in {ms} ms"));
        }

        if (loaded.Refused is { } refused)
        {
            state.Log(LogLevel.Warning, $"Commands of the append only file were refused: {refused}");
        }
    }
}
