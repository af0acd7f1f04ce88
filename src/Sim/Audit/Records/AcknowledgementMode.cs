using System.Text.RegularExpressions;

namespace Sim.Audit.Records;

/// <summary>How a program acknowledges, where it is not by lines, as the command line and a record have it.</summary>
public static class AcknowledgementMode
{
    /// <summary>Redis's protocol: each request is begun, and its reply acknowledges it.</summary>
    public const string Redis = "redis";

    /// <summary>Any protocol in which a reply follows each request. A pattern may follow a colon.</summary>
    public const string Replies = "replies";

    private const string FirstLine = "^[^\\r\\n]*";

    /// <summary>Why this is no such word; null when it is, or is empty.</summary>
    public static string? Complaint(string word)
    {
        if (word.Split(':')[0] != Replies)
        {
            return word is "" or Redis ? null : $"takes {Redis} or {Replies}[:REGEX], not '{word}'";
        }

        try
        {
            _ = Pattern(word);
            return null;
        }
        catch (ArgumentException problem)
        {
            return $"takes no such pattern: {problem.Message}";
        }
    }

    /// <summary>The pattern of the requests that are promises; null where all promise, or none.</summary>
    public static Regex? Pattern(string word) => word.Split(':', 2) is [Replies, .. var given]
        ? new Regex(given is [var pattern] ? pattern : FirstLine)
        : null;
}
