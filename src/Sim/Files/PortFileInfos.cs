using System.IO.Abstractions;

namespace Sim.Files;

/// <summary>Makes the objects of files.</summary>
internal sealed class PortFileInfos(IFileSystem fileSystem, PortCalls calls) : IFileInfoFactory
{
    public IFileSystem FileSystem { get; } = fileSystem;

    public IFileInfo New(string fileName) => new PortFileInfo(FileSystem, calls, fileName);

    public IFileInfo? Wrap(FileInfo? fileInfo) => throw PortErrors.Unsupported(nameof(FileInfo));
}
