using System.Text;
using Aof.Data;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Tests.Scenarios.Peer;

/// <summary>
/// A real redis-server 7.0 and ours get the same commands, give the same replies, and load the log that the other
/// wrote. The commands depend on a seed only. SIM_PEER_SEEDS is the number of seeds.
/// </summary>
public sealed class PeerTests(PeerTests.Shared shared) : IClassFixture<PeerTests.Shared>
{
    private const int Commands = 1500;

    public static TheoryData<ulong> Seeds =>
        [.. Enumerable.Range(1,
        int.TryParse(Environment.GetEnvironmentVariable("SIM_PEER_SEEDS"), out var count) ? count : 1).Select(
            seed => (ulong)seed)];

    public static TheoryData<string> FamilyNames => [.. Families.All.Select(family => family.Name)];

    [PeerTheory]
    [MemberData(nameof(FamilyNames))]
    public void AFamilyIsAnsweredAlike(string name)
    {
        var family = Families.All.Single(family => family.Name == name);
        Comparison.Fight(shared.Peer, seed: 1, CommandStream.Of(seed: 1, Commands / 3, [family])).Dispose();
    }

    [PeerTheory]
    [MemberData(nameof(Seeds))]
    public void EachLoadsWhatTheOtherLogged(ulong seed) => AssertEachLoadsTheOthers(seed, Families.All);

    /// <summary>Among all families those of streams are so few that groups hardly come to anything.</summary>
    [PeerTheory]
    [MemberData(nameof(Seeds))]
    public void EachLoadsTheStreamsOfTheOther(ulong seed) => AssertEachLoadsTheOthers(seed, StreamFamilies.All);

    private static void AssertEachLoadsTheOthers(ulong seed, IReadOnlyList<Family> families)
    {
        using var peer = new RealPeer();
        using var duel = Comparison.Fight(peer, seed, CommandStream.Of(seed, Commands, families));
        AssertPeerTakes(duel.Ours);
        var log = peer.Log;
        peer.Rewrite();
        _ = duel.Ours.Rewrite();
        AssertPeerTakes(duel.Ours);
        AssertGives(duel.Ours, log, Forgotten.Redeliveries);
        AssertGives(duel.Ours, peer.Log, Forgotten.PendingOfLost);
    }

    /// <summary>A real server that loads our log has what ours holds.</summary>
    private static void AssertPeerTakes(TestServer ours)
    {
        using var peer = new RealPeer(Encoding.Latin1.GetBytes(ours.Content(TestServer.AofName)));
        var data = ours.Server.Data;
        Assert.Equal(data.Digest(), peer.Digest);
        Assert.Equal(StreamNotes.Of(ours, data, Forgotten.Nothing), StreamNotes.Of(peer, data, Forgotten.Nothing));
    }

    /// <summary>
    /// The real server's log gives what our server holds: the same keys with a deadline, the same groups of streams but
    /// for what 7.0 has forgotten, and without deadlines and groups the same dataset.
    /// </summary>
    private static void AssertGives(TestServer ours, byte[] log, Forgotten forgotten)
    {
        var (mine, loaded) = (On(Encoding.Latin1.GetBytes(ours.Content(TestServer.AofName))), On(log));
        Assert.Equal(Dated(mine), Dated(loaded));
        var data = mine.Server.Data;
        Assert.Equal(StreamNotes.Of(mine, data, forgotten), StreamNotes.Of(loaded, data, forgotten));
        Assert.Null(Undated(mine).FirstDifference(Undated(loaded), "our server", "the real one's log"));
    }

    private static TestServer On(byte[] log)
    {
        var world = TestServer.On(Encoding.Latin1.GetString(log));
        Assert.True(world.ExitReason is null, world.ExitReason);
        return world;
    }

    /// <summary>The keys that have a deadline.</summary>
    private static List<string> Dated(TestServer world) =>
        [.. from number in Enumerable.Range(0, world.Server.Data.DatabaseCount)
            from entry in world.Server.Data[number].Entries
            where entry.Deadline is not null
            select $"{number}: {entry.Key}"];

    /// <summary>
    /// What a server holds, without the deadlines and the groups, which know when something was delivered: two clocks
    /// have set that.
    /// </summary>
    private static Dataset Undated(TestServer world)
    {
        var session = new Session(new Reply());
        for (var i = 0; i < world.Server.Data.DatabaseCount; i++)
        {
            _ = world.Send(session, Bytes.Of("SELECT"), Bytes.Of(i));
            foreach (var entry in world.Server.Data[i].Entries.ToList())
            {
                _ = world.Send(session, Bytes.Of("PERSIST"), entry.Key);
                foreach (var group in entry.Value is StreamValue ? StreamFamilies.GroupNames : [])
                {
                    _ = world.Send(session, Bytes.Of("XGROUP"), Bytes.Of("DESTROY"), entry.Key, Bytes.Of(group));
                }
            }
        }

        return world.Server.Data;
    }

    /// <summary>One server for the families, started when the first of them is tried.</summary>
    public sealed class Shared : IDisposable
    {
        private RealPeer? peer;

        internal RealPeer Peer => peer ??= new RealPeer();

        public void Dispose() => peer?.Dispose();
    }
}
