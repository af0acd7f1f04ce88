using System.Globalization;
using Sim.Machine.Disk;

namespace Sim.Kernel.Histories;

/// <summary>What a step of a failure story does.</summary>
public enum FailureKind
{
    /// <summary>
    /// One write of data fails with EIO: "fail data b" by a letter in it, "fail data b 1" after one more.
    /// </summary>
    FailData,

    /// <summary>
    /// One write of data fails with ENOSPC, as on a device that has promised more room than it has: "full data b".
    /// </summary>
    FullData,

    /// <summary>One write to the journal of the file system fails: "fail journal".</summary>
    FailJournal,

    /// <summary>One flush fails: "fail flush".</summary>
    FailFlush,

    /// <summary>Opens a file under another name for its descriptor: "open log second".</summary>
    Open,

    /// <summary>Writes: "write log end b100", "write log 0 b4096".</summary>
    Write,

    /// <summary>Sets the size: "trunc log 8192".</summary>
    Trunc,

    /// <summary>fsync(2) of a descriptor.</summary>
    Fsync,

    /// <summary>Reads a file by its path, on a descriptor of its own.</summary>
    Read,

    /// <summary>The cache drops the clean pages of a file.</summary>
    Evict,
}

/// <summary>One step of a failure story.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="File">The file or descriptor; the letter of a failing write.</param>
/// <param name="Name">The name of the new descriptor; otherwise empty.</param>
/// <param name="Number">An offset or a size in bytes, -1 for the end; how many failing writes pass first.</param>
/// <param name="Data">The content of a write, as <see cref="ContentText"/>.</param>
public sealed record FailureStep(
    FailureKind Kind, string File = "", string Name = "", long Number = 0, string Data = "")
{
    /// <summary>The step as text.</summary>
    public override string ToString() => Kind switch
    {
        FailureKind.FailData => Number == 0 ? $"fail data {File}" : Invariant($"fail data {File} {Number}"),
        FailureKind.FullData => $"full data {File}",
        FailureKind.FailJournal => "fail journal",
        FailureKind.FailFlush => "fail flush",
        FailureKind.Open => $"open {File} {Name}",
        FailureKind.Write => Invariant($"write {File} {(Number < 0 ? "end" : Invariant($"{Number}"))} {Data}"),
        FailureKind.Trunc => Invariant($"trunc {File} {Number}"),
        _ => $"{Kind.ToString().ToLowerInvariant()} {File}",
    };

    /// <summary>The step of a text.</summary>
    /// <exception cref="FormatException">The text is not a step.</exception>
    public static FailureStep Parse(string text) => text.Split(' ') switch
    {
        ["fail", "data", var letter] => new(FailureKind.FailData, letter),
        ["fail", "data", var letter, var after] => new(FailureKind.FailData, letter, Number: Parsed(after)),
        ["full", "data", var letter] => new(FailureKind.FullData, letter),
        ["fail", "journal"] => new(FailureKind.FailJournal),
        ["fail", "flush"] => new(FailureKind.FailFlush),
        ["open", var file, var name] => new(FailureKind.Open, file, name),
        ["write", var file, "end", var data] => new(FailureKind.Write, file, Number: -1, Data: data),
        ["write", var file, var offset, var data] => new(FailureKind.Write, file, Number: Parsed(offset), Data: data),
        ["trunc", var file, var size] => new(FailureKind.Trunc, file, Number: Parsed(size)),
        ["fsync", var file] => new(FailureKind.Fsync, file),
        ["read", var file] => new(FailureKind.Read, file),
        ["evict", var file] => new(FailureKind.Evict, file),
        _ => throw new FormatException($"'{text}' is not a step such as 'fail data b'"),
    };

    private static long Parsed(string word) => long.Parse(word, CultureInfo.InvariantCulture);
}

/// <summary>
/// Calls on a disk of which one request fails, and then a power loss. Each call is recorded with its result.
/// </summary>
/// <param name="Name">Its name in records.</param>
/// <param name="Initial">What the disk holds at first, as <see cref="StateText"/>. All of it is durable, and each file
/// is open under its name.</param>
/// <param name="Steps">The steps.</param>
public sealed record FailureStory(string Name, string Initial, IReadOnlyList<FailureStep> Steps)
{
    /// <summary>The result of a call that succeeded and returns nothing.</summary>
    public const string Good = "ok";

    /// <summary>The disk before the first step.</summary>
    public DiskImage InitialImage => StateText.Parse(Initial);

    /// <summary>The stories that are recorded.</summary>
    public static IReadOnlyList<FailureStory> All { get; } =
    [
        Of("overwrite", "write log 0 b4096", "fail data b",
            "fsync log", "fsync log", "read log", "evict log", "read log"),
        Of("overwrite-full", "write log 0 b4096", "full data b",
            "fsync log", "fsync log", "read log", "evict log", "read log"),
        Of("append-full", "write log end b5000", "full data b",
            "fsync log", "write log end c100", "fsync log", "read log"),
        Of("append-block", "write log end b4096", "fail data b",
            "fsync log", "fsync log", "read log", "evict log", "read log"),
        Of("append-small", "write log end b100", "fail data b",
            "fsync log", "read log", "write log end c100", "fsync log", "read log"),
        Of("append-whole-again", "write log end b4096", "fail data b", "fsync log", "write log 8192 c4096", "fsync log",
            "read log"),
        Of("append-evicted", "write log end b100", "fail data b", "fsync log", "evict log", "write log end c100",
            "fsync log", "read log"),
        Of("append-cut", "write log end b100", "fail data b", "fsync log", "trunc log 8192", "write log end c200",
            "fsync log", "read log"),
        Of("append-next-block", "write log end b4096", "fail data b", "fsync log", "write log end c100", "fsync log",
            "read log"),
        Of("again", "write log 0 b4096", "fail data b", "fsync log", "write log 0 c4096", "fsync log", "read log"),
        Of("each-descriptor", "open log second", "write log 0 b4096", "fail data b", "fsync log", "fsync log",
            "fsync second", "fsync second", "open log third", "fsync third"),
        Of("final-place", "write log 0 b4096", "fail data b 1", "fsync log", "fsync log", "read log"),
        Of("journal", "write log end b100", "fail journal", "fsync log", "fsync log", "read log",
            "write log end c100", "fsync log", "open log second", "fsync second"),
        On("log=a8192 other=a100", "journal-other", "write other end d100", "write log end b100", "fail journal",
            "fsync log", "fsync other", "fsync other", "read other", "write other end e100", "fsync other"),
        Of("flush", "write log end b100", "fail flush", "fsync log", "fsync log", "read log",
            "write log end c100", "fsync log", "open log second", "fsync second"),
    ];

    /// <summary>A story whose steps are given as text, on a log of two blocks.</summary>
    private static FailureStory Of(string name, params string[] steps) => On("log=a8192", name, steps);

    private static FailureStory On(string initial, string name, params string[] steps) =>
        new(name, initial, [.. steps.Select(FailureStep.Parse)]);
}
