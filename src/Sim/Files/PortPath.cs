using System.IO.Abstractions;

namespace Sim.Files;

/// <summary>Paths of text, as in System.IO. The current directory is "/".</summary>
internal sealed class PortPath(IFileSystem fileSystem, PortCalls calls) : PathWrapper(fileSystem)
{
    public override string GetFullPath(string path) => PortCalls.Full(path);

    public override bool Exists(string? path) =>
        !string.IsNullOrEmpty(path) && (calls.FileExists(path) || calls.DirectoryExists(path));

    public override string GetTempPath() => "/tmp/";

    public override string GetTempFileName() => throw PortErrors.Unsupported(nameof(GetTempFileName));

    public override string GetRandomFileName() => throw PortErrors.Unsupported(nameof(GetRandomFileName));
}
