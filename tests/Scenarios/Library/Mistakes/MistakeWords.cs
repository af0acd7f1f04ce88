namespace Tests.Scenarios.Library.Mistakes;

/// <summary>Names of mistakes in a document.</summary>
internal static class MistakeWords
{
    /// <summary>A mistake in words: "Log is not synced".</summary>
    public static string Of(Mistake mistake) => string.Concat(mistake.ToString().Select((letter, i) =>
        i > 0 && char.IsUpper(letter) ? " " + char.ToLowerInvariant(letter) : letter.ToString()));
}
