using System.IO.Abstractions;

namespace Sim.Files;

/// <summary>Makes the objects of directories.</summary>
internal sealed class PortDirectoryInfos(IFileSystem fileSystem, PortCalls calls) : IDirectoryInfoFactory
{
    public IFileSystem FileSystem { get; } = fileSystem;

    public IDirectoryInfo New(string path) => new PortDirectoryInfo(FileSystem, calls, path);

    public IDirectoryInfo? Wrap(DirectoryInfo? directoryInfo) => throw PortErrors.Unsupported(nameof(DirectoryInfo));
}
