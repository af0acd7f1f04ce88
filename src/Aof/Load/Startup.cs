using System.Globalization;
using Aof.Data;
using Aof.Os;

namespace Aof.Load;

/// <summary>
/// The third flow: the log is replayed, put into a state that can be vouched for, and opened for appending. Whatever stands
/// in the way ends the process: a server that began with less would promise more than it can keep.
/// </summary>
internal sealed class Startup(AofState state, Executor executor)
{
    /// <summary>Does all of it.</summary>
    /// <exception cref="ProcessExit">The server refuses to start; code 1.</exception>
    public LoadResult Run(Action<long>? progress)
    {
        var loaded = Load(progress);
        OpenLog(loaded);
        return loaded;
    }

    private LoadResult Load(Action<long>? progress)
    {
        var start = state.Host.Clock.NowMs();
        state.Loading = true;
        var loaded = Loader.Replay(state.Host.Files, state.Config.FileName, executor, state.Defects, progress);
        state.Loading = false;
        if (loaded.Outcome == LoadOutcome.UnexpectedEnd && state.Config.LoadTruncated)
        {
            loaded = loaded with { Outcome = LoadOutcome.Truncated };
            state.Log(LogLevel.Warning, $"The append only file is damaged at its end: {loaded.Reason}. It is cut there, since aof-load-truncated is on.");
        }

        if (!loaded.Usable)
        {
            throw state.Exit($"The append only file cannot be loaded: {loaded.Reason}. Keep a copy of it; a repair can cut it where it is well formed.");
        }

        if (loaded.Commands > 0)
        {
            state.Log(LogLevel.Notice, string.Create(
                CultureInfo.InvariantCulture,
                $"{loaded.Commands} commands loaded from the append only file in {state.Host.Clock.NowMs() - start} ms"));
        }

        return loaded;
    }

    private void OpenLog(LoadResult loaded)
    {
        var vouches = !state.Defects.Has(Defect.LoadedTailNotSynced);
        var marked = state.UnsafeMark.IsThere();
        var copied = vouches && loaded.Outcome != LoadOutcome.Missing && CopyLog(loaded.Offset, marked);
        RefuseOn(state.File.Open(state.Config.FileName), "opened for appending");
        if (!copied && loaded.Outcome == LoadOutcome.Truncated)
        {
            RefuseOn(state.Host.Files.Truncate(state.File.Descriptor, loaded.Offset), "cut");
        }

        if (!copied && vouches)
        {
            RefuseUnlessSynced(state.Host.Files.Sync(state.File.Descriptor), "synced");
        }

        RefuseUnlessSynced(state.Fsync.Directory(), "synced in its directory");
        if (!state.File.TryMeasure(state.File.Descriptor, out var size))
        {
            throw state.Exit("The size of the append only file is not known. Exiting.");
        }

        if (marked)
        {
            state.UnsafeMark.Remove();
        }

        state.File.Begin(size);
        state.Mode = AofMode.On;
    }

    /// <summary>Writes what was loaded into a new file, without a torn tail. Where there is no room for that, the old one will do, unless a fsync of it is known to have failed.</summary>
    private bool CopyLog(long size, bool marked)
    {
        var error = LogCopy.Replace(state, size);
        if (error is Errno.ENOSPC or Errno.EDQUOT && !marked)
        {
            state.Log(LogLevel.Warning, "There is no room to copy the append only file at start: it is used as it is.");
            return false;
        }

        RefuseOn(error, "copied");
        return true;
    }

    private void RefuseUnlessSynced(Errno error, string what)
    {
        if (error != Errno.None)
        {
            state.UnsafeMark.Leave();
        }

        RefuseOn(error, what);
    }

    private void RefuseOn(Errno error, string what)
    {
        if (error != Errno.None)
        {
            throw state.Exit($"The append only file cannot be {what}: {error.Message()}. Exiting.");
        }
    }
}
