using Aof;
using Aof.Data;

namespace Tests.Scenarios.Peer;

/// <summary>
/// Our server on a simulated machine and the real one, both empty at first, to which the same clients send the same
/// commands. Every reply must say the same, and so must DEBUG DIGEST, each so many commands and at the end.
/// </summary>
internal sealed class Duel : IDisposable
{
    private const int CommandsPerDigest = 200;
    private const int MostTries = 300;

    private readonly RealPeer peer;
    private readonly Session[] sessions = [.. Enumerable.Range(0, CommandStream.Clients).Select(_ => new Session(new Reply()))];
    private readonly PeerClient[] clients;

    private Duel(RealPeer peer)
    {
        this.peer = peer;
        peer.Empty();
        clients = [.. sessions.Select(_ => peer.Connect())];
    }

    /// <summary>Our side.</summary>
    public World Ours { get; } = World.Up(new AofConfig { Policy = FsyncPolicy.No, AutoRewritePercentage = 0 });

    /// <summary>Sends them all; where the two differ it fails, with the smallest stream found on which they still do.</summary>
    public static Duel Fight(RealPeer peer, ulong seed, IReadOnlyList<StreamCommand> stream)
    {
        var duel = new Duel(peer);
        if (duel.Difference(stream) is { } difference)
        {
            duel.Dispose();
            Assert.Fail($"seed {seed}, {difference}\n\nA smaller stream that differs:\n{string.Join('\n', Smallest(peer, stream))}");
        }

        return duel;
    }

    public void Dispose() => Array.ForEach(clients, client => client.Dispose());

    private string? Difference(IReadOnlyList<StreamCommand> stream)
    {
        for (var i = 0; i < stream.Count; i++)
        {
            var (command, client) = (stream[i], stream[i].Client);
            var ours = Agreement.Comparable(command.Name, Ours.Send(sessions[client], [.. command.Words.Select(Bytes.Of)]));
            var theirs = Agreement.Comparable(command.Name, clients[client].Send(command.Words));
            if (ours != theirs)
            {
                return $"command {i} of {stream.Count}, {command}\nours  {Bytes.Of(ours)}\nreal  {Bytes.Of(theirs)}";
            }

            if ((i % CommandsPerDigest == CommandsPerDigest - 1 || i == stream.Count - 1) && Ours.Server.Data.Digest() != peer.Digest)
            {
                return $"the digests differ after command {i} of {stream.Count}, {command}";
            }
        }

        return null;
    }

    /// <summary>Leaves out whatever the difference does not need: halves, quarters and so on, as long as the tries last.</summary>
    private static IReadOnlyList<StreamCommand> Smallest(RealPeer peer, IReadOnlyList<StreamCommand> stream)
    {
        var tries = 0;
        for (var size = stream.Count / 2; size > 0; size /= 2)
        {
            for (var at = 0; at + size <= stream.Count && tries < MostTries; tries++)
            {
                StreamCommand[] without = [.. stream.Take(at), .. stream.Skip(at + size)];
                using var duel = new Duel(peer);
                (stream, at) = duel.Difference(without) is null ? (stream, at + size) : (without, at);
            }
        }

        return stream;
    }
}
