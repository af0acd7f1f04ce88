using System.Text;
using Aof.KnownDefects;
using Aof.State;

namespace Tests.Scenarios.Peer;

/// <summary>
/// What a start leaves on the disk: a log is torn at some byte, and the simulated 6.0.5 and a real server 7.0.15 live
/// three times on it, with writes in between. Datasets, replies and files agree after each step, byte for byte. Where
/// the two differ, the test says why. SIM_PEER_SEEDS of 128 or more tries every byte.
/// </summary>
public sealed class LeftFilesTests
{
    private const int Base = 128;

    private static readonly int Step = Math.Max(1, Base / PeerTests.Seeds.Count);

    private static readonly string[][] Lives =
        [["SET after 1", "RPUSH list x y"], ["MULTI", "INCR number", "SADD set z", "EXEC"], ["APPEND text more"]];

    [PeerTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void AStartOnALogOfItsOwnLeavesTheSame(bool preamble)
    {
        var (rdb, tail) = Log(preamble);
        foreach (var at in Positions(rdb, tail))
        {
            var log = Cut(rdb, tail, at);
            // The preamble of 7.0 is a file of its own, which no cut of the other one takes.
            var defects = Profile.Redis605.Defects.Without(Defect.TornTailTakesPreamble);
            Assert.Equal(StartLife.OfSimulated(log, defects, Lives), StartLife.OfReal(
                preamble
                    ? RealPeer.OwnLog(log[..Math.Min(at, rdb.Length)], log[Math.Min(at, rdb.Length)..])
                    : RealPeer.OwnLog(log), Lives));
        }
    }

    /// <summary>
    /// A cut that leaves MULTI ends 7.0's service: the second start takes it for damage in a file that is not the last.
    /// </summary>
    [PeerTheory]
    [Trait("Defect", "4342")]
    [InlineData(false)]
    [InlineData(true)]
    public void AStartOnALogThatIsTakenOverLeavesTheSame(bool preamble)
    {
        var (rdb, tail) = Log(preamble);
        foreach (var at in Positions(rdb, tail))
        {
            var log = Cut(rdb, tail, at);
            var simulated = StartLife.OfSimulated(log, Profile.Redis605.Defects, Lives);
            Assert.Equal(simulated[0].LeavesMulti ? [simulated[0], StartLife.Refusal] : simulated,
                StartLife.OfReal([(TestServer.AofName, log)], Lives));
        }
    }

    /// <summary>The dataset of the first life is gone in the second, acknowledged and synced as it was.</summary>
    [PeerTheory]
    [InlineData(1)]
    [InlineData(22)]
    public void BothCutThePreambleAwayWithTheFirstCommand(int torn)
    {
        var (rdb, tail) = Log(preamble: true);
        var lives = StartLife.OfReal([(TestServer.AofName, [.. rdb, .. tail[..torn]])], [], ["DBSIZE"]);
        Assert.Equal("", lives[0].Left);
        Assert.NotEqual(lives[0].Start, lives[1].Start);
        Assert.Equal(":0\r\n", lives[1].Replies);
    }

    /// <summary>Some positions, and one inside the first command behind the preamble.</summary>
    private static IEnumerable<int> Positions(byte[] rdb, byte[] tail) =>
        Enumerable.Range(0, (rdb.Length + tail.Length) / Step).Select(n => n * Step).Append(rdb.Length + 5)
            .Append(rdb.Length + tail.Length);

    private static byte[] Cut(byte[] rdb, byte[] tail, int at) => [.. rdb.Concat(tail).Take(at)];

    /// <summary>
    /// A log of 6.0.5: its preamble, or nothing, and what follows. 7.0 would log nothing of it in another way.
    /// </summary>
    private static (byte[] Preamble, byte[] Tail) Log(bool preamble)
    {
        var world = TestServer.Up(new AofConfig
        {
            UseRdbPreamble = true,
            Policy = FsyncPolicy.No,
            AutoRewritePercentage = 0,
            Defects = Profile.Redis605.Defects,
        });
        _ = world.SendTurn("SET a 1", "RPUSH list v");
        var rdb = preamble ? world.Rewrite().Content(TestServer.AofName) : "";
        _ = world.SendTurn(
            "SET b 22", "MULTI", "INCR number", "SELECT 1", "APPEND text word", "EXEC", "MULTI", "SADD set 1",
            "INCR number", "EXEC", "SET c 1");
        var log = Encoding.Latin1.GetBytes(world.Content(TestServer.AofName));
        return (log[..rdb.Length], log[rdb.Length..]);
    }
}
