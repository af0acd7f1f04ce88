using Sim.Machine.Disk;
using Sim.Os;

namespace Sim.Kernel.Histories;

/// <summary>
/// The files and directories of a disk on one line, in the order of their paths: log=a100 temp=empty d/.
/// </summary>
public static class StateText
{
    private const string Nothing = "(nothing)";

    private const string NoMount = "(unmountable";

    /// <summary>The state of a file system that cannot be mounted.</summary>
    public static string Unmountable(Errno error) => $"{NoMount}: {error})";

    /// <summary>True for the state of a file system that cannot be mounted.</summary>
    public static bool IsUnmountable(string text) => text.StartsWith(NoMount, StringComparison.Ordinal);

    /// <summary>The disk that a text describes.</summary>
    /// <exception cref="FormatException">The text is not in this notation.</exception>
    public static DiskImage Parse(string text)
    {
        var entries = new List<DiskImage.Entry>();
        foreach (var word in text == Nothing ? [] : text.Split(' '))
        {
            var equals = word.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 && !word.EndsWith('/'))
            {
                throw new FormatException($"'{word}' is not a file such as log=a100, and not a directory such as d/");
            }

            entries.Add(equals < 0 ? new(word[..^1], Content: null) : File(word[..equals], word[(equals + 1)..]));
        }

        entries.Sort((left, right) => string.CompareOrdinal(left.Path, right.Path));
        return new DiskImage([.. entries], origin: null);
    }

    /// <summary>The text of a disk.</summary>
    public static string Of(DiskImage image) => image.Count == 0
        ? Nothing
        : string.Join(' ', image.Entries.Select(
            entry => entry.IsDirectory ? entry.Path + "/" : $"{entry.Path}={ContentText.Of(entry.Content.Span)}"));

    private static DiskImage.Entry File(string path, string content)
    {
        var bytes = ContentText.Parse(content);
        return new DiskImage.Entry(path, new FileContent(bytes, bytes.Length));
    }
}
