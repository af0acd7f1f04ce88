using Aof.Append;
using Aof.Diagnostics;
using Aof.KnownDefects;
using Aof.State;
using Sim.Os;

namespace Aof.Rewrite;

/// <summary>
/// Replaces the log by the rewritten file (the success branch of backgroundRewriteDoneHandler() of Redis): appends the
/// rest of the diff, syncs, renames, and switches descriptors. A failure before the rename leaves the old log
/// unchanged.
/// </summary>
internal sealed class Swap(AofState state, Feed feed)
{
    private readonly bool renameBeforeSync = state.Defects.Has(Defect.RenameBeforeSync);
    private readonly bool bufferKeptAfterSwap = state.Defects.Has(Defect.BufferKeptAfterSwap);

    private IFiles Files => state.Host.Files;

    /// <summary>True when the rewritten file is now the log.</summary>
    public bool Run(int childPid)
    {
        var startUs = state.Intervals.NowUs;
        var opened = Files.Open(TempFile.Finished(childPid), state.File.Mode);
        if (!opened.Ok)
        {
            Probes.Hit(Probe.SwapNotOpened);
            return Failed("open what the child has written", opened.Error);
        }

        if (!Complete(opened.Value, out var size))
        {
            _ = Files.Close(opened.Value);
            return false;
        }

        var old = OpenOldWhenOff();
        if (!Rename(childPid))
        {
            _ = Files.Close(opened.Value);
            CloseInBackground(old);
            return false;
        }

        CloseInBackground(state.File.Descriptor == -1 ? CloseNewFile(opened.Value, old) : SwitchTo(opened.Value, size));
        state.Log(LogLevel.Notice, "The append only file has been replaced by the rewritten one.");
        state.Log(LogLevel.Verbose,
            Invariant($"Replacing it took {state.Intervals.NowUs - startUs} us"));
        return true;
    }

    private bool Complete(int descriptor, out long size)
    {
        size = 0;
        if (!AppendRest(descriptor))
        {
            return false;
        }

        var error = renameBeforeSync ? Errno.None : state.Fsync.Now(descriptor);
        if (error != Errno.None)
        {
            Probes.Hit(Probe.SwapNotSynced);
            return Failed("sync the rewritten file", error);
        }

        return state.File.TryMeasure(descriptor, out size);
    }

    /// <summary>
    /// Appends the diff that the child did not take (aofRewriteBufferWrite() of Redis). A short write is a failure.
    /// </summary>
    private bool AppendRest(int descriptor)
    {
        var start = state.Intervals.NowMs;
        var end = Files.SeekEnd(descriptor);
        if (!end.Ok)
        {
            return Failed("go to the end of the rewritten file", end.Error);
        }

        foreach (var block in state.RewriteBuffer.Blocks)
        {
            Probes.Hit(Probe.ResidualDifference);
            var written = Files.Write(descriptor, block.Span);
            if (written.Value != block.Length)
            {
                Probes.Hit(Probe.SwapNotAppended);
                return Failed("append the difference to the rewritten file", written.Ok ? Errno.EIO : written.Error);
            }
        }

        state.Latency.Add(LatencyEvent.RewriteDiffWrite, state.Intervals.NowMs - start);
        state.Log(LogLevel.Notice,
            Invariant($"The rest of the difference, {state.RewriteBuffer.Length / 1048576.0:F2} MB, stands in the ") +
            $"rewritten file.");
        return true;
    }

    /// <summary>
    /// With the AOF off, the old file is not open. The rename would delete its data synchronously while clients wait,
    /// so it is opened here and closed in the background.
    /// </summary>
    private int OpenOldWhenOff()
    {
        var old = state.File.Descriptor == -1 ? Files.Open(state.Config.FileName, OpenMode.Read) : Errno.ENOENT;
        return old.Ok ? old.Value : -1;
    }

    private bool Rename(int childPid)
    {
        var start = state.Intervals.NowMs;
        var error = Files.Rename(TempFile.Finished(childPid), state.Config.FileName);
        if (error != Errno.None)
        {
            Probes.Hit(Probe.SwapNotRenamed);
            return Failed("rename the rewritten file", error);
        }

        state.Latency.Add(LatencyEvent.Rename, state.Intervals.NowMs - start);
        return true;
    }

    /// <summary>The AOF is off: the new file is the log but is not written.</summary>
    private int CloseNewFile(int descriptor, int old)
    {
        Probes.Hit(Probe.SwapWhileOff);
        _ = Files.Close(descriptor);
        var error = state.Fsync.Directory();
        if (error != Errno.None)
        {
            state.WriteStatus.MarkUnsafe(error);
            state.Log(
                LogLevel.Warning, $"The name of the rewritten append only file could not be synced: {error.Message()}");
        }

        return old;
    }

    private int SwitchTo(int descriptor, long size)
    {
        var nameError = state.Fsync.Directory();
        state.Fsync.ForgetPending();
        var old = state.File.Replace(descriptor, size);
        var dataError = renameBeforeSync ? SyncByPolicy(descriptor) : Errno.None;
        feed.ForgetDatabase();
        if (!bufferKeptAfterSwap)
        {
            state.Buffer.Clear();
        }

        Probes.Hit(state.Mode == AofMode.WaitRewrite ? Probe.SwitchedOn : Probe.Swapped);
        state.SwitchOn();
        state.WriteStatus.FileReplaced();
        state.WriteStatus.CheckSync(nameError, "The name of the rewritten append only file could not be synced");
        state.WriteStatus.CheckSync(dataError, "The fsync of the rewritten append only file failed");
        return old;
    }

    private Errno SyncByPolicy(int descriptor)
    {
        if (state.Config.Policy == FsyncPolicy.Always)
        {
            return state.Fsync.Now(descriptor);
        }

        if (state.Config.Policy == FsyncPolicy.EverySecond)
        {
            state.Fsync.Start(descriptor);
        }

        return Errno.None;
    }

    private void CloseInBackground(int descriptor)
    {
        if (descriptor != -1)
        {
            state.Host.Background.Submit(BackgroundJob.Close, descriptor);
        }
    }

    private bool Failed(string what, Errno error)
    {
        state.Log(LogLevel.Warning, $"The rewrite was in vain, the server could not {what}: {error.Message()}");
        return false;
    }
}
