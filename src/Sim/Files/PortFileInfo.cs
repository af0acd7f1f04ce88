using System.IO.Abstractions;

namespace Sim.Files;

/// <summary>A file as an object. It keeps no state: each look asks the disk.</summary>
internal sealed partial class PortFileInfo(IFileSystem fileSystem, PortCalls calls, string path)
    : FileInfoBase(fileSystem)
{
    private string full = PortCalls.Full(path);

    public override bool Exists => calls.FileExists(Path.TrimEndingDirectorySeparator(full));

    public override string FullName => full;

    public override string Name => Path.GetFileName(full);

    public override string Extension => Path.GetExtension(full);

    public override string? DirectoryName => Path.GetDirectoryName(full);

    public override IDirectoryInfo? Directory =>
        DirectoryName is { } directory ? FileSystem.DirectoryInfo.New(directory) : null;

    public override bool IsReadOnly
    {
        get => false;
        set => throw PortErrors.Unsupported(nameof(IsReadOnly));
    }

    public override long Length => calls.Length(full);

    public override FileAttributes Attributes
    {
        get => calls.AttributesOf(full);
        set => throw PortErrors.Unsupported(nameof(Attributes));
    }

    public override void Refresh()
    {
        // Nothing is remembered.
    }

    public override void Delete() => File.Delete(full);

    public override StreamWriter AppendText() => File.AppendText(full);

    public override StreamWriter CreateText() => File.CreateText(full);

    public override StreamReader OpenText() => File.OpenText(full);

    public override FileSystemStream Create() => File.Create(full);

    public override FileSystemStream Open(FileMode mode) => File.Open(full, mode);

    public override FileSystemStream Open(FileMode mode, FileAccess access) => File.Open(full, mode, access);

    public override FileSystemStream Open(FileMode mode, FileAccess access, FileShare share) =>
        File.Open(full, mode, access, share);

    public override FileSystemStream Open(FileStreamOptions options) => File.Open(full, options);

    public override FileSystemStream OpenRead() => File.OpenRead(full);

    public override FileSystemStream OpenWrite() => File.OpenWrite(full);

    public override IFileInfo CopyTo(string destFileName) => CopyTo(destFileName, overwrite: false);

    public override IFileInfo CopyTo(string destFileName, bool overwrite)
    {
        File.Copy(full, destFileName, overwrite);
        return FileSystem.FileInfo.New(destFileName);
    }

    public override void MoveTo(string destFileName) => MoveTo(destFileName, overwrite: false);

    public override void MoveTo(string destFileName, bool overwrite)
    {
        if (!calls.DirectoryExists(PortCalls.Parent(full)))
        {
            throw PortErrors.Of(Sim.Os.Errno.ENOENT, full, isDirectoryMissing: true);
        }

        File.Move(full, destFileName, overwrite);
        full = PortCalls.Full(destFileName);
    }

    public override IFileInfo Replace(
        string destinationFileName, string? destinationBackupFileName, bool ignoreMetadataErrors) =>
        Replace(destinationFileName, destinationBackupFileName);

    public override IFileInfo Replace(string destinationFileName, string? destinationBackupFileName)
    {
        File.Replace(full, destinationFileName, destinationBackupFileName);
        return FileSystem.FileInfo.New(destinationFileName);
    }

    private IFile File => FileSystem.File;
}
