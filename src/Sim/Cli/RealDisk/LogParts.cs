using System.Text;
using Aof.Load;
using Sim.Cli.Options;

namespace Sim.Cli.RealDisk;

/// <summary>
/// The files of a log in the order in which they are loaded: one file, or those that a directory's manifest lists.
/// </summary>
internal static class LogParts
{
    /// <exception cref="IOException">The path cannot be read, or it is a directory without a usable
    /// manifest.</exception>
    internal static IReadOnlyList<string> Of(string path)
    {
        if (!Directory.Exists(path))
        {
            return [path];
        }

        var manifests = Directory.GetFiles(path, "*.manifest");
        if (manifests.Length != 1)
        {
            throw new IOException(
                $"'{path}' holds {(manifests.Length == 0 ? "no manifest" : "more than one manifest")}: name a log, or "
                + $"a directory as Redis 7 keeps it");
        }

        var manifest = Manifest.Parse(File.ReadAllText(manifests[0], Encoding.Latin1), out var problem)
            ?? throw new IOException($"{manifests[0]}: {problem}");
        return [.. manifest.LoadOrder.Select(file => Path.Combine(path, file.Name))];
    }
}
