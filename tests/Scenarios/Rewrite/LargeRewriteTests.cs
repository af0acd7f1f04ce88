using Aof.Data.Primitives;
using Aof.State;
using Sim.Machine.Disk;
using Sim.Machine.FileSystem;
using Sim.Os;

namespace Tests.Scenarios.Rewrite;

/// <summary>What a rewrite does with tens of megabytes.</summary>
public sealed class LargeRewriteTests
{
    [Fact]
    public void ADifferenceThatGrowsLargeIsTold()
    {
        var w = TestServer.Up();
        w.Machine.ChildSlowdown = 1_000_000;
        w.Send("BGREWRITEAOF");
        for (var i = 0; i < 9; i++)
        {
            w.SendBytes(Bytes.Of("SET"), Bytes.Of("k"), new Bytes(new byte[10 * 1024 * 1024]));
        }

        Assert.True(w.Logged(LogLevel.Notice, "has grown to"));
    }

    [Fact]
    public void TheChildSyncsAsItGoesAlong()
    {
        Assert.Equal(1 + 2, Syncs(incremental: true));
        Assert.Equal(2, Syncs(incremental: false));
    }

    private static int Syncs(bool incremental)
    {
        var w = TestServer.Up(new AofConfig { RewriteIncrementalFsync = incremental, Policy = FsyncPolicy.No });
        w.SendBytes(Bytes.Of("SET"), Bytes.Of("k"), new Bytes(new byte[33 * 1024 * 1024]));
        w.Send("BGREWRITEAOF");
        w.Send("SET l v");
        var file = (Inode?)null;
        for (var i = 0; file is null && i < 100; i++)
        {
            w.PassWithoutServer(1);
            var found = w.Machine.Disk.Lookup(
                Invariant($"temp-rewriteaof-{w.Status.ChildPid}.aof"));
            file = found.Ok ? found.Value : null;
        }

        w.PassUntilChildHasEnded();
        var journal = w.Machine.Disk.Journal;
        return Enumerable.Range(0, journal.Count).Count(
            i => journal[i] is Change.Synced synced && synced.Inode == file!.Number)
            - 1; // The swap syncs the difference that the server has written.
    }
}
