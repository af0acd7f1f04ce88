using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Tests.Scenarios.Peer;

namespace Bench;

/// <summary>
/// Times of a real redis-server. Version 7 is required, because it logs how long a load took. The server is ended after
/// the measured work.
/// </summary>
internal static partial class RedisServer
{
    /// <summary>The reason why there is no redis-server to measure; null when there is one.</summary>
    public static string? Missing => RedisProcess.Missing;

    /// <summary>The reason why there is no redis-check-aof to measure; null when there is one.</summary>
    public static string? CheckerMissing =>
        Missing ?? (File.Exists(Checker) ? null : "there is no redis-check-aof beside redis-server");

    private static string Checker => Path.Combine(Path.GetDirectoryName(RedisProcess.Program)!, "redis-check-aof");

    /// <summary>The seconds of a load, as the server logs them. The log file is not changed.</summary>
    /// <exception cref="InvalidOperationException">It did not load the log.</exception>
    public static double LoadSeconds(string log)
    {
        using var server = new RedisProcess(File.ReadAllBytes(log));
        var seconds = Await(server, Loaded()).Groups["seconds"].Value;
        return double.Parse(seconds, CultureInfo.InvariantCulture);
    }

    /// <summary>Starts a server and waits until it has loaded a log.</summary>
    /// <param name="log">The path of the log. The file is not changed.</param>
    /// <param name="preamble">True when the server rewrites the log with a preamble.</param>
    public static RedisProcess Start(string log, bool preamble)
    {
        var server = new RedisProcess(File.ReadAllBytes(log), "--aof-use-rdb-preamble", preamble ? "yes" : "no");
        _ = Await(server, Ready());
        return server;
    }

    /// <summary>
    /// The seconds from BGREWRITEAOF until its child has written and synced the new file. Returns after the end of the
    /// rewrite.
    /// </summary>
    /// <exception cref="InvalidOperationException">It did not rewrite the log.</exception>
    public static double RewriteSeconds(RedisProcess server)
    {
        using var client = server.Connect();
        var start = Stopwatch.GetTimestamp();
        _ = client.Send("BGREWRITEAOF\r\n"u8);
        _ = Await(server, Rewritten());
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        _ = Await(server, Finished());
        return seconds;
    }

    /// <summary>The seconds from the start to the end of redis-check-aof.</summary>
    /// <exception cref="InvalidOperationException">It did not find the log sound.</exception>
    public static double CheckSeconds(string log)
    {
        var start = Stopwatch.GetTimestamp();
        using var check = Process.Start(new ProcessStartInfo(Checker, [log]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("redis-check-aof did not start.");
        var output = check.StandardOutput.ReadToEnd();
        check.WaitForExit();
        return check.ExitCode == 0
            ? Stopwatch.GetElapsedTime(start).TotalSeconds
            : throw new InvalidOperationException("redis-check-aof failed: " + output);
    }

    /// <summary>Reads the server's log up to the next line that matches.</summary>
    private static Match Await(RedisProcess server, Regex words)
    {
        while (server.Output.ReadLine() is { } line)
        {
            if (words.Match(line) is { Success: true } match)
            {
                return match;
            }
        }

        throw new InvalidOperationException(
            $"redis-server ended, or took more than two minutes, before it logged \"{words}\".");
    }

    [GeneratedRegex(@"DB loaded from append only file: (?<seconds>[\d.]+) seconds")]
    private static partial Regex Loaded();

    [GeneratedRegex("Ready to accept connections|ready to accept connections at")]
    private static partial Regex Ready();

    [GeneratedRegex("created the temporary AOF base file")]
    private static partial Regex Rewritten();

    [GeneratedRegex("Background AOF rewrite finished successfully")]
    private static partial Regex Finished();
}
