using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Tests.Scenarios.Peer;

/// <summary>
/// A real redis-server, found as REDIS_SERVER or on the PATH. It listens on a socket in its own temporary directory and
/// nowhere else, has nothing to do with any other server of this machine, and ends, directory and all, with this
/// object. (The benchmarks use this class too.)
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

        // A file that reaches its bound (LimitFiles) gives an error, not a signal; the shell is gone when the server
        // runs.
        start = new ProcessStartInfo(
            "sh", ["-c", "trap '' XFSZ; exec \"$0\" \"$@\"", Program!, .. always, .. arguments])
        {
            RedirectStandardOutput = true,
        };
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
        var output = asked.StandardOutput.ReadToEnd();
        asked.WaitForExit();
        return output.Trim();
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

    /// <summary>
    /// Kills it, and its child if it has one, and starts it again in the same directory, where something may happen in
    /// between.
    /// </summary>
    /// <exception cref="InvalidOperationException">It did not start.</exception>
    public void Restart(Action? meanwhile = null)
    {
        process.Kill(entireProcessTree: true);
        End();
        meanwhile?.Invoke();
        process = Begin();
    }

    /// <summary>
    /// From now on no file of it grows beyond so many bytes; null: any may. What it writes to its own log of events may
    /// be lost by that.
    /// </summary>
    /// <exception cref="InvalidOperationException">It could not be done.</exception>
    public void LimitFiles(long? bytes)
    {
        Run("prlimit",
            [Invariant($"--pid={process.Id}"),
                $"--fsize={bytes?.ToString(CultureInfo.InvariantCulture) ?? "unlimited"}:"]);
    }

    /// <summary>Sends a signal to its only child.</summary>
    /// <exception cref="InvalidOperationException">It could not be done.</exception>
    public void SignalChild(string signal) =>
        Run("sh", ["-c",
        Invariant($"kill -s {signal} $(cat /proc/{process.Id}/task/{process.Id}/children)")]);

    /// <summary>Ends it at once.</summary>
    public void Dispose()
    {
        deadline.Dispose();
        End();
        System.IO.Directory.Delete(Directory, recursive: true);
    }

    private static void Run(string program, string[] arguments)
    {
        using var run = Process.Start(program, arguments);
        run.WaitForExit();
        if (run.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {run.ExitCode}.");
        }
    }

    private Process Begin() =>
        Process.Start(start) ?? throw new InvalidOperationException("redis-server did not start.");

    private void End()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
