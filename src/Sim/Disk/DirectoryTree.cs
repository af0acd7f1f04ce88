using Aof.Os;

namespace Sim.Disk;

/// <summary>
/// Paths and what they lead to, as the page cache has them. Paths are relative to the root and '/' separated; "." and
/// empty parts stand still; ".." is not known and is a name like any other.
/// </summary>
internal sealed class DirectoryTree
{
    /// <summary>NAME_MAX of Linux.</summary>
    private const int LongestName = 255;

    private const int RootNumber = 1;

    private int _lastNumber = RootNumber;

    public Inode Root { get; } = new(RootNumber);

    /// <summary>Where a path ends: its directory, its last name, and the inode of that name if there is one. For the root itself the name is empty.</summary>
    public readonly record struct Place(Inode Directory, string Name, Inode? Inode);

    public Inode NewFile(FileContent content) => new(++_lastNumber, new FileBuffer(content));

    public Inode NewDirectory() => new(++_lastNumber);

    public SysResult<Place> Find(string path)
    {
        if (path.Length == 0)
        {
            return Errno.ENOENT;
        }

        var place = new Place(Root, string.Empty, Root);
        foreach (var range in path.AsSpan().Split('/'))
        {
            var part = path.AsSpan(range);
            if (part.Length == 0 || part is ".")
            {
                continue;
            }

            var error = Descend(ref place, part);
            if (error != Errno.None)
            {
                return error;
            }
        }

        return place;
    }

    public SysResult<Inode> Lookup(string path)
    {
        var found = Find(path);
        if (!found.Ok)
        {
            return found.Error;
        }

        return found.Value.Inode is { } inode ? inode : Errno.ENOENT;
    }

    /// <summary>What rename(2) would say to this, before anything is changed.</summary>
    public static Errno CheckRename(Place from, Place to)
    {
        if (from.Inode is not { } moved)
        {
            return Errno.ENOENT;
        }

        if (from.Name.Length == 0 || to.Name.Length == 0 || IsInside(to.Directory, moved))
        {
            return Errno.EINVAL;
        }

        return to.Inode switch
        {
            null => Errno.None,
            { IsDirectory: false } => moved.IsDirectory ? Errno.ENOTDIR : Errno.None,
            { Names.Count: > 0 } replaced when replaced != moved => moved.IsDirectory ? Errno.ENOTEMPTY : Errno.EISDIR,
            _ => moved.IsDirectory ? Errno.None : Errno.EISDIR,
        };
    }

    private static Errno Descend(ref Place place, ReadOnlySpan<char> part)
    {
        if (place.Inode is not { } directory)
        {
            return Errno.ENOENT;
        }

        if (!directory.IsDirectory)
        {
            return Errno.ENOTDIR;
        }

        if (part.Length > LongestName)
        {
            return Errno.ENAMETOOLONG;
        }

        var name = part.ToString();
        place = new Place(directory, name, directory.Names.GetValueOrDefault(name));
        return Errno.None;
    }

    private static bool IsInside(Inode directory, Inode ancestor)
    {
        if (directory == ancestor)
        {
            return true;
        }

        return ancestor.IsDirectory && ancestor.Names.Values.Any(child => child.IsDirectory && IsInside(directory, child));
    }
}
