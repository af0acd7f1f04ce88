using System.Text;
using System.Text.RegularExpressions;
using Aof.Data;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Tests.Scenarios.Peer;

/// <summary>What 7.0 does not put into a log, so that it is not asked for.</summary>
internal enum Forgotten
{
    Nothing,

    /// <summary>That a consumer has read again what is pending for him: as it runs, 7.0 does not log that.</summary>
    Redeliveries,

    /// <summary>
    /// That an entry is pending which the stream has lost: 7.0 rewrites it to an XCLAIM that does nothing.
    /// </summary>
    PendingOfLost,
}

/// <summary>
/// What a server says of streams besides their entries, of which alone DEBUG DIGEST knows: last ids, groups, what is
/// pending; no times, for there are two clocks.
/// </summary>
internal static partial class StreamNotes
{
    /// <summary>What ours says of the streams of a dataset.</summary>
    public static string Of(TestServer world, Dataset streams, Forgotten forgotten)
    {
        var session = new Session(new Reply());
        return NotesFrom(words => world.Send(session, [.. words.Select(Bytes.Of)]), streams, forgotten);
    }

    /// <summary>What the real one says of them.</summary>
    public static string Of(RealPeer peer, Dataset streams, Forgotten forgotten)
    {
        using var client = peer.Connect();
        return NotesFrom(words => client.Send(words), streams, forgotten);
    }

    private static string NotesFrom(Func<string[], string> ask, Dataset streams, Forgotten forgotten)
    {
        var notes = new StringBuilder();
        for (var i = 0; i < streams.DatabaseCount; i++)
        {
            _ = ask(["SELECT", $"{i}"]);
            foreach (var key in streams[i].Entries.Where(static entry => entry.Value is StreamValue).Select(
                static entry => entry.Key.ToLatin1()).ToList())
            {
                var ids = Ids().Matches(ask(["XINFO", "STREAM", key]) + ask(["XINFO", "GROUPS", key])).Select(
                    static match => match.Value);
                _ = notes.AppendLine($"database {i}, {key}: {string.Join(' ', ids)}");
                foreach (var group in forgotten == Forgotten.PendingOfLost && StreamFamilies.Loses(key)
                    ? []
                    : StreamFamilies.GroupNames)
                {
                    var pending = Agreement.Comparable("XPENDING", ask(["XPENDING", key, group, "-", "+", "1000"]));
                    _ = notes.AppendLine(
                        $"{group}: {ask(["XPENDING", key, group])} "
                        + $"{(forgotten == Forgotten.Redeliveries ? Deliveries().Replace(pending, "") : pending)}");
                }
            }
        }

        return notes.ToString();
    }

    [GeneratedRegex(@"(last-generated-id|name|last-delivered-id)\r\n\$\d+\r\n[^\r]*")]
    private static partial Regex Ids();

    [GeneratedRegex(@":\(some time\)\r\n:\d+")]
    private static partial Regex Deliveries();
}
