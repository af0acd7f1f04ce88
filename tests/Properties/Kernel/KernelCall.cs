using System.Globalization;
using System.Text;
using Sim.Os;

namespace Tests.Properties.Kernel;

/// <summary>The calls of the ports; the last two are the ends of a child that shares descriptors.</summary>
public enum Verb
{
    Open,
    OpenDirectory,
    Read,
    Write,
    Size,
    SeekEnd,
    Truncate,
    Sync,
    SyncData,
    Close,
    Rename,
    Unlink,
    MakeDirectory,
    List,
    Pipe,
    Readable,
    Writable,
    ReadAt,
    WriteAt,
    Seek,
    Allocate,
    Lock,
    RemoveDirectory,
    Exists,
    Fork,
    Exit,
}

/// <summary>One system call as plain data. What a verb has no use for is left as it is.</summary>
public sealed record KernelCall(Verb Verb)
{
    private const int ShownWhole = 24;

    /// <summary>As long as the longest write, and once more round.</summary>
    private static readonly byte[] Alphabet = [.. Enumerable.Range(0, 70_000 + 26).Select(i => (byte)('a' + (i % 26)))];

    public int Fd { get; init; }

    public string Path { get; init; } = "";

    public string To { get; init; } = "";

    public OpenMode Mode { get; init; }

    /// <summary>How many bytes are read or written; the new size for ftruncate.</summary>
    public int Bytes { get; init; }

    /// <summary>The offset of a call that has one.</summary>
    public long Offset { get; init; }

    /// <summary>The lock that is asked for.</summary>
    public FileLock Lock { get; init; }

    /// <summary>The first letter of what is written; the others follow it in the alphabet, round and round.</summary>
    public char Letter { get; init; } = 'a';

    /// <summary>True when the forked child calls, and not its parent.</summary>
    public bool ByChild { get; init; }

    /// <summary>Makes the call; its result in words.</summary>
    internal string On(IFiles files, IPipes pipes, Numbers numbers) =>
        (this with { Fd = numbers.Kernel(Fd) }).Call(files, pipes, numbers);

    private string Call(IFiles files, IPipes pipes, Numbers numbers) => Verb switch
    {
        Verb.Open => ResultOf(files.Open(Path, Mode), numbers.Script),
        Verb.OpenDirectory => ResultOf(files.OpenDirectory(Path), numbers.Script),
        Verb.Read => Read((files, buffer) => files.Read(Fd, buffer), files),
        Verb.Write => ResultOf(files.Write(Fd, Alphabet.AsSpan(Letter - 'a', Bytes))),
        Verb.Size => IsDirectory(files) ? "of a directory" : ResultOf(files.Size(Fd)),
        Verb.SeekEnd => IsDirectory(files) ? "of a directory" : ResultOf(files.SeekEnd(Fd)),
        Verb.Truncate => files.Truncate(Fd, Bytes).ToString(),
        Verb.Sync => files.Sync(Fd).ToString(),
        Verb.SyncData => files.SyncData(Fd).ToString(),
        Verb.Close => files.Close(Fd).ToString(),
        Verb.Rename => files.Rename(Path, To).ToString(),
        Verb.Unlink => files.Unlink(Path).ToString(),
        Verb.MakeDirectory => files.MakeDirectory(Path).ToString(),
        Verb.List => ResultOf(files.List(Path), names => string.Join(' ', names)),
        Verb.Pipe =>
            ResultOf(pipes.Create(), ends => $"{numbers.Script(ends.ReadEnd)} <- {numbers.Script(ends.WriteEnd)}"),
        Verb.Readable => pipes.Readable(Fd).ToString(),
        Verb.Writable => pipes.Writable(Fd).ToString(),
        Verb.ReadAt => Read((files, buffer) => files.ReadAt(Fd, buffer, Offset), files),
        Verb.WriteAt => ResultOf(files.WriteAt(Fd, Alphabet.AsSpan(Letter - 'a', Bytes), Offset)),
        Verb.Seek => IsDirectory(files) ? "of a directory" : ResultOf(files.Seek(Fd, Offset)),
        Verb.Allocate => files.Allocate(Fd, Offset, Bytes).ToString(),
        Verb.Lock => files.Lock(Fd, Lock).ToString(),
        Verb.RemoveDirectory => files.RemoveDirectory(Path).ToString(),
        Verb.Exists => files.Exists(Path).ToString(),
        Verb.Fork or Verb.Exit =>
            throw new InvalidOperationException("Processes are the business of the machine that runs the script."),
        _ => throw new ArgumentOutOfRangeException(nameof(files), Verb, "no such call"),
    };

    public override string ToString()
    {
        var arguments = Verb switch
        {
            Verb.Open => $"\"{Shortened(Path)}\", {Mode}",
            Verb.Rename => $"\"{Shortened(Path)}\", \"{Shortened(To)}\"",
            Verb.OpenDirectory or Verb.Unlink or Verb.MakeDirectory or Verb.RemoveDirectory or Verb.Exists
                or Verb.List => $"\"{Shortened(Path)}\"",
            Verb.Write => Invariant($"{Fd}, '{Letter}'.., {Bytes}"),
            Verb.Read or Verb.Truncate => Invariant($"{Fd}, {Bytes}"),
            Verb.ReadAt or Verb.WriteAt or Verb.Allocate => Invariant($"{Fd}, {Bytes} at {Offset}"),
            Verb.Seek => Invariant($"{Fd}, {Offset}"),
            Verb.Lock => Invariant($"{Fd}, {Lock}"),
            Verb.Pipe or Verb.Fork or Verb.Exit => "",
            _ => Fd.ToString(CultureInfo.InvariantCulture),
        };
        return $"{(ByChild ? "child: " : "")}{Verb}({arguments})";
    }

    /// <summary>Bytes for people: short ones as they are, long ones by their ends and a hash.</summary>
    public static string Shown(ReadOnlySpan<byte> bytes)
    {
        var text = Encoding.Latin1.GetString(bytes[..Math.Min(bytes.Length, ShownWhole)]).Replace(
            "\0", "\\0", StringComparison.Ordinal);
        var hash = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(bytes).AsSpan(0, 6));
        return bytes.Length <= ShownWhole
            ? Invariant($"{bytes.Length} \"{text}\"")
            : Invariant($"{bytes.Length} \"{text}..\" #{hash}");
    }

    private static string Shortened(string path) =>
        path.Length <= ShownWhole
        ? path
        : Invariant($"{path[..4]}..({path.Length} characters)");

    private static string ResultOf<T>(SysResult<T> result, Func<T, string>? text = null) =>
        !result.Ok
        ? result.Error.ToString()
        : text is null ? Invariant($"{result.Value}") : text(result.Value);

    /// <summary>
    /// Where the end of a directory is, and whether it can be sought at all, each file system decides for itself (ext4
    /// gives the end of its hash order, tmpfs refuses); the subsystem never asks. So that alone is not compared.
    /// </summary>
    private bool IsDirectory(IFiles files) => files.Read(Fd, []).Error == Errno.EISDIR;

    private string Read(Func<IFiles, byte[], SysResult<int>> read, IFiles files)
    {
        var buffer = new byte[Bytes];
        var result = read(files, buffer);
        return result.Ok ? Shown(buffer.AsSpan(0, result.Value)) : result.Error.ToString();
    }
}
