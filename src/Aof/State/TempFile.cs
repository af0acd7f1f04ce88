using Aof.Diagnostics;
using Sim.Os;

namespace Aof.State;

/// <summary>The names of a rewrite's temporary files.</summary>
internal static class TempFile
{
    private const string Prefix = "temp-rewriteaof-";

    /// <summary>The file that the child writes.</summary>
    public static string Unfinished(int pid) => Invariant($"{Prefix}{pid}.aof");

    /// <summary>The same beside a file, in its directory.</summary>
    public static string Beside(string path, int pid) => path[..(path.LastIndexOf('/') + 1)] + Unfinished(pid);

    /// <summary>Its name after the child has finished it.</summary>
    public static string Finished(int pid) => Invariant($"{Prefix}bg-{pid}.aof");

    /// <summary>Removes a child's file, finished or not (aofRemoveTempFile() of Redis).</summary>
    public static void Remove(IFiles files, int pid)
    {
        _ = files.Unlink(Finished(pid));
        _ = files.Unlink(Unfinished(pid));
    }

    /// <summary>Removes the files of children of dead servers.</summary>
    public static void RemoveDead(AofState state) => RemoveDead(state, ".", static name =>
        name.StartsWith(Prefix, StringComparison.Ordinal) && name.EndsWith(".aof", StringComparison.Ordinal));

    /// <summary>Removes files of a directory that dead servers or their children have left.</summary>
    public static void RemoveDead(AofState state, string directory, Func<string, bool> isTemporary)
    {
        var names = state.Host.Files.List(directory);
        foreach (var name in names.Ok ? names.Value.Where(isTemporary) : [])
        {
            Probes.Hit(Probe.DeadFileRemoved);
            _ = state.Host.Files.Unlink(directory == "." ? name : $"{directory}/{name}");
            state.Log(LogLevel.Notice, $"Removed {name}, which a rewrite that did not finish had left.");
        }
    }
}
