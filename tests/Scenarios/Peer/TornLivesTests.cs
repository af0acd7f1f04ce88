using System.Text;
using Aof.KnownDefects;
using Tests.Scenarios.Load;

namespace Tests.Scenarios.Peer;

/// <summary>
/// A log that 6.0.5 wrote through torn transactions and several starts: the real server and ours load the same, and
/// the simulated 6.0.5 leaves the same bytes.
/// </summary>
public sealed class TornLivesTests
{
    private const int Lives = 5;

    [PeerTheory]
    [Trait("Defect", "4342")]
    [MemberData(nameof(PeerTests.Seeds), MemberType = typeof(PeerTests))]
    public void EveryLifeIsLoadedAlike(ulong seed)
    {
        foreach (var (log, kept) in TornLives.Of(seed, Lives))
        {
            var torn = log[..kept];
            var simulated = TornLives.Started(torn, Profile.Redis605);
            using var peer = new RealPeer(RealPeer.OwnLog(Encoding.Latin1.GetBytes(torn)));
            Assert.Equal(peer.Digest, simulated.Server.Data.Digest());
            Assert.Equal(peer.Digest, TornLives.Started(torn, Profile.Hardened).Server.Data.Digest());
            Assert.Equal(
                Encoding.Latin1.GetString(File.ReadAllBytes(peer.LastPart)), simulated.Content(TestServer.AofName));
        }
    }
}
