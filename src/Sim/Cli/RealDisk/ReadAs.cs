using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.Load;
using Sim.Os;

namespace Sim.Cli.RealDisk;

/// <summary>
/// With the commands of which version `digest` and `check-aof` read a log: those of the profile, if one is given. Else
/// a log of several files is read as 7.0 does; one of one file as 6.0.5 does, unless it holds what only a later version
/// writes.
/// </summary>
internal static class ReadAs
{
    /// <summary>The commands, and the first thing that needs a later version than 6.0.5; null: nothing does.</summary>
    /// <param name="files">The file system.</param>
    /// <param name="file">The only file of the log; null: it has several.</param>
    /// <param name="given">The commands of the profile; null: none was given.</param>
    internal static (CommandTable Commands, AofError? Later) Of(IFiles files, string? file, CommandTable? given)
    {
        if (file is null)
        {
            return (given is null || given == RedisCommands.Table ? RedisCommands.Table7 : given, null);
        }

        if (given is not null)
        {
            return (given, null);
        }

        var path = Path.GetFullPath(file);
        if (AofCheck.Check(files, path) is not { Ok: true, Value.Error: { } first })
        {
            return (RedisCommands.Table, null);
        }

        var later = AofCheck.Check(files, path, new AofCheckOptions { Commands = RedisCommands.Table7 });
        return later.Ok && later.Value.Error != first ? (RedisCommands.Table7, first) : (RedisCommands.Table, null);
    }
}
