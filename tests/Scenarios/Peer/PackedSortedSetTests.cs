using System.Globalization;
using Sim.Machine.Random;
using Tests.Scenarios.Cli;

namespace Tests.Scenarios.Peer;

/// <summary>
/// Small sorted sets of 7.0 forget the sign of a zero, large ones keep it. The digest of a directory is that of a
/// server which loads it, at every size, and after rewrites of both kinds.
/// </summary>
public sealed class PackedSortedSetTests
{
    private static readonly string[] Scores = ["-0", "-0", "-0.0", "0", "1", "-1", "1e300", "-1e-300", "inf"];

    [PeerTheory]
    [MemberData(nameof(PeerTests.Seeds), MemberType = typeof(PeerTests))]
    public void TheDigestIsThatOfTheServer(ulong seed)
    {
        var chance = new Seed(seed).Stream("packed");
        using var peer = new RealPeer(options: ["--zset-max-listpack-entries", "128"]);
        foreach (var preamble in (string[])["yes", "no"])
        {
            using (var client = peer.Connect())
            {
                for (var i = 0; i < 60; i++)
                {
                    Assert.NotEqual('-', client.Send(Command(chance))[0]);
                }
            }

            AssertSameDigest(peer);
            using (var client = peer.Connect())
            {
                _ = client.Send("CONFIG", "SET", "aof-use-rdb-preamble", preamble);
            }

            peer.Rewrite();
            AssertSameDigest(peer);
        }
    }

    private static void AssertSameDigest(RealPeer peer)
    {
        peer.KillAndRestart();
        _ = CapturedTerminal.Run("digest", peer.LogFolder).WentWell(holding: peer.Digest);
    }

    /// <summary>A set has few members, about 128, or one that is long.</summary>
    private static string[] Command(Prng chance)
    {
        var key = Key(chance);
        return chance.Below(6) switch
        {
            0 => ["ZUNIONSTORE", key, "2", Key(chance), Key(chance), "WEIGHTS", "1", chance.Pick<string>(["-0", "1"])],
            1 => ["ZINTERSTORE", key, "2", Key(chance), Key(chance), "AGGREGATE", "MIN"],
            2 => ["ZINCRBY", key, chance.Pick<string>(["-0", "1", "-1"]), Member(chance, 140)],
            3 => ["ZREM", key, Member(chance, 140), Member(chance, 140)],
            _ => ["ZADD", key, .. Enumerable.Range(0, chance.Pick<int>([1, 60, 140])).SelectMany(
                _ => new[] { chance.Pick<string>(Scores), Member(chance, 140) })],
        };
    }

    private static string Key(Prng chance) => "z" + chance.Below(6).ToString(CultureInfo.InvariantCulture);

    private static string Member(Prng chance, int count) =>
        chance.Below(count).ToString(CultureInfo.InvariantCulture)
            .PadLeft(chance.Below(200) == 0 ? 64 + chance.Below(2) : 3, '0');
}
