using System.Globalization;
using System.Text;
using Sim.Machine.Disk;

namespace Sim.Plans;

/// <summary>The names that the simulated server gives its files. No plan can change them.</summary>
internal static class ServerFiles
{
    /// <summary>The log (appendfilename).</summary>
    public const string Log = "appendonly.aof";

    /// <summary>The directory of a log of several files (appenddirname).</summary>
    public const string Directory = "appendonlydir";

    /// <summary>The manifest of such a log.</summary>
    public const string Manifest = Directory + "/" + Log + ".manifest";

    /// <summary>A fault's path pattern: the manifest, and the next one beside it.</summary>
    public const string ManifestPattern = Directory + "/*.manifest";

    /// <summary>A fault's path pattern: the increments of such a log.</summary>
    public const string IncrementPattern = Directory + "/*incr*";

    /// <summary>A fault's path pattern: the bases of such a log.</summary>
    public const string BasePattern = Directory + "/*.base.*";

    /// <summary>A fault's path pattern: temporary files in any directory.</summary>
    public const string AnyTemporaryPattern = "*" + TemporaryPrefix + "*";

    /// <summary>A fault's path pattern: the log, and the copy of it that a start makes.</summary>
    public const string LogPattern = Log + "*";

    /// <summary>The prefix of temporary files, of a rewrite or of a start that copies the log.</summary>
    public const string TemporaryPrefix = "temp-";

    /// <summary>A fault's path pattern: temporary files.</summary>
    public const string TemporaryPattern = TemporaryPrefix + "*";

    /// <summary>The prefix of a file that a rewrite child writes.</summary>
    public const string RewritePrefix = "temp-rewriteaof-";

    /// <summary>The prefix of such a file when the child has finished it.</summary>
    public const string FinishedRewritePrefix = RewritePrefix + "bg-";

    /// <summary>Whether commands are appended to this file: the log, or an increment.</summary>
    public static bool IsAppendedTo(string? path) =>
        path == Log || (IsInDirectory(path) && path!.Contains(".incr", StringComparison.Ordinal));

    /// <summary>Whether a file is the log, or in the directory of its parts.</summary>
    public static bool IsOfLog(string? path) => path == Log || IsInDirectory(path);

    /// <summary>Whether a file is temporary, in whichever directory.</summary>
    public static bool IsTemporary(string path) =>
        path[(path.LastIndexOf('/') + 1)..].StartsWith(TemporaryPrefix, StringComparison.Ordinal);

    /// <summary>
    /// The files that a server would load from a disk, in order: what the manifest names, and without one the log.
    /// </summary>
    public static IReadOnlyList<DiskEntry> LogOn(DiskImage disk)
    {
        string[] paths = !disk.TryGet(Manifest, out _) ? [Log]
            : ManifestOn(disk) is { } manifest
            ? [.. manifest.LoadOrder.Select(static file => $"{Directory}/{file.Name}")]
            : [];
        return [.. paths.Where(path => disk.TryGet(path, out _)).Select(path =>
            new DiskEntry(path, IsDirectory: false, disk.TryGet(path, out var content) ? content : default))];
    }

    /// <summary>
    /// The files of a log of several files that a rewrite has replaced and that the manifest does not name any more:
    /// they have a smaller number than all of their kind that it names.
    /// </summary>
    public static IEnumerable<string> ReplacedOn(DiskImage disk) =>
        ManifestOn(disk) is { } manifest
            ? disk.Entries.Where(entry => IsInDirectory(entry.Path))
                .Select(static entry => entry.Path[(Directory.Length + 1)..])
                .Where(name => NumberOf(name) < FirstNumber(manifest, name)
                    && !manifest.History.Any(file => file.Name == name))
            : [];

    /// <summary>The names of all files that the manifest on a disk has.</summary>
    public static IEnumerable<string> NamedOn(DiskImage disk) =>
        ManifestOn(disk) is { } manifest
            ? manifest.LoadOrder.Concat(manifest.History).Select(static file => file.Name)
            : [];

    private static Aof.MultiPart.Manifest? ManifestOn(DiskImage disk) =>
        disk.TryGet(Manifest, out var text)
            ? Aof.MultiPart.Manifest.Parse(Encoding.Latin1.GetString(text.Span)).Manifest
            : null;

    /// <summary>The smallest number that the manifest has for files of this kind.</summary>
    private static long FirstNumber(Aof.MultiPart.Manifest manifest, string name) =>
        name.Contains(".base.", StringComparison.Ordinal) ? manifest.Base?.Sequence ?? 0
            : manifest.Increments.FirstOrDefault()?.Sequence ?? 0;

    /// <summary>The number in a name such as appendonly.aof.2.incr.aof; a large one where there is none.</summary>
    private static long NumberOf(string name) =>
        name.StartsWith(Log + ".", StringComparison.Ordinal)
            && long.TryParse(name.Split('.')[2], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : long.MaxValue;

    private static bool IsInDirectory(string? path) =>
        path?.StartsWith(Directory + "/", StringComparison.Ordinal) == true;
}
