using Sim.Os;

namespace Sim.Files;

/// <summary>What System.IO does on Linux, in calls of the ports. "/" is the directory of the program.</summary>
internal sealed class PortCalls(IFiles files)
{
    private const string Root = "/";

    /// <summary>What a FileStream takes. Some are only advice.</summary>
    private const FileOptions Options = FileOptions.WriteThrough | FileOptions.Asynchronous | FileOptions.RandomAccess
        | FileOptions.DeleteOnClose | FileOptions.SequentialScan | FileOptions.Encrypted | (FileOptions)0x20000000;

    /// <summary>The full path of a path, as text.</summary>
    public static string Full(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return Path.GetFullPath(path, Root);
    }

    /// <summary>The path of the ports.</summary>
    public static string Port(string path) => Full(path).TrimStart('/') is { Length: > 0 } relative ? relative : ".";

    public bool DirectoryExists(string path)
    {
        var opened = files.OpenDirectory(Port(path));
        _ = opened.Ok ? files.Close(opened.Value) : Errno.None;
        return opened.Ok;
    }

    public bool FileExists(string path) =>
        !Path.EndsInDirectorySeparator(path) && files.Exists(Port(path)) == Errno.None && !DirectoryExists(path);

    /// <summary>The attributes; all bits when there is no such file, as in .NET. A name with a dot is hidden.</summary>
    public FileAttributes AttributesOf(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Full(path));
        var error = files.Exists(Port(full));
        (error is Errno.ENOENT or Errno.ENOTDIR ? Errno.None : error).Must(full);
        var kind = DirectoryExists(full) ? FileAttributes.Directory : FileAttributes.None;
        var isHidden = Path.GetFileName(full.AsSpan()).StartsWith('.');
        var attributes = kind | (isHidden ? FileAttributes.Hidden : FileAttributes.None);
        return error != Errno.None ? (FileAttributes)(-1)
            : attributes == FileAttributes.None ? FileAttributes.Normal
            : attributes;
    }

    /// <summary>Opens a file as a FileStream does: with a lock for its share, and truncated after that.</summary>
    public PortStream Open(string path, FileMode mode, FileAccess access, FileShare share, FileOptions options)
    {
        CheckModes(mode, access, options);
        var full = Full(path);
        var flags = (access.HasFlag(FileAccess.Read) ? OpenMode.Read : 0)
            | (access.HasFlag(FileAccess.Write) ? OpenMode.Write : 0)
            | (mode is FileMode.Open or FileMode.Truncate ? 0 : OpenMode.Create)
            | (mode == FileMode.CreateNew ? OpenMode.Exclusive : 0)
            | (options.HasFlag(FileOptions.WriteThrough) ? OpenMode.DataSync : 0);
        var opened = files.Open(Port(path), flags);
        if (!opened.Ok)
        {
            throw Missing(opened.Error is Errno.EISDIR ? Errno.EACCES : opened.Error, full);
        }

        var problem = files.Read(opened.Value, []).Error == Errno.EISDIR
            ? PortErrors.Of(Errno.EACCES, full)
            : Locked(opened.Value, full, share);
        if (problem is not null)
        {
            _ = files.Close(opened.Value);
            throw problem;
        }

        var stream = new PortStream(files, opened.Value, full, access)
        {
            AppendsFrom = mode == FileMode.Append ? files.Size(opened.Value).Must(full) : 0,
            DeletesOnClose = options.HasFlag(FileOptions.DeleteOnClose),
        };
        if (mode is FileMode.Create or FileMode.Truncate && stream.Length > 0)
        {
            stream.SetLength(0);
        }

        _ = mode == FileMode.Append ? stream.Seek(0, SeekOrigin.End) : 0;
        return stream;
    }

    public void DeleteFile(string path)
    {
        var full = Full(path);
        var error = files.Unlink(Port(path));
        var isGone = error == Errno.ENOENT && DirectoryExists(Parent(full));
        if (error != Errno.None && !isGone)
        {
            throw PortErrors.Of(error == Errno.EISDIR ? Errno.EACCES : error, full, isDirectoryMissing: true);
        }
    }

    /// <summary>.NET looks for the source without a separator at its end, and renames it with one.</summary>
    public void MoveFile(string from, string to, bool overwrite)
    {
        var (source, target) = (Full(from), Full(to));
        if (!FileExists(Path.TrimEndingDirectorySeparator(source)))
        {
            throw PortErrors.Of(Errno.ENOENT, source);
        }

        if (!overwrite && Path.EndsInDirectorySeparator(source))
        {
            throw PortErrors.Of(Errno.ENOENT, source, isDirectoryMissing: true);
        }

        if (!overwrite && source != target && Exists(Path.TrimEndingDirectorySeparator(target)))
        {
            throw PortErrors.Of(Errno.EEXIST, target);
        }

        Renamed(files.Rename(Port(source), Port(target)), target);
    }

    /// <summary>Copies the bytes. Nothing of it is durable.</summary>
    public void CopyFile(string from, string to, bool overwrite)
    {
        using var source = Open(from, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.None);
        using var target = Open(
            to, overwrite ? FileMode.Create : FileMode.CreateNew, FileAccess.Write, FileShare.None, FileOptions.None);
        source.CopyTo(target);
    }

    /// <summary>Two renames. .NET keeps the old file under the name of the backup with a hard link.</summary>
    public void Replace(string from, string to, string? backup)
    {
        var (source, target) = (Full(from), Full(to));
        foreach (var path in new[] { source, target })
        {
            // .NET links the backup to the target first, so of a missing target the place of the backup is named.
            var error = files.Exists(Port(path));
            Renamed(path == source ? error : Errno.None, source);
            Renamed(error == Errno.ENOENT && backup is not null ? error : Errno.None, Full(backup ?? path));
            error.Must(path);
            if (DirectoryExists(path))
            {
                throw PortErrors.Of(Errno.EACCES, path);
            }
        }

        if (source == target)
        {
            throw new IOException($"'{source}' and '{target}' are the same file.");
        }

        if (backup is not null)
        {
            Renamed(files.Rename(Port(target), Port(backup)), Full(backup));
        }

        Renamed(files.Rename(Port(source), Port(target)), target);
    }

    /// <summary>Creates a directory, and those above it.</summary>
    public void CreateDirectory(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Full(path));
        if (full == Root || DirectoryExists(full))
        {
            return;
        }

        var parent = Parent(full);
        var isFile = !DirectoryExists(parent) && files.Exists(Port(parent)) == Errno.None;
        (isFile ? Errno.ENOTDIR : Errno.None).Must(full);
        CreateDirectory(parent);
        files.MakeDirectory(Port(full)).Must(full);
    }

    public void DeleteDirectory(string path, bool recursive)
    {
        var full = Path.TrimEndingDirectorySeparator(Full(path));
        var opened = files.OpenDirectory(Port(full));
        _ = opened.Ok ? files.Close(opened.Value) : throw PortErrors.Of(opened.Error, full, isDirectoryMissing: true);
        foreach (var name in recursive ? files.List(Port(full)).Must(full) : [])
        {
            var inner = Path.Combine(full, name);
            if (DirectoryExists(inner))
            {
                DeleteDirectory(inner, recursive);
            }
            else
            {
                files.Unlink(Port(inner)).Must(inner);
            }
        }

        files.RemoveDirectory(Port(full)).Must(full);
    }

    /// <summary>A file may be moved too, as in .NET, unless its name ends with a separator.</summary>
    public void MoveDirectory(string from, string to)
    {
        var source = Path.TrimEndingDirectorySeparator(Full(from));
        var target = Path.TrimEndingDirectorySeparator(Full(to));
        var error = source == target ? Errno.EEXIST
            : Exists(target) ? Exists(source) ? Errno.EEXIST : Errno.ENOENT
            : files.Rename(Port(from), Port(target));
        if (error != Errno.None)
        {
            throw error == Errno.ENOTDIR
                ? new IOException(error.Message(), (int)error)
                : PortErrors.Of(error, source, isDirectoryMissing: true);
        }
    }

    /// <summary>The size of a file. Its locks do not matter.</summary>
    public long Length(string path)
    {
        var full = Path.TrimEndingDirectorySeparator(Full(path));
        var opened = FileExists(full) ? files.Open(Port(full), OpenMode.Read)
            : files.Exists(Port(full)) == Errno.ENAMETOOLONG ? Errno.ENAMETOOLONG
            : Errno.ENOENT;
        var size = opened.Ok ? files.Size(opened.Value) : opened.Error;
        _ = opened.Ok ? files.Close(opened.Value) : Errno.None;
        return size.Must(full);
    }

    /// <summary>The exception when there is no such file: about its directory, when that is missing.</summary>
    public Exception Missing(string path) => Missing(files.Exists(Port(path)), Full(path));

    /// <summary>The names in a directory, in ordinal order.</summary>
    public IReadOnlyList<string> Names(string path)
    {
        var full = Full(path);
        var names = files.List(Port(path));
        return names.Ok ? names.Value : throw PortErrors.Of(names.Error, full, isDirectoryMissing: true);
    }

    private bool Exists(string full) => files.Exists(Port(full)) == Errno.None;

    private static void CheckModes(FileMode mode, FileAccess access, FileOptions options)
    {
        if ((options & ~Options) != FileOptions.None)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options, "Enum value was out of legal range.");
        }

        var writes = mode is FileMode.Create or FileMode.CreateNew or FileMode.Truncate or FileMode.Append;
        if ((writes && !access.HasFlag(FileAccess.Write)) || (mode == FileMode.Append && access != FileAccess.Write))
        {
            throw new ArgumentException(
                $"Combining FileMode: {mode} with FileAccess: {access} is invalid.", nameof(access));
        }
    }

    /// <summary>Of a path that ends with a separator it is the path without it, as in .NET.</summary>
    public static string Parent(string full) => Path.GetDirectoryName(full) ?? Root;

    private IOException? Locked(int fd, string path, FileShare share) =>
        files.Lock(fd, share == FileShare.None ? FileLock.Exclusive : FileLock.Shared) == Errno.EAGAIN
            ? new IOException(
                $"The process cannot access the file '{path}' because it is being used by another process.",
                (int)Errno.EAGAIN)
            : null;

    private Exception Missing(Errno error, string full) => PortErrors.Of(
        error, full,
        isDirectoryMissing: error == Errno.ENOENT && !DirectoryExists(Parent(Path.TrimEndingDirectorySeparator(full))));

    private void Renamed(Errno error, string target)
    {
        if (error != Errno.None)
        {
            throw Missing(error, target);
        }
    }
}
