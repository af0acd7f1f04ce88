using System.Globalization;
using System.Text;

namespace Aof.Load;

/// <summary>The types of files in a log of several files.</summary>
public enum ManifestFileType
{
    /// <summary>The result of the last rewrite: commands, or an RDB file.</summary>
    Base,

    /// <summary>Writes since that rewrite.</summary>
    Incremental,

    /// <summary>Replaced by a later rewrite and due for deletion; not part of the dataset.</summary>
    History,
}

/// <summary>A file that a manifest names.</summary>
/// <param name="Name">Its name, in the manifest's directory. One character is one byte.</param>
/// <param name="Sequence">Its number among the files of its type, from 1.</param>
/// <param name="Type">Its type.</param>
public sealed record ManifestFile(string Name, long Sequence, ManifestFileType Type);

/// <summary>
/// The manifest of a log in several files, as Redis 7.0 and later keep it. Each line is "file NAME seq N type b|i|h",
/// with the keys in any order; '#' begins a comment.
/// </summary>
public sealed class Manifest
{
    /// <summary>MANIFEST_MAX_LINE of Redis, in bytes.</summary>
    private const int MaxLineLength = 1024;

    /// <summary>What Redis trims from a line. Bytes above 127 are parts of names.</summary>
    private static readonly char[] Blanks = [' ', '\t', '\r', '\n'];

    private readonly List<ManifestFile> files = [];

    private Manifest()
    {
    }

    /// <summary>The files of the dataset in load order: the base, then the incremental files.</summary>
    public IEnumerable<ManifestFile> LoadOrder =>
        files.Where(static file => file.Type == ManifestFileType.Base).Concat(
        files.Where(static file => file.Type == ManifestFileType.Incremental));

    /// <summary>Reads a manifest.</summary>
    /// <param name="text">The whole text of the file. One character is one byte.</param>
    /// <param name="problem">The first error with its line number; empty: none.</param>
    /// <returns>Null when the manifest is invalid.</returns>
    public static Manifest? Parse(string text, out string problem)
    {
        var manifest = new Manifest();
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var isLast = i == lines.Length - 1;
            problem = lines[i].StartsWith('#') || (isLast && lines[i].Length == 0)
                ? ""
                : manifest.Add(lines[i], isWhole: !isLast);
            if (problem.Length > 0)
            {
                problem = Invariant($"line {i + 1}: {problem}");
                return null;
            }
        }

        problem = manifest.files.Count == 0 ? "it names no file" : "";
        return manifest.files.Count == 0 ? null : manifest;
    }

    /// <summary>Adds a line; returns its error, or an empty string.</summary>
    private string Add(string line, bool isWhole)
    {
        if (!isWhole || line.Length >= MaxLineLength)
        {
            return isWhole ? "it is too long" : "it does not end with a line feed";
        }

        var words = Words(line.Trim(Blanks));
        if (words is null || words.Count < 6 || words.Count % 2 != 0)
        {
            return "it should read: file NAME seq N type b|i|h";
        }

        var (name, sequence, type) = Parse(words);
        if (string.IsNullOrEmpty(name) || sequence <= 0 || type is null)
        {
            return "it should name a file, a number from 1 and a type b, i or h";
        }

        return Add(new ManifestFile(name, sequence, type.Value));
    }

    private static (string? Name, long Sequence, ManifestFileType? Type) Parse(List<string> words)
    {
        string? name = null;
        long sequence = 0;
        ManifestFileType? type = null;
        for (var i = 0; i < words.Count; i += 2)
        {
            switch (words[i].ToUpperInvariant())
            {
                case "FILE":
                    name = words[i + 1];
                    break;
                case "SEQ":
                    _ = long.TryParse(words[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out sequence);
                    break;
                case "TYPE":
                    type = TypeOf(words[i + 1]);
                    break;
                default:
                    break; // A later version may say more about a file.
            }
        }

        return (name, sequence, type);
    }

    private string Add(ManifestFile file)
    {
        if (file.Name.AsSpan().ContainsAny('/', '\\'))
        {
            return $"'{file.Name}' is a path, and not a name in the manifest's directory";
        }

        if (file.Name.Contains('\0', StringComparison.Ordinal))
        {
            return "a name with a NUL, which no file has";
        }

        if (file.Type == ManifestFileType.Base && files.Exists(static other => other.Type == ManifestFileType.Base))
        {
            return "a second base file";
        }

        if (file.Type == ManifestFileType.Incremental
            && files.Exists(other => other.Type == ManifestFileType.Incremental && other.Sequence >= file.Sequence))
        {
            return "incremental files out of order";
        }

        files.Add(file);
        return "";
    }

    private static ManifestFileType? TypeOf(string letter) => letter switch
    {
        "b" => ManifestFileType.Base,
        "i" => ManifestFileType.Incremental,
        "h" => ManifestFileType.History,
        _ => null,
    };

    /// <summary>
    /// Splits a line at blanks (sdssplitargs() of Redis). In double quotes a word may contain blanks and escapes, in
    /// single quotes blanks and \'. Null when a quote is not closed, or when a word goes on behind it.
    /// </summary>
    private static List<string>? Words(string line)
    {
        var words = new List<string>();
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] is ' ' or '\t')
            {
                continue;
            }

            if (Word(line, ref at) is not { } word)
            {
                return null;
            }

            words.Add(word);
        }

        return words;
    }

    private static string? Word(string line, ref int at)
    {
        var word = new StringBuilder();
        for (; at < line.Length && line[at] is not (' ' or '\t'); at++)
        {
            if (line[at] is not ('"' or '\''))
            {
                _ = word.Append(line[at]);
                continue;
            }

            var isClosed = Quoted(line, ref at, word);
            return isClosed && (at + 1 == line.Length || line[at + 1] is ' ' or '\t') ? word.ToString() : null;
        }

        return word.ToString();
    }

    /// <summary>Reads from a quote to its end; false when it has none.</summary>
    private static bool Quoted(string line, ref int at, StringBuilder word)
    {
        var quote = line[at];
        for (at++; at < line.Length; at++)
        {
            if (line[at] == quote)
            {
                return true;
            }

            var isEscape = line[at] == '\\' && at + 1 < line.Length && (quote == '"' || line[at + 1] == quote);
            if (isEscape && quote == '"' && at + 3 < line.Length && line[at + 1] == 'x'
                && IsHex(line.AsSpan(at + 2, 2), out var code))
            {
                _ = word.Append(code);
                at += 3;
            }
            else
            {
                _ = word.Append(isEscape ? Escaped(line[++at]) : line[at]);
            }
        }

        return false;
    }

    private static bool IsHex(ReadOnlySpan<char> digits, out char code)
    {
        var isHex = byte.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value);
        code = (char)value;
        return isHex;
    }

    private static char Escaped(char letter) => letter switch
    {
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'a' => '\a',
        'b' => '\b',
        _ => letter,
    };
}
