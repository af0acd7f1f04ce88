using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Sim.Os.Posix;
using Sim.Run;

namespace Sim.Audit.Recoveries;

/// <summary>A real redis-server that listens on a socket beside its folder.</summary>
internal sealed partial class RedisServer : IDisposable
{
    private const int PollMs = 2;

    /// <summary>How long a server may take that has no work to do.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly Process process;
    private readonly string socketPath;
    private string lastWords = "it says nothing";

    /// <summary>Starts it.</summary>
    /// <param name="command">The program and the options of the recorded run.</param>
    /// <param name="folder">Its folder.</param>
    public RedisServer(string command, string folder)
    {
        socketPath = folder + ".sock";

        process = Shell.Start($"exec {command} --dir {Shell.Quoted(folder)} --port 0 --unixsocket "
            + $"{Shell.Quoted(socketPath)} --save '' --logfile '' --daemonize no 2>&1");
        process.OutputDataReceived += (_, line) =>
            lastWords = string.IsNullOrWhiteSpace(line.Data) ? lastWords : Stamp().Replace(line.Data, "");
        process.BeginOutputReadLine();
    }

    /// <summary>The command of a server that answers DEBUG: from 7.0 on it must be allowed.</summary>
    public static string WithDebug(string command)
    {
        using var asked = Shell.Start($"{command.Split(' ')[0]} --version");
        asked.StandardInput.Close();
        var version = asked.StandardOutput.ReadToEndAsync();
        var isOlder = version.Wait(Patience) && OlderVersion().IsMatch(version.Result);
        Shell.End(asked);
        return isOlder ? command : command + " --enable-debug-command yes";
    }

    /// <summary>True when it has ended by itself; then <see cref="LastWords"/> says why.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>True when it ends by itself now.</summary>
    public bool EndsSoon => EndsWithin(Patience);

    /// <summary>Its exit code when it has ended.</summary>
    public int ExitCode => process.ExitCode;

    /// <summary>The last line of its log.</summary>
    public string LastWords
    {
        get
        {
            Shell.End(process);
            process.WaitForExit();
            return lastWords;
        }
    }

    /// <summary>True when it ends by itself in this time.</summary>
    public bool EndsWithin(TimeSpan limit) => process.WaitForExit(limit);

    /// <summary>Waits until it has loaded its data. False when it has ended, or has not by the limit.</summary>
    public bool TryStart(TimeSpan limit)
    {
        var clock = PosixHost.SystemClock;
        for (var start = clock.GetTimestamp(); clock.GetElapsedTime(start) < limit && !HasEnded;)
        {
            try
            {
                using var client = Connect();
                client.ReceiveTimeout = (int)Math.Min(limit.TotalMilliseconds, Patience.TotalMilliseconds);
                if (Ask(client, Command("PING")).StartsWith('+'))
                {
                    return true;
                }
            }
            catch (IOException)
            {
                // It does not listen yet, or it ends.
            }

            Thread.Sleep(PollMs);
        }

        return false;
    }

    public Socket Connect()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
        {
            ReceiveTimeout = (int)Patience.TotalMilliseconds,
        };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(socketPath));
            return socket;
        }
        catch (SocketException problem)
        {
            socket.Dispose();
            throw new IOException($"redis-server takes no connection: {problem.Message}", problem);
        }
    }

    /// <summary>Sends a request and reads its reply, one character a byte.</summary>
    /// <exception cref="IOException">It has hung up, or it does not answer.</exception>
    public static string Ask(Socket client, ReadOnlySpan<byte> request)
    {
        try
        {
            _ = client.Send(request);
            var (buffer, filled) = (new byte[1 << 12], 0);
            while (ReplyReader.LengthOfFirst(buffer.AsSpan(0, filled)) == 0)
            {
                Array.Resize(ref buffer, filled == buffer.Length ? filled * 2 : buffer.Length);
                var count = client.Receive(buffer, filled, buffer.Length - filled, SocketFlags.None);
                filled += count > 0 ? count : throw new IOException("redis-server has hung up");
            }

            return Encoding.Latin1.GetString(buffer, 0, filled);
        }
        catch (SocketException problem)
        {
            throw new IOException($"redis-server does not answer: {problem.Message}", problem);
        }
    }

    /// <summary>A command in Redis's protocol.</summary>
    public static byte[] Command(params string[] words) => Encoding.Latin1.GetBytes(
        Invariant($"*{words.Length}\r\n")
        + string.Concat(words.Select(word => Invariant($"${word.Length}\r\n{word}\r\n"))));

    /// <inheritdoc/>
    public void Dispose()
    {
        Shell.End(process);
        process.WaitForExit();
        process.Dispose();
        File.Delete(socketPath);
    }

    [GeneratedRegex("v=[1-6][.]")]
    private static partial Regex OlderVersion();

    [GeneratedRegex(@"^\d+:\w \d+ \w+ \d+ [\d:.]+ \S ")]
    private static partial Regex Stamp();
}
