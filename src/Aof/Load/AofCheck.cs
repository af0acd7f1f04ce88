using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.Format;
using Aof.Rdb;
using Aof.State;
using Sim.Os;

namespace Aof.Load;

/// <summary>
/// Checks the structure of a log, and repairs it by a cut (redis-check-aof of Redis 6.0.5). It executes no command.
/// </summary>
public static class AofCheck
{
    private static readonly Command Multi = RedisCommands.Table.Named("MULTI");
    private static readonly Command Exec = RedisCommands.Table.Named("EXEC");

    /// <summary>Checks a file without changing it. An errno is that of the call that failed.</summary>
    public static SysResult<AofCheckResult> Check(IFiles files, string path, AofCheckOptions? options = null)
    {
        files = new UninterruptedFiles(files);
        var opened = files.Open(path, OpenMode.Read);
        if (!opened.Ok)
        {
            return opened.Error;
        }

        var size = files.Size(opened.Value);
        var result = size.Ok
            ? Check(files, opened.Value, size.Value, options ?? new AofCheckOptions())
            : size.Error;
        _ = files.Close(opened.Value);
        return result;
    }

    private static SysResult<AofCheckResult> Check(
        IFiles files, int descriptor, long size, AofCheckOptions options)
    {
        using var log = new ByteReader(files, descriptor, size);
        if (RdbVersion.Begins(log, options.Commands.Dialect, options.AsReleased)
            && Preamble(log, size, options) is { } damaged)
        {
            return damaged;
        }

        var reader = new CommandReader(log, options.Commands, payloadEndUnchecked: false, keepArguments: false)
        {
            UntilSec = options.UntilSec,
        };
        return Commands(reader, size, checkerIgnoresNames: options.IgnoresNames);
    }

    private static SysResult<AofCheckResult> Commands(CommandReader reader, long size, bool checkerIgnoresNames)
    {
        long okUpTo = 0;
        var insideTransaction = false;
        while (true)
        {
            okUpTo = insideTransaction ? okUpTo : reader.Offset;
            var outcome = reader.Next();
            if (outcome == ReadOutcome.ReadError)
            {
                return reader.Error;
            }

            var error = outcome == ReadOutcome.Ok
                ? ErrorOf(reader, insideTransaction, checkerIgnoresNames)
                : AtEnd(outcome, reader, insideTransaction, okUpTo);
            if (outcome != ReadOutcome.Ok || error is not null)
            {
                return new AofCheckResult(size, error is null ? reader.Offset : okUpTo, error);
            }

            insideTransaction = reader.Command == Multi || (insideTransaction && reader.Command != Exec);
        }
    }

    /// <summary>The error of a command that was read; null: none.</summary>
    private static AofError? ErrorOf(CommandReader reader, bool insideTransaction, bool checkerIgnoresNames)
    {
        if (!checkerIgnoresNames && reader.Command?.AcceptsInLog(reader.Count) != true)
        {
            return reader.Command is null
                ? new(AofErrorKind.UnknownCommand, reader.Start, LaterCommands.Unknown(reader.UnknownName))
                : new(AofErrorKind.WrongArity, reader.Start, $"wrong number of arguments for {reader.Command.Name}");
        }

        if (reader.Command == Multi && insideTransaction)
        {
            return new(AofErrorKind.UnexpectedMulti, reader.Start, "MULTI inside a transaction");
        }

        return reader.Command == Exec && !insideTransaction
            ? new(AofErrorKind.UnexpectedExec, reader.Start, "EXEC outside a transaction")
            : null;
    }

    /// <summary>Reads the preamble; null when it is valid.</summary>
    private static SysResult<AofCheckResult>? Preamble(ByteReader log, long size, AofCheckOptions options)
    {
        if (!options.MayHavePreamble)
        {
            return new AofCheckResult(size, 0, new AofError(
                AofErrorKind.OtherFormat, 0, "this is an RDB file, and only the first file of a log may be one"));
        }

        var newest = RdbVersion.NewestInLog(options.Commands.Dialect, options.AsReleased);
        var preamble = new RdbReader(log, options.Commands, newest);
        return preamble.Read(into: null) switch
        {
            ReadOutcome.Ok => null,
            ReadOutcome.ReadError => log.Error,
            _ => new AofCheckResult(size, 0, new AofError(AofErrorKind.BadPreamble, preamble.Damage, preamble.Problem)),
        };
    }

    private static AofError? AtEnd(ReadOutcome outcome, CommandReader reader, bool insideTransaction, long okUpTo) =>
        outcome switch
        {
            ReadOutcome.BadFormat => new(reader.DamageKind, reader.Damage, reader.Problem),
            ReadOutcome.UnexpectedEnd => new(AofErrorKind.Truncated, reader.Start, "the file ends inside this command"),
            _ => insideTransaction
                ? new(
                    AofErrorKind.UnfinishedTransaction, okUpTo,
                    "the file ends inside the transaction that begins here")
                : null,
        };

    /// <summary>
    /// Cuts the file at its first error and syncs it, whatever the reason to keep it may be. A valid file is not
    /// changed, nor one with a damaged preamble.
    /// </summary>
    public static SysResult<AofCheckResult> Repair(IFiles files, string path, AofCheckOptions? options = null)
    {
        var check = Check(files, path, options);
        return check.Ok ? Cut(files, path, check.Value) : check;
    }

    /// <summary>Cuts a file that was checked.</summary>
    public static SysResult<AofCheckResult> Cut(IFiles files, string path, AofCheckResult check)
    {
        if (check.Diff == 0)
        {
            return check;
        }

        files = new UninterruptedFiles(files);
        var opened = files.Open(path, OpenMode.Write);
        if (!opened.Ok)
        {
            return opened.Error;
        }

        var error = files.Truncate(opened.Value, check.OkUpTo);
        error = error == Errno.None ? files.Sync(opened.Value) : error;
        _ = files.Close(opened.Value);
        return error == Errno.None ? check : error;
    }
}
