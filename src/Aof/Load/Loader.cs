using System.Globalization;
using Aof.Data;
using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Diagnostics;
using Aof.Format;
using Aof.KnownDefects;
using Aof.Rdb;
using Aof.State;
using Sim.Os;

namespace Aof.Load;

/// <summary>
/// Replays a log through the same commands that clients call, with a client that is never answered
/// (loadAppendOnlyFile() of Redis). It changes nothing on the disk: where the log must be cut is in the result.
/// </summary>
public sealed class Loader
{
    /// <summary>Progress is told each time so many commands have been read.</summary>
    private const int ProgressInterval = 1000;

    private static readonly Command Multi = RedisCommands.Table.Named("MULTI");

    private readonly Executor executor;
    private readonly bool halfTransactionKept, payloadEndUnchecked, preambleDropsExpired, tornTransactionCutInside;
    private readonly Action<long>? progress;
    private readonly Session session = new(Reply.Nowhere);

    /// <summary>Where the last whole command ends, and where the last transaction begins.</summary>
    private long validUpTo, beforeMulti;

    private long preambleSize;

    private long commands;

    private Loader(Executor executor, Defects defects, Action<long>? progress)
    {
        this.executor = executor;
        this.progress = progress;
        halfTransactionKept = defects.Has(Defect.HalfTransactionKept);
        payloadEndUnchecked = defects.Has(Defect.PayloadEndUnchecked);
        preambleDropsExpired = defects.Has(Defect.PreambleDropsExpired);
        tornTransactionCutInside = defects.Has(Defect.TornTransactionCutInside);
    }

    /// <summary>Reads a log into an empty dataset and changes nothing on the disk. Without a table the commands of Redis are known, and none of a module.</summary>
    public static LoadResult Read(Host host, string path, Dataset into, CommandTable? commands = null)
    {
        var nobody = new NoServer();
        var executor = new Executor(into, host.Clock, host.Random, nobody, nobody) { Commands = commands ?? RedisCommands.Table };
        return Replay(new UninterruptedFiles(host.Files), path, executor, Defects.None, progress: null);
    }

    /// <summary>Replays a log through an executor.</summary>
    /// <param name="files">Where it is.</param>
    /// <param name="path">Its name.</param>
    /// <param name="executor">What executes it; it is loading meanwhile.</param>
    /// <param name="defects">Which defects of Redis 6.0.5 are switched on.</param>
    /// <param name="progress">Called at the beginning and after every 1000 commands with the offset in bytes.</param>
    internal static LoadResult Replay(IFiles files, string path, Executor executor, Defects defects, Action<long>? progress)
    {
        var opened = files.Open(path, OpenMode.Read);
        if (!opened.Ok)
        {
            var outcome = opened.Error == Errno.ENOENT ? LoadOutcome.Missing : LoadOutcome.ReadError;
            Probes.Hit(opened.Error == Errno.ENOENT ? Probe.LogMissing : Probe.LogNotRead);
            return new LoadResult { Outcome = outcome, Reason = $"{path} cannot be opened: {opened.Error.Message()}" };
        }

        executor.Loading = true;
        var result = new Loader(executor, defects, progress).Replay(files, opened.Value);
        executor.Loading = false;
        _ = files.Close(opened.Value);
        return result;
    }

    private LoadResult Replay(IFiles files, int descriptor)
    {
        var size = files.Size(descriptor);
        if (!size.Ok)
        {
            return new LoadResult { Outcome = LoadOutcome.ReadError, Reason = $"fstat: {size.Error.Message()}" };
        }

        using ByteReader log = new ByteReader(files, descriptor, size.Value);
        var preamble = log.BeginsWith("REDIS"u8) ? new RdbReader(log, executor.Commands.Types, progress) : null;
        var result = size.Value == 0 ? Result(LoadOutcome.Empty, 0, "the file is empty") : Preamble(preamble) ?? Replay(log);
        executor.Forget(session);
        var checksum = result.Outcome is LoadOutcome.Loaded or LoadOutcome.UnexpectedEnd ? log.SumToEnd() : 0;
        return result with { FileSize = size.Value, Checksum = checksum, PreambleSize = preambleSize, Keys = preamble?.Keys ?? 0, Notices = [.. preamble?.Notices ?? []] };
    }

    /// <summary>A dataset at the beginning of the log; null when there is none, or it was read. One that is not whole is never cut: nothing would be left.</summary>
    private LoadResult? Preamble(RdbReader? preamble)
    {
        var outcome = preamble?.Read(executor.Data) ?? ReadOutcome.Ok;
        if (preambleDropsExpired)
        {
            executor.Data.DropExpired(executor.NowMs);
        }

        return outcome == ReadOutcome.Ok ? null
            : Result(outcome == ReadOutcome.ReadError ? LoadOutcome.ReadError : LoadOutcome.BadFormat, preamble!.Damage, preamble.Problem);
    }

    private LoadResult Replay(ByteReader log)
    {
        preambleSize = log.Offset;
        validUpTo = log.Offset;
        if (log.Offset > 0)
        {
            Probes.Hit(Probe.PreambleLoaded);
        }

        return Replay(new CommandReader(log, executor.Commands, payloadEndUnchecked, keepArguments: true));
    }

    private LoadResult Replay(CommandReader reader)
    {
        while (true)
        {
            if (commands % ProgressInterval == 0)
            {
                progress?.Invoke(reader.Offset);
            }

            var outcome = reader.Next();
            if (outcome != ReadOutcome.Ok)
            {
                return Ended(outcome, reader);
            }

            if (Refusal(reader) is { } refusal)
            {
                return refusal;
            }

            if (reader.Command == Multi && !session.InTransaction)
            {
                beforeMulti = reader.Start;
            }

            executor.Replay(session, reader.Command!, reader.Arguments);
            validUpTo = reader.Offset;
            commands++;
        }
    }

    private LoadResult? Refusal(CommandReader reader)
    {
        if (reader.Command is not { } command)
        {
            return Result(LoadOutcome.UnknownCommand, reader.Start, $"unknown command '{reader.UnknownName}'");
        }

        return command.Accepts(reader.Count)
            ? null
            : Result(LoadOutcome.WrongArity, reader.Start, $"wrong number of arguments for {command.Name}");
    }

    private LoadResult Ended(ReadOutcome outcome, CommandReader reader) => outcome switch
    {
        ReadOutcome.End when session.InTransaction => Result(LoadOutcome.UnexpectedEnd, CutInsideTransaction(), "the file ends inside a transaction"),
        ReadOutcome.End => Result(LoadOutcome.Loaded, validUpTo, ""),
        ReadOutcome.UnexpectedEnd => Result(LoadOutcome.UnexpectedEnd, CutInsideCommand(), "the file ends inside a command"),
        ReadOutcome.BadFormat => Result(LoadOutcome.BadFormat, reader.Damage, reader.Problem),
        _ => Result(LoadOutcome.ReadError, reader.Damage, reader.Problem),
    };

    /// <summary>A transaction of which the end is missing has not happened: nothing of it may stay.</summary>
    private long CutInsideCommand() =>
        session.InTransaction && !tornTransactionCutInside ? beforeMulti : validUpTo;

    private long CutInsideTransaction() => halfTransactionKept ? validUpTo : beforeMulti;

    private LoadResult Result(LoadOutcome outcome, long offset, string reason)
    {
        Probes.Hit(ProbeOf(outcome));
        return new LoadResult
        {
            Outcome = outcome,
            Commands = commands,
            Offset = offset,
            Reason = reason.Length == 0 ? reason : string.Create(CultureInfo.InvariantCulture, $"{reason}, at byte {offset}"),
        };
    }

    private Probe ProbeOf(LoadOutcome outcome) => outcome switch
    {
        LoadOutcome.Loaded => Probe.LogLoaded,
        LoadOutcome.Empty => Probe.LogEmpty,
        LoadOutcome.UnexpectedEnd => session.InTransaction ? Probe.LogEndsInsideTransaction : Probe.LogEndsInsideCommand,
        LoadOutcome.ReadError => Probe.LogNotRead,
        _ => validUpTo == 0 ? Probe.LogDamagedAtItsBeginning : Probe.LogDamaged,
    };

    /// <summary>A log can hold commands about a server; here there is none.</summary>
    private sealed class NoServer : IServerControl, IWriteLog
    {
        public string? RefuseWrites() => null;

        public void BackgroundRewrite(Reply reply)
        {
        }

        public void Config(Call call)
        {
        }

        public void Info(Call call)
        {
        }

        public void Promised(Session session, int start, bool waited)
        {
        }

        public bool Feed(Command command, int database, long nowMs, ReadOnlySpan<Bytes> argv) => false;
    }
}
