using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.State;

namespace Tests.Scenarios.Peer;

/// <summary>
/// Our server on a simulated machine and the real one, both empty at first, to which the same clients send the same
/// commands. Every reply must say the same, and so must DEBUG DIGEST, each so many commands and at the end.
/// </summary>
internal sealed class Comparison : IDisposable
{
    private const int CommandsPerDigest = 200;
    private const int MaxTries = 120;

    private readonly RealPeer peer;
    private readonly AofConfig config;
    private readonly Session[] sessions = [.. Enumerable.Range(0, CommandStream.Clients).Select(
        _ => new Session(new Reply()))];
    private readonly PeerClient[] clients;

    private Comparison(RealPeer peer, AofConfig? config)
    {
        this.peer = peer;
        this.config = config ?? new AofConfig { Policy = FsyncPolicy.No, AutoRewritePercentage = 0 };
        Ours = TestServer.Up(this.config);
        peer.Empty();
        clients = [.. sessions.Select(_ => peer.Connect())];
    }

    /// <summary>Our side.</summary>
    public TestServer Ours { get; }

    /// <summary>
    /// Sends them all; where the two differ it fails, with the smallest stream found on which they still do.
    /// </summary>
    public static Comparison Fight(
        RealPeer peer, ulong seed, IReadOnlyList<StreamCommand> stream, AofConfig? config = null)
    {
        var duel = new Comparison(peer, config);
        if (duel.Difference(stream) is { } difference)
        {
            duel.Dispose();
            var smallest = duel.Smallest([.. stream.Take(difference.Number + 1)], difference);
            Assert.Fail($"seed {seed}, command {difference.Number} of {stream.Count}, "
                + $"{difference.Command}\n{difference.Text}\n\nA smaller stream that "
                + $"differs:\n{string.Join('\n', smallest)}");
        }

        return duel;
    }

    public void Dispose() => Array.ForEach(clients, client => client.Dispose());

    private Disagreement? Difference(IReadOnlyList<StreamCommand> stream)
    {
        for (var i = 0; i < stream.Count; i++)
        {
            var (command, client) = (stream[i], stream[i].Client);
            var ours = Agreement.Comparable(
                command.Name, Ours.Send(sessions[client], [.. command.Words.Select(Bytes.Of)]));
            var theirs = Agreement.Comparable(command.Name, clients[client].Send(command.Words));
            if (ours != theirs)
            {
                return new Disagreement(
                    i, command, IsDigest: false, $"ours  {Bytes.Of(ours)}\nreal  {Bytes.Of(theirs)}");
            }

            if ((i % CommandsPerDigest == CommandsPerDigest - 1 || i == stream.Count - 1)
                && Ours.Server.Data.Digest() != peer.Digest)
            {
                return new Disagreement(i, command, IsDigest: true, "The digests differ afterwards.");
            }
        }

        return null;
    }

    /// <summary>
    /// Leaves out whatever this difference does not need: halves, quarters and so on, as long as the tries last.
    /// </summary>
    private IReadOnlyList<StreamCommand> Smallest(IReadOnlyList<StreamCommand> stream, Disagreement wanted)
    {
        var tries = 0;
        for (var size = stream.Count / 2; size > 0; size /= 2)
        {
            for (var at = 0; at + size <= stream.Count && tries < MaxTries; tries++)
            {
                StreamCommand[] without = [.. stream.Take(at), .. stream.Skip(at + size)];
                using var duel = new Comparison(peer, config);
                var found = duel.Difference(without) is { } difference && difference.IsLike(wanted);
                (stream, at) = found ? (without, at) : (stream, at + size);
            }
        }

        return stream;
    }

    /// <summary>
    /// Where the two first differ: in the reply to a command, or in the digest that was asked for after it.
    /// </summary>
    private sealed record Disagreement(int Number, StreamCommand Command, bool IsDigest, string Text)
    {
        public bool IsLike(Disagreement other) =>
            IsDigest == other.IsDigest && (IsDigest || ReferenceEquals(Command, other.Command));
    }
}
