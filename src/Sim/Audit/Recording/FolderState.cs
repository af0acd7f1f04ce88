using Sim.Audit.Records;

namespace Sim.Audit.Recording;

/// <summary>Reads the directory that is the disk, before and after a run.</summary>
internal static class FolderState
{
    /// <summary>The files and directories under a root that belong to the disk, in ordinal order.</summary>
    /// <exception cref="IOException">There is a symbolic link, or a file that is too large.</exception>
    public static IEnumerable<(string Path, byte[]? Content)> Read(string root, RecordedFiles files)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(root, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal))
        {
            if (files.Inside(path) is { } inside && ThreadView.Status(path, followsLink: false) is { } status)
            {
                if (status.IsFile && status.Size > RebuiltDisk.LargestFile)
                {
                    throw new IOException(Invariant($"{path} has {status.Size} bytes; ")
                        + "an audit follows files of up to 1 GiB, and --ignore leaves a file out");
                }

                if (status.IsFile || status.IsDirectory)
                {
                    yield return (inside, status.IsDirectory ? null : File.ReadAllBytes(path));
                }
                else if (File.ResolveLinkTarget(path, returnFinalTarget: false) is not null)
                {
                    throw new IOException($"{path} is a symbolic link; the disk has none");
                }
            }
        }
    }

    /// <summary>The entries of a record for a directory, before or after the run.</summary>
    public static List<RecordEntry> Entries(IEnumerable<(string Path, byte[]? Content)> state, bool isAfter) =>
    [
        .. state.Select(entry => isAfter
            ? new RecordEntry(entry.Content is null ? EntryKind.DirectoryAfter : EntryKind.FileAfter)
            {
                Path = entry.Path,
                Data = entry.Content is null ? default : RebuiltDisk.Digest(entry.Content),
            }
            : new RecordEntry(entry.Content is null ? EntryKind.DirectoryBefore : EntryKind.FileBefore)
            {
                Path = entry.Path,
                Data = entry.Content,
            }),
    ];

    /// <summary>The first difference of the rebuilt disk from the real one, with its offset; null for none.</summary>
    public static string? Difference(RebuiltDisk rebuilt, IReadOnlyList<(string Path, byte[]? Content)> real)
    {
        var image = rebuilt.Disk.CachedImage();
        foreach (var (path, content) in real)
        {
            if (content is not null && image.TryGet(path, out var held))
            {
                var same = held.Span.CommonPrefixLength(content);
                if (same < Math.Max(held.Length, content.Length))
                {
                    return Invariant($"{path} differs at byte {same}: {held.Length} bytes on the rebuilt disk, ")
                        + Invariant($"{content.Length} on the real one");
                }
            }
        }

        return null;
    }
}
