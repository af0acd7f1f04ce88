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
    Open,
    Write,
    Read,
    Seek,
    SetLength,
    Flush,
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

    /// <summary>Which of the open streams.</summary>
    public int Slot { get; init; }

    public int Bytes { get; init; }

    /// <summary>Makes the call; its result in words, or the name of its exception.</summary>
    /// <param name="fileSystem">The file system.</param>
    /// <param name="root">The directory in which all of it happens.</param>
    /// <param name="streams">The open streams.</param>
    public string On(IFileSystem fileSystem, string root, Stream?[] streams)
    {
#pragma warning disable CA1031 // Any exception is a result.
        try
        {
            return Call < Call.Open
                ? OnPath(fileSystem, $"{root}/{Path}", $"{root}/{To}").Replace(root, "", StringComparison.Ordinal)
                : OnStream(fileSystem, $"{root}/{Path}", streams);
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

    private string OnStream(IFileSystem fileSystem, string path, Stream?[] streams)
    {
        var stream = streams[Slot];
        if (Call == Call.Open)
        {
            return stream is not null ? "open" : Done(() => streams[Slot] =
                fileSystem.FileStream.New(path, Mode, Access, Share, bufferSize: 1));
        }

        return stream is null ? "closed" : Call switch
        {
            Call.Write => Done(() => stream.Write(System.Text.Encoding.ASCII.GetBytes(Text))),
            Call.Read => Read(stream),
            Call.Seek => Invariant($"{stream.Seek(Bytes, Flag ? SeekOrigin.End : SeekOrigin.Begin)}"),
            Call.SetLength => Done(() => stream.SetLength(Bytes)),
            Call.Flush => Done(() => ((FileSystemStream)stream).Flush(Flag)) + Invariant($" {stream.Length}"),
            Call.Close => Done(() =>
            {
                streams[Slot] = null;
                stream.Dispose();
            }),
            _ => throw new InvalidOperationException("not a call of a stream"),
        };
    }

    private string Text => new((char)('a' + (Bytes % 26)), Math.Max(0, Bytes));

    private string Read(Stream stream)
    {
        var buffer = new byte[Math.Max(0, Bytes)];
        var read = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(buffer.AsSpan(0, read)), 0, 6);
    }

    private static string Done(Action action)
    {
        action();
        return "done";
    }
}
