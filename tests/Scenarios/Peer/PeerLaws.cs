using System.Text;
using Aof.Data;

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
        Assert.Equal(digest, PeersDigestOf(duel.Ours.Content(World.AofName)));
        var log = peer.Log;
        peer.Rewrite();
        _ = duel.Ours.Rewrite();
        Assert.Equal(digest, PeersDigestOf(duel.Ours.Content(World.AofName)));
        AssertGives(duel.Ours, log);
        AssertGives(duel.Ours, peer.Log);
    }

    /// <summary>The real server's log gives what our server holds: the same keys with a deadline, and without deadlines the same dataset.</summary>
    private static void AssertGives(World ours, byte[] log)
    {
        var (mine, loaded) = (On(Encoding.Latin1.GetBytes(ours.Content(World.AofName))), On(log));
        Assert.Equal(Dated(mine), Dated(loaded));
        Assert.Null(Undated(mine).FirstDifference(Undated(loaded), "our server", "the real one's log"));
    }

    private static World On(byte[] log)
    {
        var world = World.On(Encoding.Latin1.GetString(log));
        Assert.True(world.ExitReason is null, world.ExitReason);
        return world;
    }

    /// <summary>The keys that have a deadline.</summary>
    private static List<string> Dated(World world) =>
        [.. from number in Enumerable.Range(0, world.Server.Data.DatabaseCount)
            from entry in world.Server.Data[number].Entries
            where entry.Deadline is not null
            select $"{number}: {entry.Key}"];

    /// <summary>What a server holds, without the deadlines: two clocks have set them.</summary>
    private static Dataset Undated(World world)
    {
        var session = new Session(new Reply());
        for (var i = 0; i < world.Server.Data.DatabaseCount; i++)
        {
            _ = world.Send(session, Bytes.Of("SELECT"), Bytes.Of(i));
            foreach (var entry in world.Server.Data[i].Entries.ToList())
            {
                _ = world.Send(session, Bytes.Of("PERSIST"), entry.Key);
            }
        }

        return world.Server.Data;
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
