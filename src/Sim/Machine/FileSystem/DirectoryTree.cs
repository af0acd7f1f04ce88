using Sim.Machine.Disk;
using Sim.Os;

namespace Sim.Machine.FileSystem;

/// <summary>
/// The directories in the page cache. Paths are relative to the root and '/' separated. "." and empty parts have no
/// effect; ".." has no special meaning. Errors, and which of two comes first, are as on Linux.
/// </summary>
internal sealed class DirectoryTree
{
    /// <summary>NAME_MAX of Linux.</summary>
    private const int LongestName = 255;

    private const int RootNumber = 1;

    private int lastNumber = RootNumber;

    public Inode Root { get; } = new(RootNumber);

    /// <summary>
    /// The end of a path: its directory, its last name, and the inode of that name, if any. The name is empty for the
    /// root and when the last part is ".". A slash at the end asks for a directory.
    /// </summary>
    public readonly record struct Place(Inode Directory, string Name, Inode? Inode, bool Slash)
    {
        /// <summary>The error for a name that does not exist.</summary>
        public Errno WhyMissing => IsTooLong ? Errno.ENAMETOOLONG : Errno.ENOENT;

        /// <summary>A name that no directory can hold.</summary>
        public bool IsTooLong => Name.Length > LongestName;
    }

    public Inode NewFile(FileContent content) => new(++lastNumber, new FileBuffer(content));

    public Inode NewDirectory() => new(++lastNumber);

    public SysResult<Place> Find(string path)
    {
        if (path.Length == 0)
        {
            return Errno.ENOENT;
        }

        var place = new Place(Root, string.Empty, Root, Slash: path[^1] == '/');
        foreach (var range in path.AsSpan().Split('/'))
        {
            var part = path.AsSpan(range);
            var error = part.Length == 0 ? Errno.None : Descend(ref place, part);
            if (error != Errno.None)
            {
                return error;
            }
        }

        return place;
    }

    public SysResult<Inode> Lookup(string path, bool creates)
    {
        var found = Find(path);
        if (!found.Ok)
        {
            return found.Error;
        }

        return found.Value switch
        {
            { Slash: true, Name.Length: > 0 } when creates => Errno.EISDIR,
            { Inode: null } place => place.WhyMissing,
            { Inode.IsDirectory: false, Slash: true } => Errno.ENOTDIR,
            { Inode: var inode } => inode,
        };
    }

    /// <summary>The error that rename(2) returns before any change; none when the rename is allowed.</summary>
    public static Errno CheckRename(Place from, Place to)
    {
        if (from.Name.Length == 0 || to.Name.Length == 0)
        {
            return Errno.EBUSY;
        }

        if (from.Inode is not { } moved || to.IsTooLong)
        {
            return from.Inode is null ? from.WhyMissing : Errno.ENAMETOOLONG;
        }

        if (!moved.IsDirectory && (from.Slash || to.Slash))
        {
            return Errno.ENOTDIR;
        }

        if (IsInside(to.Directory, moved))
        {
            return Errno.EINVAL;
        }

        if (to.Inode is { } ancestor && IsInside(from.Directory, ancestor))
        {
            return Errno.ENOTEMPTY;
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
            return place.WhyMissing;
        }

        if (!directory.IsDirectory)
        {
            return Errno.ENOTDIR;
        }

        place = part is "."
            ? place with { Directory = directory, Name = string.Empty, Inode = directory }
            : directory.IndexOf(part) is >= 0 and var index
            ? place with
            {
                Directory = directory,
                Name = directory.Names.GetKeyAtIndex(index),
                Inode = directory.Names.GetValueAtIndex(index),
            }
            : place with { Directory = directory, Name = part.ToString(), Inode = null };
        return Errno.None;
    }

    private static bool IsInside(Inode directory, Inode ancestor)
    {
        if (directory == ancestor)
        {
            return true;
        }

        return ancestor.IsDirectory
            && ancestor.Names.Values.Any(child => child.IsDirectory && IsInside(directory, child));
    }
}
