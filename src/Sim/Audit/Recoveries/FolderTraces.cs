using Sim.Audit.Recording;
using Sim.Machine.Disk;

namespace Sim.Audit.Recoveries;

/// <summary>What a recovery did to the files of its folder, as far as its end shows it.</summary>
internal static class FolderTraces
{
    /// <summary>The time of a file that nothing was written to. Any in the past does.</summary>
    private static readonly DateTime Unwritten = DateTime.UnixEpoch.AddDays(1);

    /// <summary>Before the recovery: sets the times of all files.</summary>
    public static void Prepare(DiskImage image, string folder)
    {
        foreach (var entry in image.Entries)
        {
            if (!entry.IsDirectory)
            {
                File.SetLastWriteTimeUtc(Path.Combine(folder, entry.Path), Unwritten);
            }
        }
    }

    /// <summary>
    /// After it: what it did to which file, with a star for each longer number, in ordinal order. Nothing when it
    /// changed nothing.
    /// </summary>
    public static IReadOnlyList<string> Read(DiskImage image, string folder)
    {
        if (!Directory.Exists(folder))
        {
            return ["removed all"];
        }

        var (traces, gone) = (new SortedSet<string>(StringComparer.Ordinal),
            image.Entries.Select(entry => entry.Path).ToHashSet(StringComparer.Ordinal));
        foreach (var found in new DirectoryInfo(folder).EnumerateFileSystemInfos("*", SearchOption.AllDirectories))
        {
            var path = Path.GetRelativePath(folder, found.FullName).Replace('\\', '/');
            var did = !gone.Remove(path) ? "made"
                : found is not FileInfo file || file.LastWriteTimeUtc == Unwritten ? null
                : image.TryGet(path, out var held) && file.Exists && file.Length < held.Length ? "cut"
                : "wrote";
            _ = did is not null && traces.Add($"{did} {CallSite.Starred(path)}");
        }

        traces.UnionWith(gone.Select(path => $"removed {CallSite.Starred(path)}"));
        return [.. traces];
    }
}
