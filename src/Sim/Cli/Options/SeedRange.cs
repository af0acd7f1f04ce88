using System.Globalization;

namespace Sim.Cli.Options;

/// <summary>A range of seeds, both ends included; written 1..200, or 7 for a single one.</summary>
/// <param name="First">The first seed.</param>
/// <param name="Last">The last seed, not below the first.</param>
public readonly record struct SeedRange(ulong First, ulong Last)
{
    private const string Between = "..";

    /// <summary>The number of seeds.</summary>
    public ulong Count => Last - First + 1;

    /// <summary>
    /// Reads a range. False when the text is not one, when it runs backwards, or when it contains all 2^64 seeds: their
    /// number does not fit.
    /// </summary>
    public static bool TryParse(string text, out SeedRange range)
    {
        range = default;
        var split = text.IndexOf(Between, StringComparison.Ordinal);
        var firstText = split < 0 ? text : text[..split];
        var lastText = split < 0 ? text : text[(split + Between.Length)..];
        if (!TryParseSeed(firstText, out var first) || !TryParseSeed(lastText, out var last) || last < first)
        {
            return false;
        }

        range = new SeedRange(first, last);
        return range.Count != 0;
    }

    /// <summary>Reads one seed: digits only.</summary>
    public static bool TryParseSeed(string text, out ulong seed) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out seed);
}
