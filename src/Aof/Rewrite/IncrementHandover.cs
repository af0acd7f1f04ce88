using Aof.Append;
using Aof.Diagnostics;
using Aof.KnownDefects;
using Aof.MultiPart;
using Aof.State;
using Sim.Os;

namespace Aof.Rewrite;

/// <summary>
/// The handover of a log of several files (Redis 7.0). What is executed after the fork goes to a new increment; the
/// child's file becomes the base before it.
/// <list type="number">
/// <item>A manifest names an increment only when all before it is on the disk: a log may be torn at its end, and
/// nowhere else.</item>
/// <item>While the log is being switched on, and after a failed fsync of it, the increment is temporary. It becomes a
/// part of the log when the base is one. After a failed rewrite it is in vain: the next rewrite has all that it
/// says.</item>
/// <item>Only a manifest that is not yet renamed can be taken back. What is renamed is in force, though its name may
/// not be durable: then the old files stay, and the log counts as unsafe.</item>
/// </list>
/// </summary>
internal sealed class IncrementHandover(AofState state, Feed feed, Flusher flusher, LogDirectory directory) : Handover
{
    private readonly bool manifestBeforeTail = state.Defects.Has(Defect.ManifestBeforeTail);
    private readonly bool failedFlushForgotten = state.Defects.Has(Defect.FailedFlushForgotten);
    private readonly bool baseOfManifestDeleted = state.Defects.Has(Defect.BaseOfManifestDeleted);
    private readonly bool firstBaseNotCounted = state.Defects.Has(Defect.FirstBaseNotCounted);

    /// <summary>The child writes an RDB file.</summary>
    private bool writesRdb;

    /// <summary>The rewrite has begun a temporary increment.</summary>
    private bool hasTemporary;

    /// <summary>How often the log had been distrusted at the fork: later failures concern the new increment.</summary>
    private int distrusts;

    /// <summary>The records that the child's file has; those after it are in the increment.</summary>
    private long inBase;

    /// <summary><see cref="AofState.Offset"/> when the temporary increment was begun.</summary>
    private long temporaryOffset;

    /// <summary>The records when the log was switched on.</summary>
    private long switchedOnAt;

    private IFiles Files => state.Host.Files;

    private string LogName => state.Config.FileName;

    public override Errno SwitchOn()
    {
        switchedOnAt = state.Progress.Executed;
        return Errno.None;
    }

    public override string? Prepare()
    {
        inBase = firstBaseNotCounted && state.Mode == AofMode.WaitRewrite ? switchedOnAt : state.Progress.Executed;
        var problem = directory.Make() is not Errno.None and var error
            ? $"make the directory of the log: {error.Message()}"
            : state.Mode == AofMode.Off ? null
            : FinishIncrement() ?? BeginIncrement();
        writesRdb = state.Config.UseRdbPreamble;
        distrusts = state.WriteStatus.Distrusts;
        return problem;
    }

    public override void Forked(bool succeeded)
    {
        if (!succeeded)
        {
            CleanUp();
        }
    }

    public override bool TakeOver(int childPid)
    {
        var problem = SaveIncrement() ?? Adopt(TempFile.Finished(childPid));
        if (problem is not null)
        {
            state.Log(LogLevel.Warning, $"The rewrite was in vain, the server could not {problem}");
            return false;
        }

        return true;
    }

    public override void LogClosed() => directory.NoteEnd();

    public override void CleanUp()
    {
        if (hasTemporary && state.Mode != AofMode.On)
        {
            state.Buffer.Clear();
            state.HeldBack = 0;
            state.File.Close();
            directory.Delete(directory.TemporaryIncrement);
        }

        hasTemporary = false;
    }

    /// <summary>
    /// Writes and syncs the present increment (rule 1). Where its fsync fails, the rewrite is the remedy, and goes on;
    /// where it cannot be written, no rewrite begins.
    /// </summary>
    private string? FinishIncrement()
    {
        if (state.Mode != AofMode.On)
        {
            return null;
        }

        string? problem = null;
        if (manifestBeforeTail || state.WriteStatus.FileUnsafe)
        {
            flusher.Flush(force: true);
        }
        else
        {
            problem = flusher.SaveAll();
        }

        return state.WriteStatus.FileUnsafe || failedFlushForgotten ? null
            : state.Buffer.Length > 0 || problem is not null ? $"finish the present increment: {problem}"
            : null;
    }

    /// <summary>openNewIncrAofForAppend() of Redis.</summary>
    private string? BeginIncrement()
    {
        var isTemporary = state.Mode != AofMode.On || state.WriteStatus.FileUnsafe;
        var next = directory.WithIncrement(directory.Manifest, state.Offset);
        var path = isTemporary ? directory.TemporaryIncrement : directory.PathOf(next.Last!);
        var opened = directory.Create(path);
        var error = opened.Error;
        if (opened.Ok && !isTemporary)
        {
            error = directory.Write(next);
        }

        if (error != Errno.None)
        {
            Probes.Hit(Probe.IncrementNotBegun);
            _ = opened.Ok ? Files.Close(opened.Value) : Errno.None;
            return $"begin an increment: {error.Message()}";
        }

        var nameError = isTemporary ? Errno.None : directory.SyncNames();
        state.Fsync.ForgetPending();
        CloseOld(state.File.Continue(opened.Value, path, isTemporary));
        feed.ForgetDatabase();
        hasTemporary = isTemporary;
        temporaryOffset = state.Offset;
        Probes.Hit(isTemporary ? Probe.IncrementIsTemporary : Probe.IncrementBegun);
        if (isTemporary)
        {
            // The child's snapshot has it.
            state.HeldBack += state.Buffer.Length;
            state.Buffer.Clear();
            state.Progress.InBase(inBase);
        }

        state.WriteStatus.CheckSync(nameError, "The name of the next increment could not be synced");
        return null;
    }

    private void CloseOld(int descriptor)
    {
        if (descriptor == -1)
        {
            return;
        }

        if (manifestBeforeTail)
        {
            state.Fsync.Start(descriptor);
            state.Fsync.ForgetPending();
        }

        state.Host.Background.Submit(BackgroundJob.Close, descriptor);
    }

    /// <summary>A temporary or unsafe increment is not synced by policy; now all of it must be on the disk.</summary>
    private string? SaveIncrement()
    {
        if ((!hasTemporary && !state.WriteStatus.FileUnsafe) || state.File.Descriptor == -1)
        {
            return null;
        }

        flusher.Flush(force: true);
        var error = state.Buffer.Length > 0 ? Errno.EIO : state.Fsync.Now(state.File.Descriptor);
        if (error == Errno.None)
        {
            state.Progress.SyncedNow(state.Fsync.IsAwaited);
        }

        return error == Errno.None ? null : $"sync the new increment: {error.Message()}";
    }

    /// <summary>The child's file becomes the base (backgroundRewriteDoneHandler() of Redis).</summary>
    private string? Adopt(string file)
    {
        var (old, isTemporary) = (directory.Manifest, state.File.IsTemporary);
        var next = (isTemporary ? directory.WithIncrement(old, temporaryOffset) : old)
            .Rewritten(LogName, writesRdb, keepsLast: state.File.Descriptor != -1);
        var (basePath, incrementPath) = (directory.PathOf(next.Base!), directory.PathOf(next.Last!));
        var size = Files.SizeOf(file);
        var error = size.Ok ? directory.MoveIn(file, basePath) : size.Error;
        if (error != Errno.None)
        {
            Probes.Hit(Probe.SwapNotRenamed);
            directory.Delete(basePath);
            return $"rename the new base: {error.Message()}";
        }

        error = isTemporary ? Files.Rename(directory.TemporaryIncrement, incrementPath) : Errno.None;
        var incrementHasName = isTemporary && error == Errno.None;
        error = error == Errno.None ? directory.Write(next) : error;
        var nameError = error == Errno.None ? directory.SyncNames() : Errno.None;
        if (nameError != Errno.None && baseOfManifestDeleted)
        {
            directory.TakeBack(old);
            error = nameError;
        }

        if (error != Errno.None)
        {
            directory.Delete(basePath);
            _ = incrementHasName ? Files.Rename(incrementPath, directory.TemporaryIncrement) : Errno.None;
            return $"put the new manifest in force: {error.Message()}";
        }

        Adopted(size.Value, incrementPath, nameError);
        return null;
    }

    private void Adopted(long baseSize, string incrementPath, Errno nameError)
    {
        const string NotSynced = "The names of the rewritten append only file could not be synced";
        Probes.Hit(state.Mode switch
        {
            AofMode.Off => Probe.SwapWhileOff,
            AofMode.WaitRewrite => Probe.SwitchedOn,
            _ => Probe.Swapped,
        });
        hasTemporary = false;
        if (state.Mode != AofMode.Off)
        {
            state.File.Follows(baseSize, incrementPath);
            state.SwitchOn();
            state.HeldBack = 0;
            state.Progress.OnDisk(inBase);
            if (state.WriteStatus.Distrusts == distrusts)
            {
                state.WriteStatus.FileReplaced();
            }

            state.WriteStatus.CheckSync(nameError, NotSynced);
        }
        else if (nameError != Errno.None)
        {
            state.WriteStatus.MarkUnsafe(nameError);
            state.Log(LogLevel.Warning, $"{NotSynced}: {nameError.Message()}");
        }

        state.Log(LogLevel.Notice, "The append only file has a new base.");
        if (nameError == Errno.None)
        {
            directory.DeleteHistory();
        }
    }
}
