using System.IO.Enumeration;
using Sim.Audit.Records;

namespace Sim.Audit.Recording;

/// <summary>The files of the disk, each with its number in the record.</summary>
/// <param name="root">The real path of the directory that is the disk.</param>
/// <param name="ignored">Patterns of paths in it that are not part of the disk.</param>
/// <param name="add">Adds an entry to the record.</param>
internal sealed class RecordedFiles(string root, IReadOnlyList<string> ignored, Action<RecordEntry> add)
{
    private const string Deleted = " (deleted)";

    private readonly SortedDictionary<FileKey, int> numbers = [];
    private readonly SortedSet<FileKey> outside = [];
    private readonly List<string> paths = ["a path outside"];

    /// <summary>The path relative to the root; null for what is no part of the disk.</summary>
    public string? Inside(string path)
    {
        if (!IsUnderRoot(path))
        {
            return null;
        }

        if (path == root)
        {
            return ".";
        }

        var inside = path[(root.Length + 1)..];
        return ignored.Any(glob => FileSystemName.MatchesSimpleExpression(glob, inside, ignoreCase: false))
            ? null
            : inside;
    }

    /// <summary>True for the root and all that is in it, also what is no part of the disk.</summary>
    public bool IsUnderRoot(string path) => path.StartsWith(root, StringComparison.Ordinal)
        && (path.Length == root.Length || path[root.Length] == '/');

    /// <summary>True when there is something at a path.</summary>
    public static bool Exists(string path) => ThreadView.Status(path, followsLink: false) is not null;

    /// <summary>
    /// The same of a name that a call is given: sockets and pipes are no part of the disk. They can only be there when
    /// it begins.
    /// </summary>
    public string? Named(string path) =>
        Inside(path) is { } inside && StatusAt(inside) is not { IsSpecial: true } ? inside : null;

    /// <summary>The number of the file or directory of a descriptor; 0 for what is no part of the disk.</summary>
    public int NumberOf(ThreadView thread, int descriptor) =>
        NumberOf(thread, descriptor, thread.StatusOf(descriptor));

    /// <summary>The number of the file or directory of a descriptor with this status.</summary>
    public int NumberOf(ThreadView thread, int descriptor, FileStatus? of)
    {
        if (of is not { } status || !(status.IsFile || status.IsDirectory) || outside.Contains(status.Key))
        {
            return 0;
        }

        return numbers.TryGetValue(status.Key, out var number)
            ? number
            : Opened(thread, descriptor, status, isTruncated: false);
    }

    /// <summary>The status of what is at a path; null for nothing, or no path.</summary>
    public FileStatus? StatusAt(string? inside) =>
        inside is null ? null : ThreadView.Status($"{root}/{inside}", followsLink: false);

    /// <summary>The number of a file that was opened before; 0 for none.</summary>
    public int NumberOf(FileStatus? status) => status is { } known ? numbers.GetValueOrDefault(known.Key) : 0;

    /// <summary>The number of the file at a path; 0 for none.</summary>
    public int NumberAt(string inside) =>
        StatusAt(inside) is not { } status ? 0
        : numbers.TryGetValue(status.Key, out var number) ? number
        : Numbered(status, inside, isTruncated: false);

    /// <summary>The path under which a file was opened last.</summary>
    public string PathOf(int number) => paths[number];

    /// <summary>A directory was made: its inode number may have been another file's before.</summary>
    public void Forget(string inside)
    {
        if (StatusAt(inside) is { } status)
        {
            _ = numbers.Remove(status.Key);
            _ = outside.Remove(status.Key);
        }
    }

    /// <summary>A descriptor was opened: its inode number may have been another file's before.</summary>
    public void Opened(ThreadView thread, int descriptor, bool isTruncated)
    {
        if (thread.StatusOf(descriptor) is { } status && (status.IsFile || status.IsDirectory))
        {
            _ = Opened(thread, descriptor, status, isTruncated);
        }
    }

    private int Opened(ThreadView thread, int descriptor, FileStatus status, bool isTruncated)
    {
        var path = thread.PathOf(descriptor);
        if (path.EndsWith(Deleted, StringComparison.Ordinal) || Inside(path) is not { } inside)
        {
            _ = numbers.Remove(status.Key);
            _ = outside.Add(status.Key);
            return 0;
        }

        return Numbered(status, inside, isTruncated);
    }

    private int Numbered(FileStatus status, string inside, bool isTruncated)
    {
        _ = outside.Remove(status.Key);
        if (!numbers.TryGetValue(status.Key, out var number))
        {
            numbers[status.Key] = number = paths.Count;
            paths.Add(inside);
        }

        paths[number] = inside;

        add(new RecordEntry(EntryKind.Opened) { File = number, Path = inside, Number = isTruncated ? 1 : 0 });
        return number;
    }
}
