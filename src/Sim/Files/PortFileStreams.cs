using System.Diagnostics.CodeAnalysis;
using System.IO.Abstractions;
using Microsoft.Win32.SafeHandles;

namespace Sim.Files;

/// <summary>Makes file streams, with the defaults of <c>FileStream</c>.</summary>
internal sealed class PortFileStreams(IFileSystem fileSystem, PortCalls calls) : IFileStreamFactory
{
    private const int UsualBuffer = 4096;

    public IFileSystem FileSystem { get; } = fileSystem;

    public FileSystemStream New(string path, FileMode mode) =>
        New(path, mode, mode == FileMode.Append ? FileAccess.Write : FileAccess.ReadWrite);

    public FileSystemStream New(string path, FileMode mode, FileAccess access) =>
        New(path, mode, access, FileShare.Read);

    public FileSystemStream New(string path, FileMode mode, FileAccess access, FileShare share) =>
        New(path, mode, access, share, UsualBuffer);

    public FileSystemStream New(string path, FileMode mode, FileAccess access, FileShare share, int bufferSize) =>
        New(path, mode, access, share, bufferSize, FileOptions.None);

    public FileSystemStream New(
        string path, FileMode mode, FileAccess access, FileShare share, int bufferSize, bool useAsync) =>
        New(path, mode, access, share, bufferSize, useAsync ? FileOptions.Asynchronous : FileOptions.None);

    [SuppressMessage("Reliability", "CA2000", Justification = "the stream that is returned disposes of it")]
    public FileSystemStream New(
        string path, FileMode mode, FileAccess access, FileShare share, int bufferSize, FileOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bufferSize);
        return new PortFileStream(
            calls.Open(path, mode, access, share, options), PortCalls.Full(path), bufferSize,
            options.HasFlag(FileOptions.Asynchronous));
    }

    public FileSystemStream New(string path, FileStreamOptions options) =>
        New(path, options.Mode, options.Access, options.Share, options.BufferSize, options.Options);

    public FileSystemStream New(SafeFileHandle handle, FileAccess access) => throw NoHandles();

    public FileSystemStream New(SafeFileHandle handle, FileAccess access, int bufferSize) => throw NoHandles();

    public FileSystemStream New(SafeFileHandle handle, FileAccess access, int bufferSize, bool isAsync) =>
        throw NoHandles();

    public FileSystemStream Wrap(FileStream fileStream) => throw NoHandles();

    private static NotSupportedException NoHandles() => PortErrors.Unsupported(nameof(FileSystemStream));
}
