using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Sim.Kernel.Recording;

/// <summary>A real redis-server on a mounted file system. It listens on a socket in a directory of its own.</summary>
internal sealed class RealServer : IDisposable
{
    /// <summary>The time that a start may take, in steps.</summary>
    private const int Tries = 3000;
    private const int StepMs = 10;

    private readonly Process process;
    private readonly string log;
    private NetworkStream? stream;

    private RealServer(Process process, string log) => (this.process, this.log) = (process, log);

    /// <summary>Why it ended by itself: the last line of its log. Null while it runs.</summary>
    public string? Refusal => process.HasExited ? File.ReadLines(log).LastOrDefault("no log") : null;

    /// <summary>Starts it, and waits until it has loaded its data or ended.</summary>
    /// <param name="program">The program.</param>
    /// <param name="data">The directory of its data.</param>
    /// <param name="policy">The value of appendfsync.</param>
    /// <param name="own">A path that is not on that file system, for its socket and its log.</param>
    /// <exception cref="IOException">It does neither.</exception>
    public static RealServer Start(string program, string data, string policy, string own)
    {
        File.Delete(own + ".log");
        string[] words =
        [
            "--dir", data, "--appendonly", "yes", "--appendfsync", policy, "--save", "", "--port", "0",
            "--unixsocket", own + ".socket", "--logfile", own + ".log", "--auto-aof-rewrite-percentage", "0",
        ];
        var server = new RealServer(Process.Start(new ProcessStartInfo(program, words))!, own + ".log");
        try
        {
            for (var left = Tries; left > 0; left--)
            {
                if (server.process.HasExited || server.IsReady(own + ".socket"))
                {
                    return server;
                }

                Thread.Sleep(StepMs);
            }
        }
        catch (IOException)
        {
            // It ended while it was asked.
            server.process.WaitForExit();
            return server;
        }

        server.Dispose();
        throw new IOException($"{program} does not answer");
    }

    /// <summary>Sends a command and returns the first line of its reply, or the bytes of a string.</summary>
    public string Send(params IReadOnlyList<string> words)
    {
        var text = new StringBuilder(Invariant($"*{words.Count}\r\n"));
        foreach (var word in words)
        {
            _ = text.Append(Invariant($"${word.Length}\r\n{word}\r\n"));
        }

        stream!.Write(Encoding.Latin1.GetBytes(text.ToString()));
        var line = ReadLine();
        return line is ['$', not '-', ..] ? Read(int.Parse(line[1..], Culture)) : line;
    }

    /// <summary>kill -9, its child too.</summary>
    public void Dispose()
    {
        stream?.Dispose();
        process.Kill(entireProcessTree: true);
        process.WaitForExit();
        process.Dispose();
    }

    private static System.Globalization.CultureInfo Culture => System.Globalization.CultureInfo.InvariantCulture;

    private bool IsReady(string path)
    {
        if (stream is null)
        {
            Socket? socket = null;
            try
            {
                socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                socket.Connect(new UnixDomainSocketEndPoint(path));
                stream = new NetworkStream(socket, ownsSocket: true);
                socket = null;
            }
            catch (SocketException)
            {
                return false;
            }
            finally
            {
                socket?.Dispose();
            }
        }

        return Send("PING") == "+PONG";
    }

    /// <exception cref="IOException">The server has hung up.</exception>
    private string ReadLine()
    {
        var line = new StringBuilder();
        while (!line.ToString().EndsWith("\r\n", StringComparison.Ordinal))
        {
            _ = line.Append(Read());
        }

        return line.ToString(0, line.Length - 2);
    }

    private string Read(int count)
    {
        var bytes = new byte[count + 2];
        stream!.ReadExactly(bytes);
        return Encoding.Latin1.GetString(bytes, 0, count);
    }

    private char Read() => stream!.ReadByte() is >= 0 and var read
        ? (char)read
        : throw new IOException("the server has hung up");
}
