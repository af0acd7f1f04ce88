using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.KnownDefects;
using Aof.Load;
using Sim.Os;

namespace Sim.Cli.RealDisk;

/// <summary>
/// With the commands of which version `digest` and `check-aof` read a log: those of the profile, if one is given. Else
/// a base in RDB format says which server wrote it. Without one, a log of several files is read as 7.0 does, and one of
/// one file as 6.0.5 does, unless it holds what only a later version writes.
/// </summary>
internal static class ReadAs
{
    /// <summary>What is tried where a log holds more than its layout says.</summary>
    private static readonly Dialect[] Later = [Dialect.Redis7, Dialect.Redis86, Dialect.Valkey9];

    /// <summary>The commands, and the first thing that needs a later version than 6.0.5; null: nothing does.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="parts">The paths of the files of the log, in load order.</param>
    /// <param name="isDirectory">The log has several files.</param>
    /// <param name="given">The commands of the profile; null: none was given.</param>
    internal static (CommandTable Commands, AofError? Later) Of(
        IFiles files, IReadOnlyList<string> parts, bool isDirectory, CommandTable? given)
    {
        if (given is not null && !(isDirectory && given == RedisCommands.Table))
        {
            return (given, null);
        }

        if (given is null && WriterOf.File(files, parts[0]) is { } writer && (isDirectory || writer >= Dialect.Redis7))
        {
            return (RedisCommands.Of(writer), null);
        }

        var usual = isDirectory ? RedisCommands.Table7 : RedisCommands.Table;
        return FirstError(files, parts, usual) is not { } first ? (usual, null)
            : Array.Find(Later, dialect => FirstError(files, parts, RedisCommands.Of(dialect)) != first) is var found
                && found != Dialect.Redis6 && RedisCommands.Of(found) != usual
            ? (RedisCommands.Of(found), isDirectory ? null : first)
            : (usual, null);
    }

    /// <summary>The first error of the checker; null: there is none, or a file cannot be read.</summary>
    private static AofError? FirstError(IFiles files, IReadOnlyList<string> parts, CommandTable commands)
    {
        for (var i = 0; i < parts.Count; i++)
        {
            var options = new AofCheckOptions { Commands = commands, MayHavePreamble = i == 0 };
            var check = AofCheck.Check(files, Path.GetFullPath(parts[i]), options);
            if (!check.Ok || check.Value.Error is not null)
            {
                return check.Ok ? check.Value.Error : null;
            }
        }

        return null;
    }
}
