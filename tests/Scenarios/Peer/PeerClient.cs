using System.Buffers.Text;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Tests.Scenarios.Peer;

/// <summary>
/// A connection to the peer: a command goes out, its reply comes back. Bytes are characters up to U+00FF.
/// </summary>
internal sealed class PeerClient(RedisProcess server) : IDisposable
{
    private readonly Socket socket = server.Connect();
    private byte[] buffer = new byte[16 * 1024];

    /// <summary>Sends a command; the reply as it came, in RESP.</summary>
    public string Send(params IReadOnlyList<string> words)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{words.Count}\r\n");
        foreach (var word in words)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"${word.Length}\r\n{word}\r\n");
        }

        socket.Send(Encoding.Latin1.GetBytes(text.ToString()));
        var (filled, length) = (0, -1);
        while (length != filled)
        {
            Assert.True(length < 0, "More came than one reply.");
            Array.Resize(ref buffer, Math.Max(buffer.Length, filled * 2));
            var received = socket.Receive(buffer, filled, buffer.Length - filled, SocketFlags.None);
            if (received == 0)
            {
                throw new IOException($"The peer has hung up after {words[0]}.");
            }

            filled += received;
            length = ReplyLength(buffer.AsSpan(0, filled));
        }

        return Encoding.Latin1.GetString(buffer, 0, filled);
    }

    public void Dispose() => socket.Dispose();

    /// <summary>How long the reply is that begins here; -1 when it is not whole.</summary>
    private static int ReplyLength(ReadOnlySpan<byte> bytes)
    {
        var line = bytes.IndexOf("\r\n"u8) + 2;
        if (line < 2)
        {
            return -1;
        }

        _ = Utf8Parser.TryParse(bytes[1..], out int number, out _);
        if (bytes[0] == '$')
        {
            var length = number < 0 ? line : line + number + 2;
            return length <= bytes.Length ? length : -1;
        }

        for (var i = 0; bytes[0] == '*' && i < number; i++)
        {
            var item = ReplyLength(bytes[line..]);
            if (item < 0)
            {
                return -1;
            }

            line += item;
        }

        return line;
    }
}
