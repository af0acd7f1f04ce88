using System.Net.Sockets;
using Sim.Run;

namespace Sim.Audit.Recoveries;

/// <summary>A connection on which recorded requests are made again.</summary>
/// <param name="server">The server that gets them.</param>
internal sealed class RedisFeed(RedisServer server) : IDisposable
{
    /// <summary>A request may block until another client makes one. The server executes both in their order.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    private readonly Socket socket = server.Connect();
    private readonly List<byte> heard = [];
    private readonly byte[] buffer = new byte[1 << 12];
    private int open;

    /// <summary>
    /// Makes a request, and waits a little for its reply and for those that are still open. False when the server has
    /// hung up.
    /// </summary>
    public bool TryFeed(ReadOnlySpan<byte> request)
    {
        try
        {
            _ = socket.Send(request);
            for (open++; open > 0 && socket.Poll(Patience, SelectMode.SelectRead);)
            {
                var count = socket.Receive(buffer);
                if (count == 0)
                {
                    return false;
                }

                heard.AddRange(buffer.AsSpan(0, count));
                TakeReplies();
            }

            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => socket.Dispose();

    private void TakeReplies()
    {
        while (ReplyReader.LengthOfFirst(heard.ToArray()) is > 0 and var length)
        {
            heard.RemoveRange(0, length);
            open = Math.Max(0, open - 1);
        }
    }
}
