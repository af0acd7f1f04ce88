using System.Text;
using Aof.MultiPart;
using Sim.Cli.Options;
using Sim.Os.Posix;

namespace Sim.Cli.RealDisk;

/// <summary>
/// The files of a log in the order in which they are loaded: one file, or those that a manifest lists. A directory
/// stands for its only manifest.
/// </summary>
internal static class LogParts
{
    private const string Suffix = ".manifest";

    /// <summary>A manifest that a crash left before it got its name; Redis does not read it.</summary>
    private const string Unfinished = "temp-";

    /// <exception cref="IOException">The path cannot be read, or it is a directory without a usable
    /// manifest.</exception>
    internal static IReadOnlyList<string> Of(string path)
    {
        if (!Directory.Exists(path))
        {
            return path.EndsWith(Suffix, StringComparison.Ordinal) ? Listed(path) : [path];
        }

        var manifests = Directory.GetFiles(path, "*" + Suffix).Where(
            file => !Path.GetFileName(file).StartsWith(Unfinished, StringComparison.Ordinal)).ToList();
        return manifests is [var only]
            ? Listed(only)
            : throw new IOException(manifests.Count == 0
                ? $"'{path}' holds no manifest: name a log, or a directory as Redis 7 keeps it"
                : $"'{path}' holds more than one manifest: name one of them");
    }

    private static IReadOnlyList<string> Listed(string path)
    {
        var (manifest, error) = Manifest.Parse(InputFile.ReadLatin1(path));
        if (manifest is null)
        {
            throw new IOException($"{path}: {error}");
        }

        var directory = Path.GetDirectoryName(path)!;
        return [.. manifest.LoadOrder.Select(
            file => Path.Combine(directory, PathBytes.Decode(Encoding.Latin1.GetBytes(file.Name))))];
    }
}
