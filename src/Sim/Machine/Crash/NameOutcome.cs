namespace Sim.Machine.Crash;

/// <summary>A path that exists after the crash, and the inode it leads to.</summary>
internal readonly record struct PathEntry(string Path, int Inode);

/// <summary>The paths that exist after the crash, in ordinal order.</summary>
internal sealed class NameOutcome
{
    private readonly List<PathEntry> paths = [];
    private readonly List<int> walked = [];

    /// <summary>Walks from the root. An inode without a path is gone (rule N6).</summary>
    /// <param name="names">All names.</param>
    /// <param name="survived">For each open operation: true when it reached the disk.</param>
    /// <param name="root">The inode number of the root.</param>
    /// <param name="isDirectory">True for the inode number of a directory.</param>
    public NameOutcome(List<NameEntry> names, bool[] survived, int root, Predicate<int> isDirectory)
    {
        Survived = survived;
        Walk(names, root, prefix: string.Empty, isDirectory);
        paths.Sort(static (left, right) => string.CompareOrdinal(left.Path, right.Path));
    }

    public bool[] Survived { get; }

    public List<PathEntry> Paths => paths;

    private void Walk(List<NameEntry> names, int directory, string prefix, Predicate<int> isDirectory)
    {
        // By rule N4 a directory may have two names, even one inside itself. The first one counts.
        walked.Add(directory);
        foreach (var entry in names)
        {
            if (entry.Directory != directory || walked.Contains(entry.Inode))
            {
                continue;
            }

            var path = prefix + entry.Name;
            paths.Add(new PathEntry(path, entry.Inode));
            if (isDirectory(entry.Inode))
            {
                Walk(names, entry.Inode, path + "/", isDirectory);
            }
        }
    }
}
