using System.Text;

namespace Tests.Scenarios.Peer;

/// <summary>
/// A real redis-server 7.0 and ours are told the same and say the same, and each loads what the other wrote. What is
/// sent is a function of a seed; SIM_PEER_SEEDS says how many seeds there are to be.
/// </summary>
public sealed class PeerLaws(PeerLaws.Shared shared) : IClassFixture<PeerLaws.Shared>
{
    private const int Commands = 1500;

    public static TheoryData<ulong> Seeds =>
        [.. Enumerable.Range(1, int.TryParse(Environment.GetEnvironmentVariable("SIM_PEER_SEEDS"), out var count) ? count : 2).Select(seed => (ulong)seed)];

    public static TheoryData<string> FamilyNames => [.. Families.All.Select(family => family.Name)];

    [PeerTheory]
    [MemberData(nameof(FamilyNames))]
    public void AFamilyIsAnsweredAlike(string name)
    {
        var family = Families.All.Single(family => family.Name == name);
        Duel.Fight(shared.Peer, seed: 1, CommandStream.Of(seed: 1, Commands / 3, [family])).Dispose();
    }

    [PeerTheory]
    [MemberData(nameof(Seeds))]
    public void EachLoadsWhatTheOtherLogged(ulong seed)
    {
        using var peer = new RealPeer();
        using var duel = Duel.Fight(peer, seed, CommandStream.Of(seed, Commands));
        var digest = duel.Ours.Server.Data.Digest();
        Assert.Equal(digest, DigestOf(peer.Log));
        Assert.Equal(digest, PeersDigestOf(duel.Ours.Content(World.AofName)));

        peer.Rewrite();
        _ = duel.Ours.Rewrite();
        Assert.Equal(digest, DigestOf(peer.Log));
        Assert.Equal(digest, PeersDigestOf(duel.Ours.Content(World.AofName)));
    }

    private static string DigestOf(byte[] log)
    {
        var world = World.On(Encoding.Latin1.GetString(log));
        Assert.True(world.ExitReason is null, world.ExitReason);
        return world.Server.Data.Digest();
    }

    private static string PeersDigestOf(string log)
    {
        using var peer = new RealPeer(Encoding.Latin1.GetBytes(log));
        return peer.Digest;
    }

    /// <summary>One server for the families, started when the first of them is tried.</summary>
    public sealed class Shared : IDisposable
    {
        private RealPeer? peer;

        internal RealPeer Peer => peer ??= new RealPeer();

        public void Dispose() => peer?.Dispose();
    }
}
