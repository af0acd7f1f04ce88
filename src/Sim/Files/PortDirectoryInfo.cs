using System.IO.Abstractions;

namespace Sim.Files;

/// <summary>A directory as an object. It keeps no state: each look asks the disk.</summary>
internal sealed partial class PortDirectoryInfo(IFileSystem fileSystem, PortCalls calls, string path)
    : DirectoryInfoBase(fileSystem)
{
    private string full = Path.TrimEndingDirectorySeparator(PortCalls.Full(path));

    public override bool Exists => calls.DirectoryExists(full);

    public override string FullName => full;

    public override string Name => full == "/" ? full : Path.GetFileName(full);

    public override string Extension => Path.GetExtension(full);

    public override IDirectoryInfo? Parent => FileSystem.Directory.GetParent(full);

    public override IDirectoryInfo Root => FileSystem.DirectoryInfo.New("/");

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
        full = Path.TrimEndingDirectorySeparator(PortCalls.Full(destDirName));
    }

    private IFileInfo File(string path) => FileSystem.FileInfo.New(path);

    private IDirectoryInfo Directory(string path) => FileSystem.DirectoryInfo.New(path);

    private IFileSystemInfo Any(string path) => calls.DirectoryExists(path) ? Directory(path) : File(path);
}
