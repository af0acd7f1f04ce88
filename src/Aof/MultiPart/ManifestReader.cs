namespace Aof.MultiPart;

/// <summary>An error in a manifest.</summary>
/// <param name="Line">The number of the line, from 1; 0: of no line.</param>
/// <param name="Offset">Where that line begins, in bytes.</param>
/// <param name="Reason">A description.</param>
public sealed record ManifestError(int Line, long Offset, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Line == 0 ? Reason : Invariant($"line {Line}, at byte {Offset}: {Reason}");
}

/// <summary>
/// Reads a manifest by the rules of Redis 7.0 (aofLoadManifestFromFile()), and is stricter in three: a name is neither
/// empty nor has a NUL, a number leaves room for the next ones, and a manifest names at least one file. (Redis starts
/// with nothing on one that names none.)
/// </summary>
/// <remarks>
/// <list type="number">
/// <item>A line ends with a line feed and has at most 1,024 bytes with it. What a longer line has behind that is read
/// as a line of its own, even of a comment.</item>
/// <item>'#' at the beginning of a line makes it a comment. No other line is blank.</item>
/// <item>Other lines are pairs of words: file NAME, seq NUMBER and type LETTER, in any order, in any case of the keys.
/// A later pair wins over an earlier one with the same key. startoffset NUMBER and endoffset NUMBER are of Redis 8.0;
/// -1 is none. Other keys have no effect. There are at least three pairs.</item>
/// <item>A number is read as atoll() reads it, and is not 0. Of a type only the first letter counts.</item>
/// <item>A name has no directory. There is at most one base. The numbers of the increments grow from line to line,
/// from 1.</item>
/// </list>
/// </remarks>
internal sealed class ManifestReader
{
    /// <summary>MANIFEST_MAX_LINE of Redis, in bytes with the line feed.</summary>
    private const int MaxLine = 1024;

    /// <summary>Far more than a server counts to.</summary>
    private const long MaxSequence = 1L << 56;

    private const string Trimmed = " \t\r\n";

    private readonly List<ManifestFile> history = [];
    private readonly List<ManifestFile> increments = [];
    private ManifestFile? @base;

    /// <summary>Reads the whole text of a file, one character a byte. Either result is null.</summary>
    public static (Manifest? Manifest, ManifestError? Error) Read(string text)
    {
        var reader = new ManifestReader();
        var (line, next) = (1, 0);
        for (var at = 0; at < text.Length; (at, line) = (next, line + 1))
        {
            var end = text.IndexOf('\n', at, Math.Min(MaxLine, text.Length - at));
            next = end < 0 ? Math.Min(at + MaxLine, text.Length) : end + 1;
            if (reader.Add(text.AsSpan(at, next - at)) is { } reason)
            {
                return (null, new ManifestError(line, at, reason));
            }
        }

        var manifest = new Manifest(reader.@base, [.. reader.history], [.. reader.increments]);
        return text.Length == 0 ? (null, new ManifestError(0, 0, "it is empty"))
            : manifest.IsEmpty && reader.history.Count == 0 ? (null, new ManifestError(0, 0, "it names no file"))
            : (manifest, null);
    }

    /// <summary>Adds a line; returns its error, or null.</summary>
    private string? Add(ReadOnlySpan<char> line)
    {
        if (line[0] == '#')
        {
            return null;
        }

        if (line.Contains('\0') || line[^1] != '\n')
        {
            return line.Length == MaxLine ? "it is too long" : "it does not end with a line feed";
        }

        var words = ManifestWords.Split(line.Trim(Trimmed));
        if (words is null || words.Count < 6 || words.Count % 2 != 0)
        {
            return "it should read: file NAME seq N type b|i|h";
        }

        var (file, isTyped) = Parse(words);
        return file.Name.Length == 0 || file.Sequence == 0 || !isTyped
            ? "it should name a file, a number and a type b, i or h"
            : Add(file);
    }

    private static (ManifestFile File, bool IsTyped) Parse(List<string> words)
    {
        var (file, isTyped) = (new ManifestFile("", 0, default), false);
        for (var i = 0; i < words.Count; i += 2)
        {
            var (key, value) = (words[i], words[i + 1]);
            var type = Is(key, "type") ? TypeOf(value) : null;
            isTyped = Is(key, "type") ? type is not null : isTyped;
            file = Is(key, "file") ? file with { Name = value }
                : Is(key, "seq") ? file with { Sequence = Number(value) }
                : Is(key, "type") ? file with { Type = type ?? default }
                : Is(key, "startoffset") ? file with { StartOffset = OffsetOf(value) }
                : Is(key, "endoffset") ? file with { EndOffset = OffsetOf(value) }
                : file; // A later version may say more about a file.
        }

        return (file, isTyped);
    }

    private static long? OffsetOf(string word) => Number(word) is not -1 and var offset ? offset : null;

    private string? Add(ManifestFile file)
    {
        if (file.Name.AsSpan().ContainsAny('/', '\\'))
        {
            return $"'{file.Name}' is a path, and not a name in the manifest's directory";
        }

        if (file.Name.Contains('\0', StringComparison.Ordinal))
        {
            return "a name with a NUL, which no file has";
        }

        if (file.Sequence > MaxSequence)
        {
            return "a number that leaves no room for the next ones";
        }

        switch (file.Type)
        {
            case ManifestFileType.Base when @base is not null:
                return "a second base file";
            case ManifestFileType.Base:
                @base = file;
                return null;
            case ManifestFileType.History:
                history.Add(file);
                return null;
            case ManifestFileType.Increment:
            default:
                if (file.Sequence <= increments.LastOrDefault()?.Sequence || file.Sequence < 0)
                {
                    return "incremental files out of order";
                }

                increments.Add(file);
                return null;
        }
    }

    private static bool Is(string word, string key) => word.Equals(key, StringComparison.OrdinalIgnoreCase);

    private static ManifestFileType? TypeOf(string word) => word switch
    {
        ['b', ..] => ManifestFileType.Base,
        ['i', ..] => ManifestFileType.Increment,
        ['h', ..] => ManifestFileType.History,
        _ => null,
    };

    /// <summary>atoll() of C: blanks, a sign, digits, and anything behind them. A huge number is merely huge.</summary>
    private static long Number(string word)
    {
        var text = word.AsSpan().TrimStart(" \t\n\v\f\r");
        var value = 0L;
        foreach (var digit in text is ['-' or '+', ..] ? text[1..] : text)
        {
            if (!char.IsAsciiDigit(digit))
            {
                break;
            }

            value = (Math.Min(value, MaxSequence) * 10) + (digit - '0');
        }

        return text is ['-', ..] ? -value : value;
    }
}
