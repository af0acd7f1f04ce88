using System.IO.Abstractions;

namespace Tests.Properties.Files;

/// <summary>Calls of System.IO.</summary>
public enum Call
{
    WriteText,
    AppendText,
    ReadText,
    AppendLines,
    ReadLines,
    Delete,
    Move,
    Copy,
    Replace,
    FileExists,
    Length,
    CreateDirectory,
    DeleteDirectory,
    MoveDirectory,
    DirectoryExists,
    List,
    Attributes,
    InfoMove,
    InfoCopy,
    InfoReplace,
    InfoDelete,
    InfoAttributes,
    InfoCreateDirectory,
    InfoCreateSubdirectory,
    InfoMoveDirectory,
    InfoDeleteDirectory,
    InfoList,
    ReadTextLater,
    WriteTextLater,
    AppendLinesLater,
    Open,
    Write,
    WriteByte,
    WriteLater,
    Read,
    ReadByte,
    ReadOnce,
    ReadLater,
    Seek,
    SetPosition,
    SetLength,
    Flush,
    FlushLater,
    CopyTo,
    Close,
}

/// <summary>One call as plain data. What a call has no use for is left as it is.</summary>
public sealed record FileSystemCall(Call Call)
{
    public string Path { get; init; } = "";

    public string To { get; init; } = "";

    /// <summary>Overwrite, recursive, or flush to the disk.</summary>
    public bool Flag { get; init; }

    public FileMode Mode { get; init; }

    public FileAccess Access { get; init; }

    public FileShare Share { get; init; }

    public FileOptions Options { get; init; }

    public int BufferSize { get; init; }

    /// <summary>Which of the open streams.</summary>
    public int Slot { get; init; }

    public int Bytes { get; init; }

    /// <summary>Makes the call; its result in words, or the name of its exception.</summary>
    /// <param name="fileSystem">The file system.</param>
    /// <param name="root">The directory in which all of it happens.</param>
    /// <param name="streams">The open streams.</param>
    public string On(IFileSystem fileSystem, string root, FileSystemStream?[] streams)
    {
#pragma warning disable CA1031 // Any exception is a result.
        try
        {
            var (path, to) = ($"{root}/{Path}", $"{root}/{To}");
            var result = Call switch
            {
                < Call.Attributes => OnPath(fileSystem, path, to),
                < Call.Open => OnInfo(fileSystem, path, to),
                Call.Open when streams[Slot] is not null => "open",
                Call.Open => Done(() => streams[Slot] =
                    fileSystem.FileStream.New(path, Mode, Access, Share, BufferSize, Options)),
                _ => streams[Slot] is { } stream ? OnStream(stream, streams) + OnDisk(fileSystem, stream) : "closed",
            };
            return result.Replace(root, "", StringComparison.Ordinal);
        }
        catch (Exception problem)
        {
            return problem.GetType().Name;
        }
#pragma warning restore CA1031
    }

    private string OnPath(IFileSystem fileSystem, string path, string to)
    {
        var (file, directory) = (fileSystem.File, fileSystem.Directory);
        return Call switch
        {
            Call.WriteText => Done(() => file.WriteAllText(path, Text)),
            Call.AppendText => Done(() => file.AppendAllText(path, Text)),
            Call.ReadText => file.ReadAllText(path),
            Call.AppendLines => Done(() => file.AppendAllLines(path, [Text, "é"])),
            Call.ReadLines => string.Join('|', file.ReadLines(path)),
            Call.Delete => Done(() => file.Delete(path)),
            Call.Move => Done(() => file.Move(path, to, Flag)),
            Call.Copy => Done(() => file.Copy(path, to, Flag)),
            Call.Replace => Done(() => file.Replace(path, to, Flag ? to + ".bak" : null)),
            Call.FileExists => $"{file.Exists(path)} {fileSystem.FileInfo.New(path).Exists}",
            Call.Length => Invariant($"{fileSystem.FileInfo.New(path).Length}"),
            Call.CreateDirectory => directory.CreateDirectory(path).Name,
            Call.DeleteDirectory => Done(() => directory.Delete(path, Flag)),
            Call.MoveDirectory => Done(() => directory.Move(path, to)),
            Call.DirectoryExists => directory.Exists(path).ToString(),
            Call.List => string.Join(' ', directory.GetFileSystemEntries(
                path, "*a*", Flag ? SearchOption.AllDirectories : SearchOption.TopDirectoryOnly)
                .Order(StringComparer.Ordinal)),
            _ => throw new InvalidOperationException("not a call with a path"),
        };
    }

    private string OnInfo(IFileSystem fileSystem, string path, string to)
    {
        var (file, directory) = (fileSystem.FileInfo.New(path), fileSystem.DirectoryInfo.New(path));
        return Call switch
        {
            Call.Attributes => Words(fileSystem.File.GetAttributes(path)),
            Call.InfoMove => Done(() => file.MoveTo(to, Flag)) + file.FullName,
            Call.InfoCopy => file.CopyTo(to, Flag).FullName,
            Call.InfoReplace => file.Replace(to, Flag ? to + ".bak" : null, ignoreMetadataErrors: Flag).FullName,
            Call.InfoDelete => Done(file.Delete),
            Call.InfoAttributes => $"{Words(file.Attributes)} {Words(directory.Attributes)}",
            Call.InfoCreateDirectory => Done(directory.Create),
            Call.InfoCreateSubdirectory => directory.CreateSubdirectory("e").FullName,
            Call.InfoMoveDirectory => Done(() => directory.MoveTo(to)) + directory.FullName,
            Call.InfoDeleteDirectory => Done(() => directory.Delete(Flag)),
            Call.InfoList => string.Join(' ', directory.GetFileSystemInfos().Select(info => info.FullName)
                .Order(StringComparer.Ordinal)),
            Call.ReadTextLater => fileSystem.File.ReadAllTextAsync(path).GetAwaiter().GetResult(),
            Call.WriteTextLater => Done(fileSystem.File.WriteAllTextAsync(path, Text).GetAwaiter().GetResult),
            Call.AppendLinesLater => Done(
                fileSystem.File.AppendAllLinesAsync(path, [Text, "é"]).GetAwaiter().GetResult),
            _ => throw new InvalidOperationException("not a call with an object"),
        };
    }

    private string OnStream(FileSystemStream stream, FileSystemStream?[] streams) => Call switch
    {
        Call.Write => Done(() => stream.Write(Letters)),
        Call.WriteByte => Done(() => stream.WriteByte((byte)'w')),
        Call.WriteLater => Done(stream.WriteAsync(Letters.AsMemory()).AsTask().GetAwaiter().GetResult),
        Call.Read => Read(buffer => stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)),
        Call.ReadByte => Invariant($"{stream.ReadByte()}"),
        Call.ReadOnce => Read(buffer => stream.Read(buffer.AsSpan())),
        Call.ReadLater => Read(buffer => stream.ReadAsync(buffer.AsMemory()).AsTask().GetAwaiter().GetResult()),
        Call.Seek => Invariant(
            $"{stream.Seek(Bytes - (Flag ? 0 : 3), (SeekOrigin)(Bytes % 3 < 0 ? 0 : Bytes % 3))}"),
        Call.SetPosition => Done(() => stream.Position = Bytes),
        Call.SetLength => Done(() => stream.SetLength(Bytes)),
        Call.Flush => Done(() => stream.Flush(Flag)),
        Call.FlushLater => Done(stream.FlushAsync().GetAwaiter().GetResult),
        Call.CopyTo => Read(buffer =>
        {
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return Math.Min((int)copy.Length, buffer.Length);
        }),
        Call.Close => Done(() =>
        {
            streams[Slot] = null;
            stream.Dispose();
        }),
        _ => throw new InvalidOperationException("not a call of a stream"),
    };

    /// <summary>Where the stream is, and how much of it a kill would leave.</summary>
    private string OnDisk(IFileSystem fileSystem, FileSystemStream stream)
    {
        var file = fileSystem.FileInfo.New(stream.Name);
        return (Call == Call.Close ? "" : Invariant($" at {stream.Position} of {stream.Length}"))
            + (file.Exists ? Invariant($", {file.Length} on the disk") : ", gone");
    }

    private static string Words(FileAttributes attributes) => attributes.ToString();

    private byte[] Letters => System.Text.Encoding.ASCII.GetBytes(Text);

    private string Text => new((char)('a' + (Bytes % 26)), Math.Max(0, Bytes));

    private string Read(Func<byte[], int> into)
    {
        var buffer = new byte[Math.Max(0, Bytes)];
        var read = into(buffer);
        var hash = System.Security.Cryptography.SHA256.HashData(buffer.AsSpan(0, read));
        return Invariant($"{read} ") + Convert.ToHexString(hash, 0, 6);
    }

    private static string Done(Action action)
    {
        action();
        return "done";
    }
}
