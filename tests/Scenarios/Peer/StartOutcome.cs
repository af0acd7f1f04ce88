using Aof.Data.Execution;
using Aof.KnownDefects;
using Aof.State;
using Sim.Machine.Disk;

namespace Tests.Scenarios.Peer;

/// <summary>
/// The outcome of a start on a log that a crash left: the dataset, the replies to some writes, and the dataset after
/// kill -9 and another start.
/// </summary>
/// <param name="Start">The dataset's digest, or <see cref="Refused"/>.</param>
/// <param name="Replies">To the writes, one after the other; empty when it did not start.</param>
/// <param name="End">The digest after them.</param>
/// <param name="Restart">The digest after the second start, or <see cref="Refused"/>.</param>
internal sealed record StartOutcome(string Start, string Replies, string End, string Restart)
{
    public const string Refused = "refused";

    /// <summary>Whether acknowledged writes are missing after the second start.</summary>
    public bool Forgets => Start != Refused && Restart != Refused && Restart != End;

    /// <summary>The outcome on the simulated machine, under a profile.</summary>
    public static StartOutcome OfSimulated(byte[] log, Profile profile, params string[] writes)
    {
        var config = new AofConfig { Policy = FsyncPolicy.No, AutoRewritePercentage = 0, Defects = profile.Defects };
        var world = TestServer.On(config, DiskImage.Of((TestServer.AofName, log)));
        if (world.ExitCode is not null)
        {
            return new StartOutcome(Refused, "", "", "");
        }

        var (start, client) = (world.Server.Data.Digest(), new Session(new Reply()));
        var replies = string.Concat(writes.Select(write => world.Send(client, TestServer.Words(write))));
        var end = world.Server.Data.Digest();
        _ = world.KillAndRestart();
        return new StartOutcome(start, replies, end, world.ExitCode is null ? world.Server.Data.Digest() : Refused);
    }

    /// <summary>
    /// The outcome with a real server 7.0 that takes the log over from an older version: the log becomes the base of
    /// the new layout, and writes go to another file.
    /// </summary>
    public static StartOutcome OfOldLog(byte[] log, params string[] writes) =>
        OfReal([(TestServer.AofName, log)], writes);

    /// <summary>
    /// The outcome with a real server 7.0 for which the log is its own and was never rewritten: writes go to its end.
    /// </summary>
    public static StartOutcome OfOwnLog(byte[] log, params string[] writes) =>
        OfReal(RealPeer.OwnLog(log), writes);

    private static StartOutcome OfReal(IReadOnlyList<(string Path, byte[] Content)> files, string[] writes)
    {
        var fate = new StartOutcome(Refused, "", "", "");
        try
        {
            using var peer = new RealPeer(files);
            using (var client = peer.Connect())
            {
                // In this order: the digest before the writes, the writes, the digest after them.
                fate = new StartOutcome(peer.Digest,
                    string.Concat(writes.Select(write => client.Send(write.Split(' ')))), peer.Digest, Refused);
            }

            peer.KillAndRestart();
            return fate with { Restart = peer.Digest };
        }
        catch (InvalidOperationException refusal) when (refusal.Message.Contains(
            RealPeer.Ended, StringComparison.Ordinal))
        {
            return fate;
        }
    }
}
