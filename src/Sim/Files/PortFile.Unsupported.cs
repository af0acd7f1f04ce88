using System.IO.Abstractions;
using Microsoft.Win32.SafeHandles;

#nullable disable
namespace Sim.Files;

#pragma warning disable RS0030 // DateTime is in the signatures that .NET has.

/// <content>What the simulated disk does not have.</content>
internal sealed partial class PortFile
{
    public override IFileSystemInfo CreateSymbolicLink(string path, string pathToTarget) =>
        throw PortErrors.Unsupported(nameof(CreateSymbolicLink));

    public override void Decrypt(string path) => throw PortErrors.Unsupported(nameof(Decrypt));

    public override void Encrypt(string path) => throw PortErrors.Unsupported(nameof(Encrypt));

    public override FileAttributes GetAttributes(SafeFileHandle fileHandle) =>
        throw PortErrors.Unsupported(nameof(GetAttributes));

    public override DateTime GetCreationTime(string path) => throw PortErrors.Unsupported(nameof(GetCreationTime));

    public override DateTime GetCreationTime(SafeFileHandle fileHandle) =>
        throw PortErrors.Unsupported(nameof(GetCreationTime));

    public override DateTime GetCreationTimeUtc(string path) =>
        throw PortErrors.Unsupported(nameof(GetCreationTimeUtc));

    public override DateTime GetCreationTimeUtc(SafeFileHandle fileHandle) =>
        throw PortErrors.Unsupported(nameof(GetCreationTimeUtc));

    public override DateTime GetLastAccessTime(string path) =>
        throw PortErrors.Unsupported(nameof(GetLastAccessTime));

    public override DateTime GetLastAccessTime(SafeFileHandle fileHandle) =>
        throw PortErrors.Unsupported(nameof(GetLastAccessTime));

    public override DateTime GetLastAccessTimeUtc(string path) =>
        throw PortErrors.Unsupported(nameof(GetLastAccessTimeUtc));

    public override DateTime GetLastAccessTimeUtc(SafeFileHandle fileHandle) =>
        throw PortErrors.Unsupported(nameof(GetLastAccessTimeUtc));

    public override DateTime GetLastWriteTime(string path) => throw PortErrors.Unsupported(nameof(GetLastWriteTime));

    public override DateTime GetLastWriteTime(SafeFileHandle fileHandle) =>
        throw PortErrors.Unsupported(nameof(GetLastWriteTime));

    public override DateTime GetLastWriteTimeUtc(string path) =>
        throw PortErrors.Unsupported(nameof(GetLastWriteTimeUtc));

    public override DateTime GetLastWriteTimeUtc(SafeFileHandle fileHandle) =>
        throw PortErrors.Unsupported(nameof(GetLastWriteTimeUtc));

    public override UnixFileMode GetUnixFileMode(string path) =>
        throw PortErrors.Unsupported(nameof(GetUnixFileMode));

    public override UnixFileMode GetUnixFileMode(SafeFileHandle fileHandle) =>
        throw PortErrors.Unsupported(nameof(GetUnixFileMode));

    public override SafeFileHandle OpenHandle(
        string path, FileMode mode, FileAccess access, FileShare share, FileOptions options, long preallocationSize) =>
        throw PortErrors.Unsupported(nameof(OpenHandle));

    public override IFileSystemInfo ResolveLinkTarget(string linkPath, bool returnFinalTarget) =>
        throw PortErrors.Unsupported(nameof(ResolveLinkTarget));

    public override void SetAttributes(string path, FileAttributes fileAttributes) =>
        throw PortErrors.Unsupported(nameof(SetAttributes));

    public override void SetAttributes(SafeFileHandle fileHandle, FileAttributes fileAttributes) =>
        throw PortErrors.Unsupported(nameof(SetAttributes));

    public override void SetCreationTime(string path, DateTime creationTime) =>
        throw PortErrors.Unsupported(nameof(SetCreationTime));

    public override void SetCreationTime(SafeFileHandle fileHandle, DateTime creationTime) =>
        throw PortErrors.Unsupported(nameof(SetCreationTime));

    public override void SetCreationTimeUtc(string path, DateTime creationTimeUtc) =>
        throw PortErrors.Unsupported(nameof(SetCreationTimeUtc));

    public override void SetCreationTimeUtc(SafeFileHandle fileHandle, DateTime creationTimeUtc) =>
        throw PortErrors.Unsupported(nameof(SetCreationTimeUtc));

    public override void SetLastAccessTime(string path, DateTime lastAccessTime) =>
        throw PortErrors.Unsupported(nameof(SetLastAccessTime));

    public override void SetLastAccessTime(SafeFileHandle fileHandle, DateTime lastAccessTime) =>
        throw PortErrors.Unsupported(nameof(SetLastAccessTime));

    public override void SetLastAccessTimeUtc(string path, DateTime lastAccessTimeUtc) =>
        throw PortErrors.Unsupported(nameof(SetLastAccessTimeUtc));

    public override void SetLastAccessTimeUtc(SafeFileHandle fileHandle, DateTime lastAccessTimeUtc) =>
        throw PortErrors.Unsupported(nameof(SetLastAccessTimeUtc));

    public override void SetLastWriteTime(string path, DateTime lastWriteTime) =>
        throw PortErrors.Unsupported(nameof(SetLastWriteTime));

    public override void SetLastWriteTime(SafeFileHandle fileHandle, DateTime lastWriteTime) =>
        throw PortErrors.Unsupported(nameof(SetLastWriteTime));

    public override void SetLastWriteTimeUtc(string path, DateTime lastWriteTimeUtc) =>
        throw PortErrors.Unsupported(nameof(SetLastWriteTimeUtc));

    public override void SetLastWriteTimeUtc(SafeFileHandle fileHandle, DateTime lastWriteTimeUtc) =>
        throw PortErrors.Unsupported(nameof(SetLastWriteTimeUtc));

    public override void SetUnixFileMode(string path, UnixFileMode mode) =>
        throw PortErrors.Unsupported(nameof(SetUnixFileMode));

    public override void SetUnixFileMode(SafeFileHandle fileHandle, UnixFileMode mode) =>
        throw PortErrors.Unsupported(nameof(SetUnixFileMode));
}
