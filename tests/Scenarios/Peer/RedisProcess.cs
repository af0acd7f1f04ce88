using System.Diagnostics;
using System.Net.Sockets;

namespace Tests.Scenarios.Peer;

/// <summary>
/// A real redis-server, found as REDIS_SERVER or on the PATH. It listens on a socket in its own temporary directory and
/// nowhere else, has nothing to do with any other server of this machine, and ends, directory and all, with this object.
/// (The benchmarks use this class too.)
/// </summary>
public sealed class RedisProcess : IDisposable
{
    private const int LongestLifeMs = 120_000;

    private readonly ProcessStartInfo start;
    private readonly Timer deadline;
    private Process process;

    /// <summary>Starts it on a log, or without one.</summary>
    /// <exception cref="InvalidOperationException">It did not start.</exception>
    public RedisProcess(byte[]? log, params string[] arguments)
        : this(log is null ? [] : [("appendonly.aof", log)], arguments)
    {
    }

    /// <summary>Starts it on files.</summary>
    /// <exception cref="InvalidOperationException">It did not start.</exception>
    public RedisProcess(IReadOnlyList<(string Path, byte[] Content)> files, params string[] arguments)
    {
        if (Missing is not null)
        {
            throw new InvalidOperationException($"There is no redis-server to start: {Missing}.");
        }

        Directory = System.IO.Directory.CreateTempSubdirectory("redis-").FullName;
        foreach (var (path, content) in files)
        {
            _ = System.IO.Directory.CreateDirectory(Path.GetDirectoryName(PathOf(path))!);
            File.WriteAllBytes(PathOf(path), content);
        }

        string[] always =
        [
            "--dir", Directory, "--port", "0", "--unixsocket", PathOf("s"), "--save", "",
            "--appendonly", "yes", "--aof-use-rdb-preamble", "no", "--auto-aof-rewrite-percentage", "0",
        ];
        start = new ProcessStartInfo(Program!, [.. always, .. arguments]) { RedirectStandardOutput = true };
        start.Environment["LC_ALL"] = "C"; // SORT ALPHA follows the locale.
        process = Begin();
        deadline = new Timer(_ => process.Kill(), null, LongestLifeMs, Timeout.Infinite);
    }

    /// <summary>Why there is none here; null when there is.</summary>
    public static string? Missing { get; } =
        OperatingSystem.IsWindows() ? "it needs POSIX"
        : Program is null ? "there is no redis-server on the PATH, nor in REDIS_SERVER"
        : null;

    /// <summary>The program; null when there is none.</summary>
    public static string? Program => Environment.GetEnvironmentVariable("REDIS_SERVER") is { Length: > 0 } named
        ? named
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Select(folder => Path.Combine(folder, "redis-server"))
            .FirstOrDefault(File.Exists);

    /// <summary>What it writes to its standard output.</summary>
    public TextReader Output => process.StandardOutput;

    /// <summary>Whether it has ended by itself.</summary>
    public bool HasEnded => process.HasExited;

    private string Directory { get; }

    /// <summary>What it says of its version.</summary>
    public static string Version()
    {
        using var asked = Process.Start(new ProcessStartInfo(Program!, ["--version"]) { RedirectStandardOutput = true })
            ?? throw new InvalidOperationException("redis-server did not start.");
        var told = asked.StandardOutput.ReadToEnd();
        asked.WaitForExit();
        return told.Trim();
    }

    /// <summary>A file in its directory.</summary>
    public string PathOf(string name) => Path.Combine(Directory, name);

    /// <summary>A connection. It is refused until the server has begun to listen.</summary>
    /// <exception cref="SocketException">It does not listen.</exception>
    public Socket Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(PathOf("s")));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Kills it, and starts it again in the same directory.</summary>
    /// <exception cref="InvalidOperationException">It did not start.</exception>
    public void Restart()
    {
        End();
        process = Begin();
    }

    /// <summary>Ends it at once.</summary>
    public void Dispose()
    {
        deadline.Dispose();
        End();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private Process Begin() => Process.Start(start) ?? throw new InvalidOperationException("redis-server did not start.");

    private void End()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
