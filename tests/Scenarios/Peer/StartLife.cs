using System.Text;
using Aof.Data.Execution;
using Aof.KnownDefects;
using Aof.State;
using Sim.Machine.Disk;

namespace Tests.Scenarios.Peer;

/// <summary>One life of a server: a start, some writes, and kill -9. The log is text, all its files in order.</summary>
/// <param name="Start">The dataset's digest after the start, or <see cref="StartOutcome.Refused"/>.</param>
/// <param name="Left">The log that the start left; empty when it was refused.</param>
/// <param name="Replies">To the writes, one after the other.</param>
/// <param name="Written">The log after them.</param>
internal sealed record StartLife(string Start, string Left, string Replies, string Written)
{
    /// <summary>A start that was refused: there is no life.</summary>
    public static readonly StartLife Refusal = new(StartOutcome.Refused, "", "", "");

    /// <summary>Whether the log that the start left ends inside a transaction.</summary>
    public bool LeavesMulti =>
        Left.LastIndexOf("MULTI", StringComparison.Ordinal) > Left.LastIndexOf("EXEC", StringComparison.Ordinal);

    /// <summary>Lives of the simulated server with these defects on a log, one for each group of writes.</summary>
    public static IReadOnlyList<StartLife> OfSimulated(byte[] log, Defects defects, params string[][] lives)
    {
        var config = new AofConfig { Policy = FsyncPolicy.No, AutoRewritePercentage = 0, Defects = defects };
        var world = TestServer.On(config, DiskImage.Of((TestServer.AofName, log)));
        var found = new List<StartLife>();
        foreach (var writes in lives)
        {
            if (world.ExitCode is not null)
            {
                return [.. found, Refusal];
            }

            var (start, left) = (world.Server.Data.Digest(), world.Content(TestServer.AofName));
            var client = new Session(new Reply());
            var replies = string.Concat(writes.Select(write => world.Send(client, TestServer.Words(write))));
            found.Add(new StartLife(start, left, replies, world.Content(TestServer.AofName)));
            _ = world.KillAndRestart();
        }

        return found;
    }

    /// <summary>The lives of a real server 7.0 on these files.</summary>
    public static IReadOnlyList<StartLife> OfReal(
        IReadOnlyList<(string Path, byte[] Content)> files, params string[][] lives)
    {
        var found = new List<StartLife>();
        try
        {
            using var peer = new RealPeer(files);
            foreach (var writes in lives)
            {
                if (found.Count > 0)
                {
                    peer.KillAndRestart();
                }

                using var client = peer.Connect();
                var (start, left) = (peer.Digest, Text(peer));
                var replies = string.Concat(writes.Select(write => client.Send(write.Split(' '))));
                found.Add(new StartLife(start, left, replies, Text(peer)));
            }

            return found;
        }
        catch (InvalidOperationException refusal) when (refusal.Message.Contains(
            RealPeer.Ended, StringComparison.Ordinal))
        {
            return [.. found, Refusal];
        }
    }

    private static string Text(RealPeer peer) => Encoding.Latin1.GetString(peer.Log);
}
