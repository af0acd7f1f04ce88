using System.Globalization;

namespace Sim.Kernel.Histories;

/// <summary>What a call of a history does.</summary>
public enum CallKind
{
    /// <summary>Creates a file.</summary>
    Create,

    /// <summary>Creates a directory.</summary>
    Mkdir,

    /// <summary>Writes at an offset, or at the end of the file.</summary>
    Write,

    /// <summary>Writes as <see cref="Write"/> does, on a descriptor with O_DSYNC.</summary>
    Dsync,

    /// <summary>Sets the size.</summary>
    Trunc,

    /// <summary>fallocate(2) of all bytes up to an offset. A smaller file grows.</summary>
    Allocate,

    /// <summary>Renames a file or directory.</summary>
    Rename,

    /// <summary>Removes a name. The file stays open under it.</summary>
    Unlink,

    /// <summary>fsync(2) of a file or directory.</summary>
    Fsync,

    /// <summary>fdatasync(2) of a file or directory.</summary>
    Fdatasync,
}

/// <summary>
/// One call of a history. A path leads to the file that has the name now, or had it last. As text: "write log end
/// b100", "write log 4096 b100", "dsync log end b100", "trunc log 5000", "allocate log 9000", "rename temp log",
/// "fsync .".
/// </summary>
/// <param name="Kind">What it does.</param>
/// <param name="Path">The file or directory.</param>
/// <param name="To">The new name of a rename; otherwise empty.</param>
/// <param name="Offset">
/// The offset of a write, or the size of a truncation or an allocation, in bytes; -1 for the end of the file.
/// </param>
/// <param name="Data">The content of a write as <see cref="ContentText"/>; otherwise empty.</param>
public sealed record HistoryCall(CallKind Kind, string Path, string To = "", long Offset = -1, string Data = "")
{
    private const string End = "end";

    /// <summary>The call as text.</summary>
    public override string ToString()
    {
        var offset = Offset < 0 ? End : Offset.ToString(CultureInfo.InvariantCulture);
        var name = $"{Kind.ToString().ToLowerInvariant()} {Path}";
        return Kind switch
        {
            CallKind.Write or CallKind.Dsync => $"{name} {offset} {Data}",
            CallKind.Trunc or CallKind.Allocate => $"{name} {offset}",
            CallKind.Rename => $"{name} {To}",
            _ => name,
        };
    }

    /// <summary>The call of a text.</summary>
    /// <exception cref="FormatException">The text is not a call.</exception>
    public static HistoryCall Parse(string text)
    {
        var words = text.Split(' ');
        if (words.Length < 2 || !Enum.TryParse<CallKind>(words[0], ignoreCase: true, out var kind)
            || words.Length != Words(kind))
        {
            throw new FormatException($"'{text}' is not a call such as 'write log end b100'");
        }

        return kind switch
        {
            CallKind.Write or CallKind.Dsync => new(kind, words[1], Offset: ParseOffset(words[2]), Data: words[3]),
            CallKind.Trunc or CallKind.Allocate => new(kind, words[1], Offset: ParseOffset(words[2])),
            CallKind.Rename => new(kind, words[1], To: words[2]),
            _ => new(kind, words[1]),
        };
    }

    private static int Words(CallKind kind) => kind switch
    {
        CallKind.Write or CallKind.Dsync => 4,
        CallKind.Trunc or CallKind.Allocate or CallKind.Rename => 3,
        _ => 2,
    };

    private static long ParseOffset(string word) => word == End ? -1 : long.Parse(word, CultureInfo.InvariantCulture);
}
