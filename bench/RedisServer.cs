using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Bench;

/// <summary>
/// A real redis-server (version 7: it says how long it loaded), found as REDIS_SERVER or on the PATH. It listens on
/// a socket in its own temporary directory and nowhere else, and is ended as soon as it has done what it is measured by.
/// </summary>
internal sealed partial class RedisServer : IDisposable
{
    private const int LongestLifeMs = 120_000;

    private readonly string directory = Directory.CreateTempSubdirectory("bench-redis-").FullName;
    private readonly Process process;
    private readonly Timer deadline;

    /// <summary>Starts it on a copy of a log.</summary>
    private RedisServer(string log)
    {
        File.Copy(log, Path.Combine(directory, "appendonly.aof"));
        string[] arguments =
        [
            "--dir", directory, "--port", "0", "--unixsocket", SocketPath, "--save", "",
            "--appendonly", "yes", "--aof-use-rdb-preamble", "no", "--auto-aof-rewrite-percentage", "0",
        ];
        process = Process.Start(new ProcessStartInfo(Program!, arguments) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("redis-server did not start.");
        deadline = new Timer(_ => process.Kill(), null, LongestLifeMs, Timeout.Infinite);
    }

    /// <summary>Why nothing can be measured beside it here; null when it can.</summary>
    public static string? Missing =>
        OperatingSystem.IsWindows() ? "it needs POSIX"
        : Program is null ? "there is no redis-server on the PATH, nor in REDIS_SERVER"
        : null;

    /// <summary>The program; null when there is none.</summary>
    private static string? Program { get; } = Environment.GetEnvironmentVariable("REDIS_SERVER") is { Length: > 0 } named
        ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "redis-server"))
            .FirstOrDefault(File.Exists);

    private string SocketPath => Path.Combine(directory, "s");

    /// <summary>Seconds in which the server loads a log, by its own account. The log itself is left as it is.</summary>
    /// <exception cref="InvalidOperationException">It did not load the log.</exception>
    public static double LoadSeconds(string log)
    {
        using var server = new RedisServer(log);
        var told = server.Await(Loaded()).Groups["seconds"].Value;
        return double.Parse(told, CultureInfo.InvariantCulture);
    }

    /// <summary>Seconds from a BGREWRITEAOF to the moment when its child has written and synced the new file.</summary>
    /// <exception cref="InvalidOperationException">It did not rewrite the log.</exception>
    public static double RewriteSeconds(string log)
    {
        using var server = new RedisServer(log);
        _ = server.Await(Ready());
        using var client = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        client.Connect(new UnixDomainSocketEndPoint(server.SocketPath));
        var start = Stopwatch.GetTimestamp();
        _ = client.Send("BGREWRITEAOF\r\n"u8);
        _ = server.Await(Rewritten());
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    public void Dispose()
    {
        deadline.Dispose();
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    /// <summary>The next line of its log that says this.</summary>
    private Match Await(Regex words)
    {
        while (process.StandardOutput.ReadLine() is { } line)
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
