using System.IO.Abstractions;

namespace Sim.Files;

/// <summary>A directory as an object. It keeps no state: each look asks the disk.</summary>
internal sealed partial class PortDirectoryInfo(IFileSystem fileSystem, PortCalls calls, string path)
    : DirectoryInfoBase(fileSystem)
{
    private string full = PortCalls.Full(path);

    public override bool Exists => calls.DirectoryExists(full);

    /// <summary>It ends with a separator when the given path did, and after a move, as in .NET.</summary>
    public override string FullName => full;

    public override string Name => full == "/" ? full : Path.GetFileName(Trimmed);

    public override string Extension => Path.GetExtension(Trimmed);

    public override IDirectoryInfo? Parent => FileSystem.Directory.GetParent(Trimmed);

    public override IDirectoryInfo Root => FileSystem.DirectoryInfo.New("/");

    public override FileAttributes Attributes
    {
        get => calls.AttributesOf(full);
        set => throw PortErrors.Unsupported(nameof(Attributes));
    }

    public override void Refresh()
    {
        // Nothing is remembered.
    }

    public override void Create() => calls.CreateDirectory(full);

    public override IDirectoryInfo CreateSubdirectory(string path) =>
        FileSystem.Directory.CreateDirectory(Path.Combine(full, path));

    public override void Delete() => calls.DeleteDirectory(full, recursive: false);

    public override void Delete(bool recursive) => calls.DeleteDirectory(full, recursive);

    public override void MoveTo(string destDirName)
    {
        calls.MoveDirectory(full, destDirName);
        full = Path.TrimEndingDirectorySeparator(PortCalls.Full(destDirName)) + "/";
    }

    private string Trimmed => Path.TrimEndingDirectorySeparator(full);

    private IFileInfo File(string path) => FileSystem.FileInfo.New(path);

    private IDirectoryInfo Directory(string path) => FileSystem.DirectoryInfo.New(path);

    private IFileSystemInfo Any(string path) => calls.DirectoryExists(path) ? Directory(path) : File(path);
}
