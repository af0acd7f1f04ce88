using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Sim.Run;

namespace Sim.Audit.Recoveries;

/// <summary>A real redis-server that listens on a socket beside its folder.</summary>
internal sealed partial class RedisServer : IDisposable
{
    private const int PollMs = 2;

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
        return OlderVersion().IsMatch(asked.StandardOutput.ReadToEnd())
            ? command
            : command + " --enable-debug-command yes";
    }

    /// <summary>True when it has ended by itself; then <see cref="LastWords"/> says why.</summary>
    public bool HasEnded => process.HasExited;

    /// <summary>The last line of its log.</summary>
    public string LastWords
    {
        get
        {
            process.WaitForExit();
            return lastWords;
        }
    }

    /// <summary>Waits until it has loaded its data. False when it has ended, or has not by the limit.</summary>
    public bool TryStart(TimeSpan limit)
    {
        for (var waited = 0; waited < limit.TotalMilliseconds && !HasEnded; waited += PollMs)
        {
            try
            {
                using var client = Connect();
                if (Ask(client, Command("PING")).StartsWith('+'))
                {
                    return true;
                }
            }
            catch (Exception problem) when (problem is SocketException or IOException)
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
            ReceiveTimeout = 5000,
        };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(socketPath));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and reads its reply, one character a byte.</summary>
    /// <exception cref="IOException">It has hung up.</exception>
    public static string Ask(Socket client, ReadOnlySpan<byte> request)
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

    /// <summary>A command in Redis's protocol.</summary>
    public static byte[] Command(params string[] words) => Encoding.Latin1.GetBytes(
        Invariant($"*{words.Length}\r\n")
        + string.Concat(words.Select(word => Invariant($"${word.Length}\r\n{word}\r\n"))));

    /// <inheritdoc/>
    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        File.Delete(socketPath);
    }

    [GeneratedRegex("v=[1-6][.]")]
    private static partial Regex OlderVersion();

    [GeneratedRegex(@"^\d+:\w \d+ \w+ \d+ [\d:.]+ \S ")]
    private static partial Regex Stamp();
}
