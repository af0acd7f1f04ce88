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
/// Replays a log through the commands that clients call (loadAppendOnlyFile() of Redis). It does not change the file:
/// the result says where to cut it.
/// </summary>
public sealed class Loader
{
    /// <summary>Progress is reported after this many commands (loadAppendOnlyFile() of Redis).</summary>
    private const int ProgressInterval = 1000;

    private static readonly Command Multi = RedisCommands.Table.Named("MULTI");

    private readonly Executor executor;
    private readonly bool halfTransactionKept, payloadEndUnchecked, preambleDropsExpired, tornTailTakesPreamble,
        tornTransactionCutInside;
    private readonly Action<long>? progress;
    private readonly Session session;

    /// <summary>The commands of the open transaction, and where they begin.</summary>
    private readonly List<(Command Command, long Start)> queued = [];

    /// <summary>The end of the last whole command, and the beginning of the last transaction.</summary>
    private long validUpTo, beforeMulti;

    private long preambleSize;

    private long commands;

    /// <summary>The command that is being replayed, and where it begins.</summary>
    private (Command Command, long Start) running;

    private RefusedCommands? refused;

    private Loader(Executor executor, Defects defects, Action<long>? progress)
    {
        this.executor = executor;
        this.progress = progress;
        session = new Session(Reply.OnlyErrors(NoteRefused));
        halfTransactionKept = defects.Has(Defect.HalfTransactionKept);
        payloadEndUnchecked = defects.Has(Defect.PayloadEndUnchecked);
        preambleDropsExpired = defects.Has(Defect.PreambleDropsExpired);
        tornTailTakesPreamble = defects.Has(Defect.TornTailTakesPreamble);
        tornTransactionCutInside = defects.Has(Defect.TornTransactionCutInside);
    }

    /// <summary>
    /// Reads a log into an empty dataset without changing the file. Without a table, it knows the commands of Redis and
    /// of no module. It reads the log as a version with these defects does.
    /// </summary>
    public static LoadResult Read(
        Host host, string path, Dataset into, CommandTable? commands = null, Defects defects = default)
    {
        var noServer = new NoServer();
        var executor = new Executor(into, host.Clock, host.Random, noServer, noServer, defects)
        {
            Commands = commands ?? RedisCommands.Of(into.Dialect),
        };
        return Replay(new UninterruptedFiles(host.Files), path, executor, defects, progress: null);
    }

    /// <summary>Replays a log through an executor.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="path">The log's name.</param>
    /// <param name="executor">Executes the commands; its <see cref="Executor.Loading"/> is set meanwhile.</param>
    /// <param name="defects">The defects that are switched on.</param>
    /// <param name="progress">Called at the beginning and after every 1000 commands, with the offset in bytes.</param>
    internal static LoadResult Replay(
        IFiles files, string path, Executor executor, Defects defects, Action<long>? progress)
    {
        var opened = files.Open(path, OpenMode.Read);
        if (!opened.Ok)
        {
            var outcome = opened.Error == Errno.ENOENT ? LoadOutcome.Missing : LoadOutcome.ReadError;
            Probes.Hit(opened.Error == Errno.ENOENT ? Probe.LogMissing : Probe.LogNotRead);
            return new LoadResult
            {
                Outcome = outcome,
                Path = path,
                Reason = $"{path} cannot be opened: {opened.Error.Message()}",
            };
        }

        executor.Loading = true;
        var result = new Loader(executor, defects, progress).LoadFile(files, opened.Value);
        executor.Loading = false;
        _ = files.Close(opened.Value);
        return result with { Path = path };
    }

    private LoadResult LoadFile(IFiles files, int descriptor)
    {
        var size = files.Size(descriptor);
        if (!size.Ok)
        {
            return new LoadResult { Outcome = LoadOutcome.ReadError, Reason = $"fstat: {size.Error.Message()}" };
        }

        using var log = new ByteReader(files, descriptor, size.Value);
        var newest = RdbVersion.NewestInLog(executor.Data.Dialect, executor.IsAsReleased);
        var preamble = RdbVersion.Begins(log, executor.Data.Dialect, executor.IsAsReleased)
            ? new RdbReader(log, executor.Commands, newest, progress)
            : null;
        var result =
            size.Value == 0 ? Result(LoadOutcome.Empty, 0, "the file is empty") : Preamble(preamble) ?? Commands(log);
        executor.Forget(session);
        var mayGoOn = result.Outcome is LoadOutcome.Loaded or LoadOutcome.UnexpectedEnd
            || result.DamageBegins is not null;
        var checksum = mayGoOn ? log.SumToEnd() : 0;
        return result with
        {
            FileSize = size.Value,
            Checksum = checksum,
            PreambleSize = preambleSize,
            RewrittenSize = preambleSize,
            Keys = preamble?.Keys ?? 0,
            Refused = refused,
            Notices = [.. preamble?.Notices ?? []],
        };
    }

    /// <summary>
    /// Reads the preamble; null when it is valid or absent. A truncated preamble is never cut: nothing would be left.
    /// </summary>
    private LoadResult? Preamble(RdbReader? preamble)
    {
        var outcome = preamble?.Read(executor.Data) ?? ReadOutcome.Ok;
        if (preambleDropsExpired)
        {
            executor.Data.DropExpired(executor.NowMs);
        }

        return outcome == ReadOutcome.Ok ? null
            : Result(outcome == ReadOutcome.ReadError ? LoadOutcome.ReadError : LoadOutcome.BadFormat, preamble!.Damage,
            preamble.Problem);
    }

    private LoadResult Commands(ByteReader log)
    {
        preambleSize = log.Offset;
        validUpTo = tornTailTakesPreamble ? 0 : log.Offset;
        if (log.Offset > 0)
        {
            Probes.Hit(Probe.PreambleLoaded);
        }

        return ReplayAll(new CommandReader(log, executor.Commands, payloadEndUnchecked, keepArguments: true));
    }

    private LoadResult ReplayAll(CommandReader reader)
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
                // Annotations behind the last command belong to the log.
                validUpTo = outcome == ReadOutcome.End && reader.Offset > reader.From ? reader.Offset : validUpTo;
                return Ended(outcome, reader);
            }

            if (Refusal(reader) is { } refusal)
            {
                return refusal;
            }

            // 6.0.5 also moves the cut to a MULTI inside a transaction: the outer one stays in the log.
            if (reader.Command == Multi && (!session.InTransaction || tornTransactionCutInside))
            {
                beforeMulti = reader.From;
            }

            Replay(reader);
            if (executor.Unloadable is { } damage)
            {
                return Result(LoadOutcome.BadFormat, reader.Start, damage);
            }

            validUpTo = reader.Offset;
            commands++;
        }
    }

    private void Replay(CommandReader reader)
    {
        running = (reader.Command!, reader.Start);
        executor.Replay(session, reader.Command!, reader.Arguments);
        if (session.QueuedCount > queued.Count)
        {
            queued.Add(running);
        }
        else if (!session.InTransaction)
        {
            queued.Clear();
        }
    }

    /// <summary>An error reply of the running command or, while EXEC runs, of a queued one.</summary>
    private void NoteRefused(string error)
    {
        var (command, start) = session.QueuedCount > 0 ? queued[executor.RunningQueued] : running;
        refused = refused is null
            ? new RefusedCommands(1, start, $"{command.Name}: {error}")
            : refused with { Count = refused.Count + 1 };
    }

    private LoadResult? Refusal(CommandReader reader)
    {
        if (reader.Command is not { } command)
        {
            return Result(LoadOutcome.UnknownCommand, reader.Start, LaterCommands.Unknown(reader.UnknownName));
        }

        return command.AcceptsInLog(reader.Count)
            ? null
            : Result(LoadOutcome.WrongArity, reader.Start, $"wrong number of arguments for {command.Name}");
    }

    private LoadResult Ended(ReadOutcome outcome, CommandReader reader) => outcome switch
    {
        ReadOutcome.End when session.InTransaction =>
            Result(LoadOutcome.UnexpectedEnd, CutInsideTransaction(), "the file ends inside a transaction"),
        ReadOutcome.End => Result(LoadOutcome.Loaded, validUpTo, ""),
        ReadOutcome.UnexpectedEnd =>
            Result(LoadOutcome.UnexpectedEnd, CutInsideCommand(), "the file ends inside a command"),
        ReadOutcome.BadFormat => Result(LoadOutcome.BadFormat, reader.Damage, reader.Problem) with
        {
            DamageBegins = CutInsideCommand(),
        },
        _ => Result(LoadOutcome.ReadError, reader.Damage, reader.Problem),
    };

    /// <summary>An unfinished transaction has not happened: all of it is cut.</summary>
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
            Reason = reason.Length == 0
                ? reason
                : Invariant($"{reason}, at byte {offset}"),
        };
    }

    private Probe ProbeOf(LoadOutcome outcome) => outcome switch
    {
        LoadOutcome.Loaded => Probe.LogLoaded,
        LoadOutcome.Empty => Probe.LogEmpty,
        LoadOutcome.UnexpectedEnd =>
            session.InTransaction ? Probe.LogEndsInsideTransaction : Probe.LogEndsInsideCommand,
        LoadOutcome.ReadError => Probe.LogNotRead,
        _ => validUpTo == 0 ? Probe.LogDamagedAtItsBeginning : Probe.LogDamaged,
    };

    /// <summary>For commands about a server, which a log can hold; here there is no server.</summary>
    private sealed class NoServer : IServerControl, IWriteLog
    {
        public string? RefuseWrites() => null;

        public void BackgroundRewrite(Reply reply)
        {
        }

        public void Shutdown(Call call)
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
