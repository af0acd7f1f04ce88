using Aof.State;
using Sim.Os;

namespace Aof.Load;

/// <summary>What the checker says of a log.</summary>
/// <param name="Path">The file with the first error, or the last file.</param>
/// <param name="EarlierSize">Sizes of the files before it, in bytes.</param>
/// <param name="Check">What it says of that file.</param>
/// <param name="IsLast">It is the last file of the log, the only one that a repair may cut.</param>
public sealed record LogCheckResult(string Path, long EarlierSize, AofCheckResult Check, bool IsLast)
{
    /// <summary>Bytes of the whole log that are valid.</summary>
    public long OkUpTo => EarlierSize + Check.OkUpTo;
}

/// <summary>Checks each file of a log, in load order (redis-check-aof of 7.0), and repairs the last one.</summary>
public static class LogCheck
{
    /// <summary>Checks the files up to the first error. An errno is that of the call that failed.</summary>
    public static SysResult<LogCheckResult> Check(IFiles files, AofConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        var parts = LogFiles.Of(files, config);
        if (!parts.Ok)
        {
            return parts.Error;
        }

        var earlier = 0L;
        for (var i = 0; ; i++)
        {
            var check = AofCheck.Check(files, parts.Value[i], AofCheckOptions.Of(config.Defects) with
            {
                Commands = config.Commands,
                MayHavePreamble = i == 0,
            });
            if (!check.Ok)
            {
                return check.Error;
            }

            var isLast = i == parts.Value.Count - 1;
            if (isLast || check.Value.Error is not null)
            {
                return new LogCheckResult(parts.Value[i], earlier, check.Value, isLast);
            }

            earlier += check.Value.Size;
        }
    }

    /// <summary>Cuts the log at its first error, where that is in the last file.</summary>
    public static SysResult<LogCheckResult> Repair(IFiles files, AofConfig config)
    {
        var check = Check(files, config);
        if (!check.Ok || !check.Value.IsLast)
        {
            return check;
        }

        var repaired = AofCheck.Cut(files, check.Value.Path, check.Value.Check);
        return repaired.Ok ? check.Value with { Check = repaired.Value } : repaired.Error;
    }
}
