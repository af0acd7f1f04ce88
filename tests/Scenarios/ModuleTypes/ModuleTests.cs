using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.State;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Tests.Scenarios.ModuleTypes;

/// <summary>A value of a module's type is a value like any other: executed, logged, rewritten, loaded, compared, and there after a crash.</summary>
public sealed class ModuleTests
{
    private static readonly AofConfig Config = new() { Policy = FsyncPolicy.Always, AutoRewritePercentage = 0, Commands = CounterMap.Module };

    [Fact]
    public void AModulesCommandsAreExecutedAndLoggedLikeAnyOther()
    {
        TestServer world = TestServer.Up(Config);
        Assert.Equal(["1", "2", "12", "countmaps"], [world.Send("cmap.add c a 5"), world.Send("CMAP.ADD c b 7"), world.Send("CMAP.SUM c"), world.Send("TYPE c")]);
        Assert.Equal("-WRONGTYPE Operation against a key holding the wrong kind of value", world.Send("GET c"));
        Assert.Equal("-ERR wrong number of arguments for 'cmap.add' command", world.Send("CMAP.ADD c"));
        Assert.Equal(["5", "7"], [world.Send("CMAP.TAKE c a"), world.Send("CMAP.TAKE c b")]);
        Assert.Equal(["SELECT 0", "cmap.add c a 5", "CMAP.ADD c b 7", "CMAP.TAKE c a", "DEL c"], world.Log);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(300)]
    public void LoadAfterRewriteIsIdentity(int counters)
    {
        TestServer world = Filled(counters);
        var before = world.Server.Data.Snapshot();
        world.Rewrite();
        Assert.True(world.Status.LastRewriteOk);
        Assert.Equal(((counters + 63) / 64) + 1, world.Log.Length);
        world.Restart();
        Assert.Null(before.FirstDifference(world.Server.Data, "before", "after"));
        Assert.Equal(before.Fingerprint(), world.Server.Data.Fingerprint());
        Assert.Equal(before.Digest(), world.Server.Data.Digest());
    }

    [Fact]
    public void APreambleAndADumpHoldModuleValues()
    {
        TestServer world = Filled(counters: 300).Configure(config => config with { UseRdbPreamble = true }).Restart();
        var before = world.Server.Data.Snapshot();
        world.Rewrite().KillAndRestart();
        Assert.StartsWith("REDIS0009", world.Content(TestServer.AofName), StringComparison.Ordinal);
        Assert.Null(before.FirstDifference(world.Server.Data, "before", "after"));

        var session = new Session(new Reply());
        var dump = world.Send(session, TestServer.Words("DUMP c"));
        var payload = dump[(dump.IndexOf('\n', StringComparison.Ordinal) + 1)..^2];
        Assert.Equal("+OK\r\n", world.Send(session, Bytes.Of("RESTORE"), Bytes.Of("copy"), Bytes.Of("0"), Bytes.Of(payload)));
        Assert.Equal(world.Send("CMAP.SUM c"), world.Send("CMAP.SUM copy"));

        Assert.Equal(1, world.Configure(config => config with { Commands = RedisCommands.Table }).KillAndRestart().ExitCode);
        Assert.Contains("the type 'countmaps', whose module is not loaded", world.ExitReason, StringComparison.Ordinal);
    }

    [Fact]
    public void ASnapshotSeesNoLaterWrite()
    {
        TestServer world = Filled(counters: 100);
        var (snapshot, digest) = (world.Server.Data.Snapshot(), world.Server.Data.Digest());
        world.Send("CMAP.ADD c n0 1");
        Assert.Equal(digest, snapshot.Digest());
        Assert.Contains("key 'c', saved", snapshot.FirstDifference(world.Server.Data, "snapshot", "now"), StringComparison.Ordinal);
        Assert.NotEqual(snapshot.Fingerprint(), world.Server.Data.Fingerprint());
    }

    [Fact]
    public void WritesDuringARewriteAreInTheNewLog()
    {
        TestServer world = Filled(counters: 300);
        world.Send("BGREWRITEAOF");
        world.Send("CMAP.ADD c n7 1000");
        world.Send("MULTI");
        world.PassUntilChildHasEnded().KillAndRestart();
        Assert.Equal("1007", world.Send("CMAP.GET c n7"));
        Assert.Equal("CMAP.ADD c n7 1000", world.Log[^1]);
    }

    [Fact]
    public void DeadlinesAreThoseOfTheKey()
    {
        TestServer world = Filled(counters: 2);
        world.Send("PEXPIRE c 5000");
        world.Send("CMAP.ADD c n0 1");
        world.Rewrite().KillAndRestart();
        Assert.Equal(["2", "1"], [world.Send("CMAP.SUM c"), world.Send("EXISTS c")]);
        world.Pass(6000);
        Assert.Equal(["0", "1"], [world.Send("CMAP.SUM c"), world.Send("CMAP.ADD c fresh 1")]);
        Assert.Equal(["DEL c", "CMAP.ADD c fresh 1"], world.Log[^2..]);
        Assert.Equal("-1", world.Send("TTL c"));
    }

    [Fact]
    public void ALogWithACommandOfAModuleThatIsNotLoadedIsRefused()
    {
        TestServer world = Filled(counters: 1).Configure(config => config with { Commands = RedisCommands.Table }).KillAndRestart();
        Assert.Equal(1, world.ExitCode);
        Assert.Contains("unknown command 'CMAP.ADD'", world.ExitReason, StringComparison.Ordinal);
        Assert.StartsWith("-ERR unknown command `CMAP.ADD`", TestServer.Up().Send("CMAP.ADD c a 1"), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatWasAcknowledgedIsThereAfterEveryPowerLoss()
    {
        // Three acknowledged writes and a rewrite between them, and power is lost at each change of the disk.
        TestServer world = TestServer.Up(Config);
        var model = new CrashModel(DiskImage.Empty, world.Machine.Disk.Journal);
        var acknowledged = new List<(int Moment, long Sum)> { (world.Moment, 0) };
        foreach (var command in (string[])["CMAP.ADD c a 1", "CMAP.ADD c b 10", "BGREWRITEAOF", "CMAP.ADD c a 100"])
        {
            world.Send(command);
            world.Pass(command == "BGREWRITEAOF" ? 300 : 1);
            acknowledged.Add((world.Moment, long.Parse(world.Send("CMAP.SUM c"), System.Globalization.CultureInfo.InvariantCulture)));
        }

        var states = 0;
        for (var at = acknowledged[0].Moment; at <= world.Moment; at++)
        {
            model.MoveTo(at);
            var least = acknowledged.Last(one => one.Moment <= at).Sum;
            foreach (var image in model.PowerLossImages(DiskPreset.PosixWeak, 16, new Prng(new Seed(1))))
            {
                if (TestServer.On(Config, image) is not { ExitReason: null } recovered)
                {
                    continue; // The disk left what no log is; that such a start is refused is a law elsewhere.
                }

                var sum = long.Parse(recovered.Send("CMAP.SUM c"), System.Globalization.CultureInfo.InvariantCulture);
                Assert.True(sum >= least && acknowledged.Exists(one => one.Sum == sum), $"{sum} after change {at}, at least {least} was acknowledged");
                states++;
            }
        }

        Assert.Equal([0, 1, 11, 11, 111], acknowledged.Select(one => one.Sum));
        Assert.True(states > 30, $"only {states} states");
    }

    private static TestServer Filled(int counters)
    {
        TestServer world = TestServer.Up(Config);
        world.Send(string.Join(' ', Enumerable.Range(0, counters).Select(number => $"n{number} {number}").Prepend("CMAP.ADD c")));
        return world;
    }
}
