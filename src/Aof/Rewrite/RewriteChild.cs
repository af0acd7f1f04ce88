using System.Buffers;
using Aof.Data;
using Aof.Diagnostics;
using Aof.Format;
using Aof.KnownDefects;
using Aof.Rdb;
using Aof.State;
using Sim.Os;

namespace Aof.Rewrite;

/// <summary>
/// The program of the rewriting child (rewriteAppendOnlyFile() of Redis). It writes the snapshot to a temporary file
/// and appends the diff that the server sends meanwhile. It yields after each system call, where other processes
/// run, except while it gives up.
/// </summary>
/// <param name="host">The child's machine.</param>
/// <param name="snapshot">The dataset at the time of the fork.</param>
/// <param name="pipe">The pipes for the diff; null with <see cref="Defect.NoDiffPipes"/>.</param>
/// <param name="config">The settings at the time of the fork.</param>
/// <param name="intervals">The clock of intervals.</param>
internal sealed class RewriteChild(
    Host host, Dataset snapshot, DiffPipe? pipe, AofConfig config, IntervalClock intervals)
{
    /// <summary>The capacity of a pipe on Linux: the most that one read takes.</summary>
    private const int PipeCapacity = 65536;

    /// <summary>
    /// How long the child gathers more diff: in total, and without new data (rewriteAppendOnlyFile() of Redis). In
    /// milliseconds.
    /// </summary>
    private const int GatherMs = 1000, QuietMs = 20;

    /// <summary>
    /// How long the child waits for the server to agree, in milliseconds. The short one is Redis's:
    /// <see cref="Defect.FiveSecondsToAgree"/>.
    /// </summary>
    private const int AgreementTimeoutMs = 60_000, ShortAgreementTimeoutMs = 5000;

    private readonly SnapshotFile file = new(host.Files, config.Thresholds.WriteBuffer);
    private readonly Fsync fsync = new(host, config.Defects);
    private readonly ByteBuffer diff = new();
    private readonly bool diffReadErrorIgnored = config.Defects.Has(Defect.DiffReadErrorIgnored);
    private readonly bool childSyncErrorIgnored = config.Defects.Has(Defect.ChildSyncErrorIgnored);
    private readonly bool fiveSecondsToAgree = config.Defects.Has(Defect.FiveSecondsToAgree);
    private readonly bool expiredKeysSkipped = config.Defects.Has(Defect.ExpiredKeysSkipped);
    private readonly bool noPreamble = config.Defects.Has(Defect.NoPreamble);
    private readonly string temp = TempFile.Unfinished(host.Processes.Current);
    private Errno error;
    private bool serverGone;

    /// <summary>Runs all phases. A failure removes the file and ends the process with code 1.</summary>
    public IEnumerable<Wait> Run()
    {
        IEnumerable<Wait>[] phases =
        [
            CreateFile(), WriteSnapshot(), Sync(),
            .. pipe is { } ends ? TakeDiff(ends) : [],
            CloseFile(), Rename(),
        ];
        foreach (var phase in phases)
        {
            foreach (var wait in phase)
            {
                yield return wait;
            }

            if (error != Errno.None)
            {
                GiveUp();
            }
        }

        host.Log.Write(LogLevel.Notice, "The append only file has been rewritten and synced.");
    }

    /// <summary>The phases after the snapshot: the diff.</summary>
    private IEnumerable<Wait>[] TakeDiff(DiffPipe ends) =>
        [GatherDiff(ends), AskToStop(ends), AwaitAgreement(ends), ReadLastDiff(), AppendDiff(), Sync()];

    private IEnumerable<Wait> CreateFile()
    {
        error = file.Create(temp);
        yield return Wait.Yield;
    }

    /// <summary>The second that a base of commands begins with; null: it has no annotation.</summary>
    private long? BeganSec =>
        config.Timestamps && config.Layout == LogLayout.MultiPart ? host.Clock.NowSeconds() : null;

    private IEnumerable<Wait> WriteSnapshot()
    {
        long read = 0;
        if (expiredKeysSkipped)
        {
            snapshot.DropExpired(host.Clock.NowMs());
        }

        var steps = config.UseRdbPreamble && !noPreamble
            ? new RdbWriter(file.Pending, host.Clock.NowSeconds(), config.Thresholds, config.Dialect).Write(snapshot)
            : new SnapshotWriter(file.Pending, config.Defects, config.Thresholds).Write(snapshot, BeganSec);
        foreach (var step in steps)
        {
            if (file.IsFull)
            {
                foreach (var wait in WriteFullBuffers())
                {
                    yield return wait;
                }
            }

            if (error != Errno.None)
            {
                yield break;
            }

            if (step == SnapshotStep.KeyDone && file.Processed > read + config.Thresholds.ReadDiffIntervalBytes)
            {
                read = file.Processed;
                Probes.Hit(Probe.DifferenceReadDuringSnapshot);
                foreach (var wait in ReadDiff())
                {
                    yield return wait;
                }
            }
        }
    }

    private IEnumerable<Wait> WriteFullBuffers()
    {
        while (error == Errno.None && file.IsFull)
        {
            error = file.WriteOnce();
            yield return Wait.Yield;
            if (error == Errno.None && config.RewriteIncrementalFsync
                && file.Written - file.Synced >= config.Thresholds.AutoSyncBytes)
            {
                Probes.Hit(Probe.SyncedDuringSnapshot);
                error = file.SyncIncrementally(fsync);
                yield return Wait.Yield;
            }
        }
    }

    private IEnumerable<Wait> Sync()
    {
        while (error == Errno.None && file.Pending.Length > 0)
        {
            error = file.WriteOnce();
            yield return Wait.Yield;
        }

        error = AtEnd(error);
        if (error == Errno.None)
        {
            error = AtEnd(file.Sync());
            yield return Wait.Yield;
        }
    }

    /// <summary>
    /// Filters an error of the last flush, fsync or close: see <see cref="Defect.ChildSyncErrorIgnored"/>.
    /// </summary>
    private Errno AtEnd(Errno result) => childSyncErrorIgnored ? Errno.None : result;

    /// <summary>Reads all that is in the pipe (aofReadDiffFromParent() of Redis).</summary>
    private IEnumerable<Wait> ReadDiff()
    {
        var more = pipe is not null;
        while (more)
        {
            more = ReadPipeOnce(pipe!.Value);
            yield return Wait.Yield;
        }
    }

    /// <summary>What came between the last look and the answer.</summary>
    private IEnumerable<Wait> ReadLastDiff()
    {
        var reads = 0;
        foreach (var wait in ReadDiff())
        {
            reads++;
            yield return wait;
        }

        if (reads > 2)
        {
            Probes.Hit(Probe.LastDifferenceInPieces);
        }
    }

    private bool ReadPipeOnce(DiffPipe ends)
    {
        var room = ArrayPool<byte>.Shared.Rent(PipeCapacity);
        var read = host.Files.Read(ends.Diff.ReadEnd, room.AsSpan(0, PipeCapacity));
        var got = read.Ok ? read.Value : 0;
        diff.Append(room.AsSpan(0, got));
        ArrayPool<byte>.Shared.Return(room);
        serverGone = read.Ok && got == 0;
        error = read.Ok || read.Error == Errno.EAGAIN || diffReadErrorIgnored ? Errno.None : read.Error;
        return got > 0;
    }

    /// <summary>Gathers diff for a while: the server then has less to append while its clients wait.</summary>
    private IEnumerable<Wait> GatherDiff(DiffPipe ends)
    {
        var start = intervals.NowMs;
        var quiet = 0;
        while (intervals.NowMs - start < GatherMs && quiet < QuietMs && !serverGone && error == Errno.None)
        {
            yield return Wait.Readable(ends.Diff.ReadEnd, 1);
            if (!host.Pipes.Readable(ends.Diff.ReadEnd))
            {
                quiet++;
                continue;
            }

            quiet = 0;
            foreach (var wait in ReadDiff())
            {
                yield return wait;
            }
        }
    }

    private IEnumerable<Wait> AskToStop(DiffPipe ends)
    {
        byte[] mark = [DiffPipe.Mark];
        error = host.Files.Write(ends.Stop.WriteEnd, mark).Error;
        yield return Wait.Yield;
    }

    private IEnumerable<Wait> AwaitAgreement(DiffPipe ends)
    {
        var answer = new byte[1];
        var deadline = intervals.NowMs + (fiveSecondsToAgree ? ShortAgreementTimeoutMs : AgreementTimeoutMs);
        while (true)
        {
            var read = host.Files.Read(ends.Agreed.ReadEnd, answer);
            yield return Wait.Yield;
            var left = deadline - intervals.NowMs;
            if (read.Error != Errno.EAGAIN || left <= 0)
            {
                error = read.Ok ? (read.Value == 1 && answer[0] == DiffPipe.Mark ? Errno.None : Errno.EPIPE)
                    : read.Error == Errno.EAGAIN ? Errno.ETIMEDOUT : read.Error;
                Probes.Hit(error == Errno.None
                    ? Probe.AgreementCame
                    : error == Errno.ETIMEDOUT ? Probe.AgreementTimedOut : Probe.AgreementLost);
                yield break;
            }

            yield return Wait.Readable(ends.Agreed.ReadEnd, (int)left);
        }
    }

    private IEnumerable<Wait> AppendDiff()
    {
        host.Log.Write(LogLevel.Notice, "The server has agreed to send no more of the difference.");
        host.Log.Write(LogLevel.Notice, Invariant(
            $"{diff.Length / 1048576.0:F2} MB of difference from the server are appended."));
        file.Pending.Append(diff.Span);
        diff.Clear();
        foreach (var wait in WriteFullBuffers())
        {
            yield return wait;
        }
    }

    private IEnumerable<Wait> CloseFile()
    {
        error = AtEnd(file.Close());
        yield return Wait.Yield;
    }

    private IEnumerable<Wait> Rename()
    {
        error = host.Files.Rename(temp, TempFile.Finished(host.Processes.Current));
        yield return Wait.Yield;
    }

    private void GiveUp()
    {
        var reason = $"The append only file could not be rewritten: {error.Message()}";
        host.Log.Write(LogLevel.Warning, reason);
        _ = file.Close();
        _ = host.Files.Unlink(temp);
        throw new ProcessExit(1, reason);
    }
}
