namespace Sim.Machine.Crash;

/// <summary>A path that exists after the crash, and the inode it leads to.</summary>
internal readonly record struct PathEntry(string Path, int Inode);

/// <summary>The paths that exist after the crash, in ordinal order.</summary>
internal sealed class NameOutcome
{
    private readonly List<PathEntry> paths = [];
    private readonly List<int> walked = [];

    /// <summary>Walks from the root: what cannot be reached is gone.</summary>
    /// <param name="names">All names there are.</param>
    /// <param name="survived">For each open operation, whether it reached the disk.</param>
    /// <param name="root">The inode of the root.</param>
    /// <param name="isDirectory">Which inodes are directories.</param>
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
        // A lost rename can leave a directory with two names, even one inside itself: the first one counts.
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
