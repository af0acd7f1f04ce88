using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Bench;

/// <summary>
/// A real redis-server (version 7: it says how long it loaded), found as REDIS_SERVER or on the PATH. It listens on
/// a socket in its own temporary directory and nowhere else, and is ended as soon as it has loaded.
/// </summary>
internal static partial class RedisServer
{
    private const int LongestLoadMs = 60_000;

    /// <summary>The program; null when there is none.</summary>
    public static string? Program { get; } = Environment.GetEnvironmentVariable("REDIS_SERVER") is { Length: > 0 } named
        ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "redis-server"))
            .FirstOrDefault(File.Exists);

    /// <summary>Seconds in which the server loads a log, by its own account. The log itself is left as it is.</summary>
    /// <exception cref="InvalidOperationException">It did not load the log.</exception>
    public static double LoadSeconds(string log)
    {
        var directory = Directory.CreateTempSubdirectory("bench-redis-").FullName;
        try
        {
            File.Copy(log, Path.Combine(directory, "appendonly.aof"));
            using var server = Process.Start(new ProcessStartInfo(
                Program ?? throw new InvalidOperationException("There is no redis-server."),
                ["--dir", directory, "--port", "0", "--unixsocket", Path.Combine(directory, "s"), "--appendonly", "yes", "--save", ""])
            {
                RedirectStandardOutput = true,
            }) ?? throw new InvalidOperationException("redis-server did not start.");
            try
            {
                return TimeTold(server);
            }
            finally
            {
                server.Kill();
                server.WaitForExit();
            }
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static double TimeTold(Process server)
    {
        using var deadline = new Timer(_ => server.Kill(), null, LongestLoadMs, Timeout.Infinite);
        while (server.StandardOutput.ReadLine() is { } line)
        {
            if (Loaded().Match(line) is { Success: true } told)
            {
                return double.Parse(told.Groups["seconds"].Value, CultureInfo.InvariantCulture);
            }
        }

        throw new InvalidOperationException("redis-server ended, or took more than a minute, without having loaded the log.");
    }

    [GeneratedRegex(@"DB loaded from append only file: (?<seconds>[\d.]+) seconds")]
    private static partial Regex Loaded();
}
