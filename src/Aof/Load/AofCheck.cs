using Aof.Data;
using Aof.Os;

namespace Aof.Load;

/// <summary>What the check of a log found (redis-check-aof).</summary>
/// <param name="Size">Size of the file in bytes.</param>
/// <param name="OkUpTo">Up to which byte the file is well formed, not counting an unfinished transaction.</param>
/// <param name="Problem">What is wrong behind it, in words; null when nothing is.</param>
public sealed record AofCheckResult(long Size, long OkUpTo, string? Problem)
{
    /// <summary>How many bytes a repair cuts off.</summary>
    public long Diff => Size - OkUpTo;
}

/// <summary>
/// Checks the structure of a log, and repairs it by cutting it where it is no longer well formed (redis-check-aof of
/// Redis 6.0.5). Nothing is executed.
/// </summary>
public static class AofCheck
{
    private static readonly Command Multi = CommandTable.Named("MULTI");
    private static readonly Command Exec = CommandTable.Named("EXEC");

    /// <summary>Reads the file and changes nothing. The errno is that of the call that failed.</summary>
    public static SysResult<AofCheckResult> Check(IFiles files, string path, Defects defects = default, Modules? modules = null)
    {
        files = new UninterruptedFiles(files);
        var opened = files.Open(path, OpenMode.Read);
        if (!opened.Ok)
        {
            return opened.Error;
        }

        var size = files.Size(opened.Value);
        var result = size.Ok ? Check(files, opened.Value, size.Value, defects, modules ?? Modules.None) : size.Error;
        _ = files.Close(opened.Value);
        return result;
    }

    private static SysResult<AofCheckResult> Check(IFiles files, int descriptor, long size, Defects defects, Modules modules)
    {
        using var log = new LogStream(files, descriptor, size);
        var reader = new CommandReader(log, modules, strict: true, keepArguments: false);
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

            if (outcome != ReadOutcome.Command)
            {
                return new AofCheckResult(size, okUpTo, Problem(outcome, reader, insideTransaction));
            }

            if (reader.Command is null && !defects.Has(Defect.CheckerIgnoresNames))
            {
                return new AofCheckResult(size, okUpTo, $"unknown command '{reader.UnknownName}' at byte {reader.Start}");
            }

            if ((reader.Command == Multi && insideTransaction) || (reader.Command == Exec && !insideTransaction))
            {
                return new AofCheckResult(size, okUpTo, $"unexpected {reader.Command.Name} at byte {reader.Start}");
            }

            insideTransaction = reader.Command == Multi || (insideTransaction && reader.Command != Exec);
        }
    }

    private static string? Problem(ReadOutcome outcome, CommandReader reader, bool insideTransaction) => outcome switch
    {
        ReadOutcome.BadFormat => $"{reader.Problem}, at byte {reader.Damage}",
        ReadOutcome.UnexpectedEnd => $"the file ends inside the command at byte {reader.Start}",
        _ => insideTransaction ? "the file ends inside a transaction" : null,
    };

    /// <summary>Cuts the file where it is no longer well formed, and syncs it; a file without a problem is left alone.</summary>
    public static SysResult<AofCheckResult> Repair(IFiles files, string path, Defects defects = default, Modules? modules = null)
    {
        var check = Check(files, path, defects, modules);
        if (!check.Ok || check.Value.Diff == 0)
        {
            return check;
        }

        files = new UninterruptedFiles(files);
        var opened = files.Open(path, OpenMode.Write);
        if (!opened.Ok)
        {
            return opened.Error;
        }

        var error = files.Truncate(opened.Value, check.Value.OkUpTo);
        error = error == Errno.None ? files.Sync(opened.Value) : error;
        _ = files.Close(opened.Value);
        return error == Errno.None ? check : error;
    }
}
