using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Tests.Scenarios.Peer;

namespace Bench;

/// <summary>
/// What a real redis-server (version 7: it says how long it loaded) takes; it is ended as soon as it has done what it
/// is measured by.
/// </summary>
internal static partial class RedisServer
{
    /// <summary>Why nothing can be measured beside it here; null when it can.</summary>
    public static string? Missing => RedisProcess.Missing;

    /// <summary>Why nothing can be checked beside redis-check-aof here; null when it can.</summary>
    public static string? CheckerMissing =>
        Missing ?? (File.Exists(Checker) ? null : "there is no redis-check-aof beside redis-server");

    private static string Checker => Path.Combine(Path.GetDirectoryName(RedisProcess.Program)!, "redis-check-aof");

    /// <summary>Seconds in which the server loads a log, by its own account. The log itself is left as it is.</summary>
    /// <exception cref="InvalidOperationException">It did not load the log.</exception>
    public static double LoadSeconds(string log)
    {
        using var server = new RedisProcess(File.ReadAllBytes(log));
        var told = Await(server, Loaded()).Groups["seconds"].Value;
        return double.Parse(told, CultureInfo.InvariantCulture);
    }

    /// <summary>A server that has loaded a log.</summary>
    /// <param name="log">The log; it is left as it is.</param>
    /// <param name="preamble">Whether the server rewrites it with a preamble.</param>
    public static RedisProcess Start(string log, bool preamble)
    {
        var server = new RedisProcess(File.ReadAllBytes(log), "--aof-use-rdb-preamble", preamble ? "yes" : "no");
        _ = Await(server, Ready());
        return server;
    }

    /// <summary>
    /// Seconds from a BGREWRITEAOF to the moment when its child has written and synced the new file. The rewrite is
    /// over when this returns.
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

    /// <summary>Seconds from the start of redis-check-aof, which stands beside the server, to its end.</summary>
    /// <exception cref="InvalidOperationException">It did not find the log sound.</exception>
    public static double CheckSeconds(string log)
    {
        var start = Stopwatch.GetTimestamp();
        using var check = Process.Start(new ProcessStartInfo(Checker, [log]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("redis-check-aof did not start.");
        var told = check.StandardOutput.ReadToEnd();
        check.WaitForExit();
        return check.ExitCode == 0
            ? Stopwatch.GetElapsedTime(start).TotalSeconds
            : throw new InvalidOperationException("redis-check-aof said: " + told);
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

        throw new InvalidOperationException(
            $"redis-server ended, or took more than two minutes, without having said \"{words}\".");
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
