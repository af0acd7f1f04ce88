using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Tests.Scenarios.Peer;

namespace Bench;

/// <summary>What a real redis-server (version 7: it says how long it loaded) takes; it is ended as soon as it has done what it is measured by.</summary>
internal static partial class RedisServer
{
    /// <summary>Why nothing can be measured beside it here; null when it can.</summary>
    public static string? Missing => RedisProcess.Missing;

    /// <summary>Seconds in which the server loads a log, by its own account. The log itself is left as it is.</summary>
    /// <exception cref="InvalidOperationException">It did not load the log.</exception>
    public static double LoadSeconds(string log)
    {
        using var server = new RedisProcess(File.ReadAllBytes(log));
        var told = Await(server, Loaded()).Groups["seconds"].Value;
        return double.Parse(told, CultureInfo.InvariantCulture);
    }

    /// <summary>Seconds from a BGREWRITEAOF to the moment when its child has written and synced the new file.</summary>
    /// <exception cref="InvalidOperationException">It did not rewrite the log.</exception>
    public static double RewriteSeconds(string log)
    {
        using var server = new RedisProcess(File.ReadAllBytes(log));
        _ = Await(server, Ready());
        using var client = server.Connect();
        var start = Stopwatch.GetTimestamp();
        _ = client.Send("BGREWRITEAOF\r\n"u8);
        _ = Await(server, Rewritten());
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The next line of its log that says this.</summary>
    private static Match Await(RedisProcess server, Regex words)
    {
        while (server.Output.ReadLine() is { } line)
        {
            if (words.Match(line) is { Success: true } told)
            {
                return told;
            }
        }

        throw new InvalidOperationException($"redis-server ended, or took more than two minutes, without having said \"{words}\".");
    }

    [GeneratedRegex(@"DB loaded from append only file: (?<seconds>[\d.]+) seconds")]
    private static partial Regex Loaded();

    [GeneratedRegex("Ready to accept connections|ready to accept connections at")]
    private static partial Regex Ready();

    [GeneratedRegex("created the temporary AOF base file")]
    private static partial Regex Rewritten();
}
