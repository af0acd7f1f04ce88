using System.Text.Json;

namespace Sim.Report;

/// <summary>
/// One page that needs only a browser: style, scripts and data are inside, and it uses no network. Equal data give
/// equal pages, byte for byte.
/// </summary>
internal static class PageFile
{
    /// <summary>
    /// The default encoder of System.Text.Json escapes all HTML and non-ASCII characters, so data cannot end their
    /// element.
    /// </summary>
    private static readonly JsonSerializerOptions Format = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Fills a page.</summary>
    /// <param name="page">The file of its markup, in the folder Page.</param>
    /// <param name="scripts">The files of its scripts, in order.</param>
    /// <param name="data">What the scripts read.</param>
    public static string Of<TData>(string page, IReadOnlyList<string> scripts, TData data) => Resource(page)
        .Replace("/*STYLE*/", Resource("page.css"), StringComparison.Ordinal)
        .Replace("/*SCRIPT*/", string.Concat(scripts.Select(Resource)), StringComparison.Ordinal)
        .Replace("/*DATA*/", JsonSerializer.Serialize(data, Format), StringComparison.Ordinal);

    private static string Resource(string name)
    {
        using var stream = typeof(PageFile).Assembly.GetManifestResourceStream("Sim.Report.Page." + name)
            ?? throw new InvalidOperationException("the assembly lacks its page: " + name);
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
