using System.IO.Abstractions;

#nullable disable
namespace Sim.Files;

#pragma warning disable RS0030 // DateTime is in the signatures that .NET has.

/// <content>What the simulated disk does not have.</content>
internal sealed partial class PortDirectory
{
    public override IDirectoryInfo CreateDirectory(string path, UnixFileMode unixCreateMode) =>
        throw PortErrors.Unsupported(nameof(CreateDirectory));

    public override IFileSystemInfo CreateSymbolicLink(string path, string pathToTarget) =>
        throw PortErrors.Unsupported(nameof(CreateSymbolicLink));

    public override IDirectoryInfo CreateTempSubdirectory(string prefix) =>
        throw PortErrors.Unsupported(nameof(CreateTempSubdirectory));

    public override DateTime GetCreationTime(string path) => throw PortErrors.Unsupported(nameof(GetCreationTime));

    public override DateTime GetCreationTimeUtc(string path) =>
        throw PortErrors.Unsupported(nameof(GetCreationTimeUtc));

    public override DateTime GetLastAccessTime(string path) =>
        throw PortErrors.Unsupported(nameof(GetLastAccessTime));

    public override DateTime GetLastAccessTimeUtc(string path) =>
        throw PortErrors.Unsupported(nameof(GetLastAccessTimeUtc));

    public override DateTime GetLastWriteTime(string path) => throw PortErrors.Unsupported(nameof(GetLastWriteTime));

    public override DateTime GetLastWriteTimeUtc(string path) =>
        throw PortErrors.Unsupported(nameof(GetLastWriteTimeUtc));

    public override IFileSystemInfo ResolveLinkTarget(string linkPath, bool returnFinalTarget) =>
        throw PortErrors.Unsupported(nameof(ResolveLinkTarget));

    public override void SetCreationTime(string path, DateTime creationTime) =>
        throw PortErrors.Unsupported(nameof(SetCreationTime));

    public override void SetCreationTimeUtc(string path, DateTime creationTimeUtc) =>
        throw PortErrors.Unsupported(nameof(SetCreationTimeUtc));

    public override void SetCurrentDirectory(string path) =>
        throw PortErrors.Unsupported(nameof(SetCurrentDirectory));

    public override void SetLastAccessTime(string path, DateTime lastAccessTime) =>
        throw PortErrors.Unsupported(nameof(SetLastAccessTime));

    public override void SetLastAccessTimeUtc(string path, DateTime lastAccessTimeUtc) =>
        throw PortErrors.Unsupported(nameof(SetLastAccessTimeUtc));

    public override void SetLastWriteTime(string path, DateTime lastWriteTime) =>
        throw PortErrors.Unsupported(nameof(SetLastWriteTime));

    public override void SetLastWriteTimeUtc(string path, DateTime lastWriteTimeUtc) =>
        throw PortErrors.Unsupported(nameof(SetLastWriteTimeUtc));
}
