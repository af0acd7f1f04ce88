using Sim.Machine.Disk;

namespace Sim.Machine.Crash.Membership;

/// <summary>
/// Looks for a set of operations on names whose survival leaves the names of an image (rule N1), with files that may
/// have its contents. It goes from the last operation to the first and drops a set as soon as a name contradicts.
/// </summary>
internal sealed class NameSearch(CrashState state, DiskPreset preset, FileMembership files, DiskImage image)
{
    private const int Root = 1;

    private readonly bool[] survived = new bool[state.Operations.Count];
    private readonly List<NameEntry> decided = [];
    private readonly Dictionary<(int Inode, int Entry), bool> held = [];

    public bool Finds() => FindsFrom(state.Operations.Count - 1);

    private bool FindsFrom(int operation)
    {
        if (operation < 0)
        {
            return IsLeft();
        }

        var (first, second) = (state.Operations[operation].First, state.Operations[operation].Second);
        var isHidden = IsDecided(first) && (second is null || IsDecided(second.Value));
        if (isHidden)
        {
            return FindsFrom(operation - 1);
        }

        return Survives(operation, first, second)
            || (!state.Operations[operation].IsKept(preset) && FindsFrom(operation - 1));
    }

    private bool Survives(int operation, NameEntry first, NameEntry? second)
    {
        var before = decided.Count;
        survived[operation] = true;
        var isFound = TryDecide(first) && (second is null || TryDecide(second.Value)) && FindsFrom(operation - 1);
        survived[operation] = false;
        decided.RemoveRange(before, decided.Count - before);
        return isFound;
    }

    private bool IsDecided(NameEntry name) => decided.Exists(other => other.IsSameName(name));

    private bool TryDecide(NameEntry name)
    {
        if (IsDecided(name))
        {
            return true;
        }

        decided.Add(name);
        return IsInImage(name);
    }

    /// <summary>False when the image shows that the name cannot lead to this inode.</summary>
    private bool IsInImage(NameEntry name)
    {
        if (name.Inode != 0 && state.IsDirectory(name.Inode))
        {
            // A directory inside itself has no path, so nothing can be said yet (rule N4).
            return true;
        }

        for (var i = 0; i < image.Count; i++)
        {
            var (path, content) = image.Sorted[i];
            if (name.Inode == 0 ? name.Directory == Root && path == name.Name
                : content is not null && IsPathOf(name, path) && Holds(name.Inode, i, content))
            {
                return name.Inode != 0;
            }
        }

        // A file in a directory that is gone is gone too.
        return name.Inode == 0 || name.Directory != Root;
    }

    private static bool IsPathOf(NameEntry name, string path) => name.Directory == Root
        ? path == name.Name
        : path.EndsWith("/" + name.Name, StringComparison.Ordinal);

    private bool IsLeft()
    {
        var paths = state.Names([.. survived]).Paths;
        if (paths.Count != image.Count)
        {
            return false;
        }

        for (var i = 0; i < paths.Count; i++)
        {
            var (path, content) = image.Sorted[i];
            if (paths[i].Path != path || state.IsDirectory(paths[i].Inode) != (content is null)
                || (content is not null && !Holds(paths[i].Inode, i, content)))
            {
                return false;
            }
        }

        return CrashMembership.AreOneContentAnInode(paths, image);
    }

    private bool Holds(int inode, int entry, FileContent content)
    {
        if (!held.TryGetValue((inode, entry), out var holds))
        {
            held[(inode, entry)] = holds = files.Holds(state.File(inode), content);
        }

        return holds;
    }
}
