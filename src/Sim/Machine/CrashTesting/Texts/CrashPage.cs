using System.Globalization;
using System.Net;
using System.Text;
using Sim.Machine.Disk;

namespace Sim.Machine.CrashTesting.Texts;

/// <summary>
/// A failure as one page that needs only a browser: its story, the steps before the crash, and the bytes of the files
/// that the crash left.
/// </summary>
internal static class CrashPage
{
    private const int RowBytes = 16;
    private const int MaxRows = 256;

    /// <summary>The style is that of the explorer's report.</summary>
    private static readonly string Style = ReadStyle();

    /// <summary>The page, as HTML that is XML, too.</summary>
    /// <param name="story">The story.</param>
    /// <param name="wrong">What is wrong, in one sentence.</param>
    /// <param name="token">The token.</param>
    /// <param name="steps">The steps before the crash, in words.</param>
    /// <param name="image">The files that the crash left.</param>
    public static string Of(string story, string wrong, string token, IEnumerable<string> steps, DiskImage image)
    {
        var lines = story.Split('\n');
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head><meta charset="utf-8" /><title>{Text(lines[0])}</title><style>{Style}</style></head>
            <body class="broken">
            <p id="title">{Text(lines[0])}</p>
            <h1>{Text(wrong)}</h1>
            <p class="replay">token <code>{Text(token)}</code></p>
            <section><h2>What happened</h2><pre>{Text(string.Join('\n', lines.Skip(1)))}</pre></section>
            <section><h2>The steps before the crash</h2><ul>{string.Concat(steps.Select(Item))}</ul></section>
            <section><h2>The files that the crash left</h2>{string.Concat(image.Entries.Select(File))}</section>
            </body>
            </html>

            """;
    }

    private static string Item(string text) => $"<li>{Text(text)}</li>\n";

    private static string File(DiskEntry entry) => entry.IsDirectory
        ? $"<p>{Text(entry.Path)}/</p>\n"
        : Invariant($"<details><summary>{Text(entry.Path)}, {entry.Content.Length} bytes</summary>")
            + $"<pre>{Bytes(entry.Content.Span)}</pre></details>\n";

    /// <summary>Rows of offset, bytes and letters. Rows that are equal to the one before are left out.</summary>
    private static string Bytes(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        var rows = 0;
        for (var at = 0; at < bytes.Length && rows < MaxRows; at += RowBytes)
        {
            var row = bytes[at..Math.Min(bytes.Length, at + RowBytes)];
            if (at == 0 || !row.SequenceEqual(bytes[(at - RowBytes)..at]))
            {
                var hex = Convert.ToHexStringLower(row);
                _ = text.Append(CultureInfo.InvariantCulture, $"{at,8}  {hex,-2 * RowBytes}  ").Append(
                    Text(Encoding.Latin1.GetString(row))).Append('\n');
                rows++;
            }
        }

        return text.Append(rows == MaxRows ? "and more\n" : "").ToString();
    }

    /// <summary>Text for HTML. A letter that is no text becomes a dot.</summary>
    private static string Text(string text) => WebUtility.HtmlEncode(string.Concat(text.Select(
        letter => letter is '\n' or (>= ' ' and <= '~') || char.IsLetter(letter) ? letter : '.')));

    private static string ReadStyle()
    {
        using var stream = typeof(CrashPage).Assembly.GetManifestResourceStream("page.css")
            ?? throw new InvalidOperationException("the assembly lacks its style");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
