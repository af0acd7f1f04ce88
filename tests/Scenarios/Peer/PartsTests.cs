using Aof.State;
using Sim.Machine.Disk;
using Tests.Scenarios.MultiPart;

namespace Tests.Scenarios.Peer;

/// <summary>A real server and ours load each other's directories.</summary>
public sealed class PartsTests
{
    private const int Commands = 400;

    [AnyPeerTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void EachLoadsTheOthersDirectory(bool preamble)
    {
        using var peer = new RealPeer(log: null, "--aof-use-rdb-preamble", preamble ? "yes" : "no");
        using var duel = Comparison.Fight(
            peer, seed: 3, CommandStream.Of(seed: 3, Commands, Families.All), Parts.Config(PeerProfile.Current));
        AssertTakes(peer);
        peer.Rewrite();
        AssertTakes(peer);
    }

    /// <summary>As it is, and in the middle of a rewrite, torn at its end.</summary>
    [AnyPeerTheory]
    [InlineData(false)]
    [InlineData(true)]
    public void TheRealServerLoadsOurs(bool preamble)
    {
        var config = Parts.Config(PeerProfile.Current, FsyncPolicy.No) with { UseRdbPreamble = preamble };
        var w = TestServer.Up(config);
        w.SendTurn("SET k v", "RPUSH l a b");
        w.Rewrite();
        w.SendTurn("BGREWRITEAOF", "APPEND k w", "SADD s 1 2 3");
        AssertPeerHas(w, Parts.FilesOf(w));
        w.PassUntilChildHasEnded();
        (string Path, byte[] Content)[] torn = [.. Parts.FilesOf(w).Select(
            file => file.Path == Parts.Increment(3) ? (file.Path, [.. file.Content, .. "*3\r\n$3"u8]) : file)];
        AssertPeerHas(w, torn);
    }

    private static void AssertPeerHas(TestServer ours, (string Path, byte[] Content)[] files)
    {
        Assert.Contains(files, file => file.Path == Parts.Manifest);
        using var peer = new RealPeer(files);
        Assert.Equal(ours.Server.Data.Digest(), peer.Digest);
    }

    private static void AssertTakes(RealPeer peer)
    {
        var files = Directory.GetFiles(peer.LogFolder).Select(
            path => (Parts.Folder + Path.GetFileName(path), File.ReadAllBytes(path)));
        var ours = TestServer.On(Parts.Config(PeerProfile.Current), DiskImage.Of([.. files]));
        Assert.True(ours.ExitReason is null, ours.ExitReason);
        Assert.Equal(peer.Digest, ours.Server.Data.Digest());
    }
}
