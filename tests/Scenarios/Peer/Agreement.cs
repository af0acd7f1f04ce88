using System.Text.RegularExpressions;

namespace Tests.Scenarios.Peer;

/// <summary>
/// When two replies say the same: when they are the same bytes, but for the commands named here. What 6.0.5 and 7.0
/// answer differently on purpose (texts of some errors, options that 7.0 has and 6.0.5 has not) is not drawn at all.
/// </summary>
internal static partial class Agreement
{
    /// <summary>Elements come in the order of a hash table, which is no promise.</summary>
    private static readonly string[] Unordered =
        ["SMEMBERS", "SINTER", "SUNION", "SDIFF", "SPOP", "SRANDMEMBER", "KEYS", "HKEYS", "HVALS"];

    /// <summary>The same, but each element and the next belong together.</summary>
    private static readonly string[] UnorderedPairs = ["HGETALL"];

    /// <summary>
    /// Times from now on. The two servers have clocks of their own, so only whether there is a deadline is compared.
    /// </summary>
    private static readonly string[] FromNow = ["TTL", "PTTL"];

    /// <summary>
    /// For each pending entry: how long ago it was delivered, and how often. No other part of the reply has two
    /// integers in a row.
    /// </summary>
    private const string Idle = "XPENDING";

    /// <summary>Whether replies of this command are compared as they are.</summary>
    public static bool IsExact(string name) =>
        !Unordered.Contains(name) && !UnorderedPairs.Contains(name) && !FromNow.Contains(name) && name != Idle;

    /// <summary>A reply in the form in which it is compared.</summary>
    public static string Comparable(string name, string reply) =>
        Unordered.Contains(name) ? Sorted(reply, together: 1)
        : UnorderedPairs.Contains(name) ? Sorted(reply, together: 2)
        : FromNow.Contains(name) && reply.Length > 3 && reply[0] == ':' && reply[1] != '-' ? ":(some time)"
        : name == Idle ? IdleTime().Replace(reply, ":(some time)\r\n:")
        : reply;

    [GeneratedRegex(@":\d+\r\n:")]
    private static partial Regex IdleTime();

    private static string Sorted(string reply, int together)
    {
        if (reply[0] != '*')
        {
            return reply;
        }

        // Elements are bulk strings: none of these commands nests.
        var items = new List<string>();
        for (var at = reply.IndexOf('\n', StringComparison.Ordinal) + 1; at < reply.Length;)
        {
            var end = reply.IndexOf('\n', at) + 1;
            end += int.Parse(reply.AsSpan(at + 1, end - at - 3), System.Globalization.CultureInfo.InvariantCulture) + 2;
            items.Add(reply[at..end]);
            at = end;
        }

        return string.Concat(
            items.Chunk(together).Select(static chunk => string.Concat(chunk)).Order(StringComparer.Ordinal).Prepend(
                $"*{items.Count}\r\n"));
    }
}
