using System.IO.Abstractions;
using Sim.Os;

namespace Sim.Files;

/// <summary>
/// An <see cref="IFileSystem"/> over the ports of a program. "/" is the directory of the program, and the current
/// directory. It follows .NET on Linux. What the simulated disk does not have throws
/// <see cref="NotSupportedException"/>.
/// </summary>
public sealed class PortFileSystem : FileSystemBase
{
    private readonly PortCalls calls;

    /// <summary>A file system over the files of a host.</summary>
    public PortFileSystem(IFiles files)
    {
        Files = files;
        calls = new PortCalls(files);
        File = new PortFile(this, calls);
        Directory = new PortDirectory(this, calls);
        FileStream = new PortFileStreams(this, calls);
        Path = new PortPath(this, calls);
        DirectoryInfo = new PortDirectoryInfos(this, calls);
        FileInfo = new PortFileInfos(this, calls);
    }

    /// <summary>The ports, for what System.IO cannot express: see <see cref="SyncDirectory"/>.</summary>
    public IFiles Files { get; }

    /// <inheritdoc/>
    public override IDirectory Directory { get; }

    /// <inheritdoc/>
    public override IFile File { get; }

    /// <inheritdoc/>
    public override IFileStreamFactory FileStream { get; }

    /// <inheritdoc/>
    public override IPath Path { get; }

    /// <inheritdoc/>
    public override IDirectoryInfoFactory DirectoryInfo { get; }

    /// <inheritdoc/>
    public override IFileInfoFactory FileInfo { get; }

    /// <summary>Not supported.</summary>
    public override IFileVersionInfoFactory FileVersionInfo => throw PortErrors.Unsupported(nameof(FileVersionInfo));

    /// <summary>Not supported.</summary>
    public override IDriveInfoFactory DriveInfo => throw PortErrors.Unsupported(nameof(DriveInfo));

    /// <summary>Not supported.</summary>
    public override IFileSystemWatcherFactory FileSystemWatcher =>
        throw PortErrors.Unsupported(nameof(FileSystemWatcher));

    /// <summary>Not supported, because it takes handles of the real machine.</summary>
    public override IRandomAccess RandomAccess => throw PortErrors.Unsupported(nameof(RandomAccess));

    /// <summary>
    /// fsync(2) of a directory: the names in it are durable when this returns. System.IO has no call for it. A program
    /// that needs it takes it as a delegate, and calls the C library on a real machine.
    /// </summary>
    /// <param name="path">The directory.</param>
    public void SyncDirectory(string path)
    {
        var opened = Files.OpenDirectory(PortCalls.Port(path)).Must(path);
        var error = Files.Sync(opened);
        _ = Files.Close(opened);
        error.Must(path);
    }
}
