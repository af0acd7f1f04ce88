using System.IO.Abstractions;
using System.Text;

namespace Sim.Files;

/// <summary>The methods of <c>System.IO.File</c>. Like them, none makes anything durable.</summary>
internal sealed partial class PortFile(IFileSystem fileSystem, PortCalls calls) : FileBase(fileSystem)
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    public override bool Exists(string? path) => !string.IsNullOrEmpty(path) && calls.FileExists(path);

    public override void Delete(string path) => calls.DeleteFile(path);

    public override void Move(string sourceFileName, string destFileName) =>
        calls.MoveFile(sourceFileName, destFileName, overwrite: false);

    public override void Move(string sourceFileName, string destFileName, bool overwrite) =>
        calls.MoveFile(sourceFileName, destFileName, overwrite);

    public override void Copy(string sourceFileName, string destFileName) =>
        calls.CopyFile(sourceFileName, destFileName, overwrite: false);

    public override void Copy(string sourceFileName, string destFileName, bool overwrite) =>
        calls.CopyFile(sourceFileName, destFileName, overwrite);

    public override void Replace(
        string sourceFileName, string destinationFileName, string? destinationBackupFileName) =>
        calls.Replace(sourceFileName, destinationFileName, destinationBackupFileName);

    public override void Replace(
        string sourceFileName, string destinationFileName, string? destinationBackupFileName,
        bool ignoreMetadataErrors) => calls.Replace(sourceFileName, destinationFileName, destinationBackupFileName);

    public override FileAttributes GetAttributes(string path)
    {
        var found = calls.AttributesOf(path);
        return found != (FileAttributes)(-1) ? found : throw calls.Missing(path);
    }

    public override FileSystemStream Open(string path, FileMode mode) => Streams.New(path, mode, mode == FileMode.Append
        ? FileAccess.Write
        : FileAccess.ReadWrite, FileShare.None);

    public override FileSystemStream Open(string path, FileMode mode, FileAccess access) =>
        Streams.New(path, mode, access, FileShare.None);

    public override FileSystemStream Open(string path, FileMode mode, FileAccess access, FileShare share) =>
        Streams.New(path, mode, access, share);

    public override FileSystemStream Open(string path, FileStreamOptions options) => Streams.New(path, options);

    public override FileSystemStream OpenRead(string path) =>
        Streams.New(path, FileMode.Open, FileAccess.Read, FileShare.Read);

    public override FileSystemStream OpenWrite(string path) =>
        Streams.New(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);

    public override FileSystemStream Create(string path) =>
        Streams.New(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None);

    public override FileSystemStream Create(string path, int bufferSize) =>
        Streams.New(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize);

    public override FileSystemStream Create(string path, int bufferSize, FileOptions options) =>
        Streams.New(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None, bufferSize, options);

    public override byte[] ReadAllBytes(string path)
    {
        using var stream = OpenRead(path);
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    public override void WriteAllBytes(string path, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        Put(path, FileMode.Create, bytes);
    }

    public override void WriteAllBytes(string path, ReadOnlySpan<byte> bytes) => Put(path, FileMode.Create, bytes);

    public override void AppendAllBytes(string path, byte[] bytes)
    {
        ArgumentNullException.ThrowIfNull(bytes);
        Put(path, FileMode.Append, bytes);
    }

    public override void AppendAllBytes(string path, ReadOnlySpan<byte> bytes) => Put(path, FileMode.Append, bytes);

    private IFileStreamFactory Streams => FileSystem.FileStream;

    private StreamWriter Writer(string path, FileMode mode, Encoding? encoding = null) =>
        new(Streams.New(path, mode, FileAccess.Write, FileShare.Read), encoding ?? Utf8);

    private void Put(string path, FileMode mode, ReadOnlySpan<byte> bytes)
    {
        using var stream = Streams.New(path, mode, FileAccess.Write, FileShare.Read, bufferSize: 1);
        stream.Write(bytes);
    }
}
