using System.Net.Sockets;
using System.Text;

namespace Tests.Scenarios.Peer;

/// <summary>A running redis-server, and what the tests need of it.</summary>
internal sealed class RealPeer : IDisposable
{
    private const int Patience = 4000;
    private const int PauseMs = 5;
    private const string Preamble = "appendonly.aof.1.base.rdb";
    private const string Increment = "appendonly.aof.1.incr.aof";
    private const string Manifest = "appendonlydir/appendonly.aof.manifest";

    /// <summary>In the message about a server that refuses to start, which is not one that takes too long.</summary>
    public const string Ended = "has ended and ";

    private readonly RedisProcess process;
    private PeerClient control;

    /// <summary>
    /// Starts it on a log, or without one, and waits until it answers. Later options win over earlier ones, and over
    /// those that are always given.
    /// </summary>
    public RealPeer(byte[]? log = null, params string[] options)
        : this(log is null ? [] : [("appendonly.aof", log)], options)
    {
    }

    /// <summary>Starts it on files.</summary>
    /// <exception cref="InvalidOperationException">It refuses to start; the message is its log.</exception>
    public RealPeer(IReadOnlyList<(string Path, byte[] Content)> files, params string[] options)
    {
        // The small form of a sorted set forgets the sign of a zero in 7.0, and remembers it in 6.0.5: the large one
        // remembers it in both.
        string[] always = ["--logfile", "server.log", "--appendfsync", "no", "--enable-debug-command", "yes", "--hz",
            "100", "--zset-max-listpack-entries", "0"];
        process = new RedisProcess(files, [.. always, .. options]);
        try
        {
            control = Begin();
        }
        catch
        {
            process.Dispose();
            throw;
        }
    }

    /// <summary>The files of 7.0's own layout whose log was never rewritten: writes go to its end.</summary>
    public static IReadOnlyList<(string Path, byte[] Content)> OwnLog(byte[] log) =>
        [($"appendonlydir/{Increment}", log),
        (Manifest, Encoding.Latin1.GetBytes($"file {Increment} seq 1 type i\n"))];

    /// <summary>The same behind a preamble that a rewrite has written.</summary>
    public static IReadOnlyList<(string Path, byte[] Content)> OwnLog(byte[] preamble, byte[] log) =>
        [($"appendonlydir/{Preamble}", preamble), ($"appendonlydir/{Increment}", log),
        (Manifest, Encoding.Latin1.GetBytes(
            $"file {Preamble} seq 1 type b\nfile {Increment} seq 1 type i\n"))];

    /// <summary>DEBUG DIGEST.</summary>
    public string Digest => control.Send("DEBUG", "DIGEST")[1..^2];

    /// <summary>Its log, in the order of its manifest: the base, and what came after it.</summary>
    public byte[] Log => [.. Parts("b"), .. Parts("i")];

    /// <summary>Where its manifest and the parts of its log are.</summary>
    public string LogFolder => process.PathOf("appendonlydir");

    /// <summary>The file that its log begins with: what the last rewrite has written.</summary>
    public string Base => Directory.EnumerateFiles(LogFolder, "*.base.*").Single();

    /// <summary>A client of its own.</summary>
    public PeerClient Connect() => new(process);

    /// <summary>It holds nothing, and knows nothing of former clients.</summary>
    public void Empty() => Assert.Equal("+OK\r\n", control.Send("FLUSHALL"));

    /// <summary>BGREWRITEAOF to its end.</summary>
    public void Rewrite()
    {
        Assert.StartsWith("+Background", control.Send("BGREWRITEAOF"), StringComparison.Ordinal);
        var info = Await(
            () => control.Send("INFO", "persistence") is var info && Says(info, "aof_rewrite_in_progress:0")
                && Says(info, "aof_rewrite_scheduled:0") ? info : null, "end its rewrite");
        Assert.True(Says(info, "aof_last_bgrewrite_status:ok"), info);
    }

    /// <summary>kill -9, and a new server on the same files, to which something may happen in between.</summary>
    /// <exception cref="InvalidOperationException">It refuses to start; the message is its log.</exception>
    public void KillAndRestart(Action? meanwhile = null)
    {
        control.Dispose();
        process.Restart(meanwhile);
        control = Begin();
    }

    /// <summary>The file that its log ends with.</summary>
    public string LastPart => Directory.EnumerateFiles(LogFolder, "*.incr.*").Order(StringComparer.Ordinal).Last();

    /// <summary>A file in its directory.</summary>
    public string[] Files(string pattern) => Directory.GetFiles(process.PathOf("."), pattern);

    /// <summary>Sends a signal to its child.</summary>
    public void SignalChild(string signal) => process.SignalChild(signal);

    /// <summary>The end of its log has room for so many bytes more; null: for any number.</summary>
    public void Room(long? bytes) =>
        process.LimitFiles(bytes is { } more ? new FileInfo(LastPart).Length + more : null);

    public void Dispose()
    {
        control.Dispose();
        process.Dispose();
    }

    private PeerClient Begin() => Await(TryBegin, "answer");

    /// <summary>
    /// A connection to a server that has loaded its log; null while it has not. One that refuses the log may listen for
    /// a moment.
    /// </summary>
    private PeerClient? TryBegin()
    {
        PeerClient? client = null;
        try
        {
            client = Connect();
            if (client.Send("PING") == "+PONG\r\n")
            {
                return client;
            }
        }
        catch (Exception notYet) when (notYet is SocketException or IOException)
        {
            // It does not listen yet, or has hung up.
        }

        client?.Dispose();
        return null;
    }

    private static bool Says(string info, string line) => info.Contains(line, StringComparison.Ordinal);

    /// <summary>
    /// Lines of the manifest are "file NAME seq N type T", oldest first; h is a type too, of files that wait to be
    /// deleted.
    /// </summary>
    private IEnumerable<byte> Parts(string type) =>
        from line in File.ReadAllLines(process.PathOf(Manifest))
        let words = line.Split(' ')
        where words[5] == type
        from part in File.ReadAllBytes(process.PathOf($"appendonlydir/{words[1]}"))
        select part;

    private T Await<T>(Func<T?> ask, string what)
        where T : class
    {
        for (var i = 0; i < Patience && !process.HasEnded; i++)
        {
            if (ask() is { } answer)
            {
                return answer;
            }

            Thread.Sleep(PauseMs);
        }

        var log = process.PathOf("server.log");
        throw new InvalidOperationException(
            $"redis-server {(process.HasEnded ? Ended : "")}did not "
            + $"{what}.\n{(File.Exists(log) ? File.ReadAllText(log) : "It left no log.")}");
    }
}
