using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.State;
using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Tests.Scenarios.ModuleTypes;

/// <summary>
/// A value of a module's type is a value like any other: executed, logged, rewritten, loaded, compared, and there after
/// a crash.
/// </summary>
public sealed class ModuleTests
{
    private static readonly AofConfig Config = new()
    {
        Policy = FsyncPolicy.Always,
        AutoRewritePercentage = 0,
        Commands = CounterMap.Module,
    };

    [Fact]
    public void AModulesCommandsAreExecutedAndLoggedLikeAnyOther()
    {
        var server = TestServer.Up(Config);
        Assert.Equal(["1", "2", "12", "countmaps"],
            [server.Send("cmap.add c a 5"), server.Send("CMAP.ADD c b 7"), server.Send("CMAP.SUM c"),
                server.Send("TYPE c")]);
        Assert.Equal("-WRONGTYPE Operation against a key holding the wrong kind of value", server.Send("GET c"));
        Assert.Equal("-ERR wrong number of arguments for 'cmap.add' command", server.Send("CMAP.ADD c"));
        Assert.Equal(["5", "7"], [server.Send("CMAP.TAKE c a"), server.Send("CMAP.TAKE c b")]);
        Assert.Equal(["SELECT 0", "cmap.add c a 5", "CMAP.ADD c b 7", "CMAP.TAKE c a", "DEL c"], server.Log);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(300)]
    public void LoadAfterRewriteIsIdentity(int counters)
    {
        var server = Filled(counters);
        var before = server.Server.Data.Snapshot();
        server.Rewrite();
        Assert.True(server.Status.LastRewriteOk);
        Assert.Equal(((counters + 63) / 64) + 1, server.Log.Length);
        server.Restart();
        Assert.Null(before.FirstDifference(server.Server.Data, "before", "after"));
        Assert.Equal(before.Fingerprint(), server.Server.Data.Fingerprint());
        Assert.Equal(before.Digest(), server.Server.Data.Digest());
    }

    [Fact]
    public void APreambleAndADumpHoldModuleValues()
    {
        var server = Filled(counters: 300).Configure(config => config with { UseRdbPreamble = true }).Restart();
        var before = server.Server.Data.Snapshot();
        server.Rewrite().KillAndRestart();
        Assert.StartsWith("REDIS0009", server.Content(TestServer.AofName), StringComparison.Ordinal);
        Assert.Null(before.FirstDifference(server.Server.Data, "before", "after"));

        var session = new Session(new Reply());
        var dump = server.Send(session, TestServer.Words("DUMP c"));
        var payload = dump[(dump.IndexOf('\n', StringComparison.Ordinal) + 1)..^2];
        Assert.Equal(
            "+OK\r\n", server.Send(session, Bytes.Of("RESTORE"), Bytes.Of("copy"), Bytes.Of("0"), Bytes.Of(payload)));
        Assert.Equal(server.Send("CMAP.SUM c"), server.Send("CMAP.SUM copy"));

        Assert.Equal(
            1, server.Configure(config => config with { Commands = RedisCommands.Table }).KillAndRestart().ExitCode);
        Assert.Contains(
            "the type 'countmaps', whose module is not loaded", server.ExitReason, StringComparison.Ordinal);
    }

    [Fact]
    public void ASnapshotSeesNoLaterWrite()
    {
        var server = Filled(counters: 100);
        var (snapshot, digest) = (server.Server.Data.Snapshot(), server.Server.Data.Digest());
        server.Send("CMAP.ADD c n0 1");
        Assert.Equal(digest, snapshot.Digest());
        Assert.Contains(
            "key 'c', saved", snapshot.FirstDifference(server.Server.Data, "snapshot", "now"),
            StringComparison.Ordinal);
        Assert.NotEqual(snapshot.Fingerprint(), server.Server.Data.Fingerprint());
    }

    [Fact]
    public void WritesDuringARewriteAreInTheNewLog()
    {
        var server = Filled(counters: 300);
        server.Send("BGREWRITEAOF");
        server.Send("CMAP.ADD c n7 1000");
        server.Send("MULTI");
        server.PassUntilChildHasEnded().KillAndRestart();
        Assert.Equal("1007", server.Send("CMAP.GET c n7"));
        Assert.Equal("CMAP.ADD c n7 1000", server.Log[^1]);
    }

    [Fact]
    public void DeadlinesAreThoseOfTheKey()
    {
        var server = Filled(counters: 2);
        server.Send("PEXPIRE c 5000");
        server.Send("CMAP.ADD c n0 1");
        server.Rewrite().KillAndRestart();
        Assert.Equal(["2", "1"], [server.Send("CMAP.SUM c"), server.Send("EXISTS c")]);
        server.Pass(6000);
        Assert.Equal(["0", "1"], [server.Send("CMAP.SUM c"), server.Send("CMAP.ADD c fresh 1")]);
        Assert.Equal(["DEL c", "CMAP.ADD c fresh 1"], server.Log[^2..]);
        Assert.Equal("-1", server.Send("TTL c"));
    }

    [Fact]
    public void ALogWithACommandOfAModuleThatIsNotLoadedIsRefused()
    {
        var server =
            Filled(counters: 1).Configure(config => config with { Commands = RedisCommands.Table }).KillAndRestart();
        Assert.Equal(1, server.ExitCode);
        Assert.Contains("unknown command 'CMAP.ADD'", server.ExitReason, StringComparison.Ordinal);
        Assert.StartsWith(
            "-ERR unknown command `CMAP.ADD`", TestServer.Up().Send("CMAP.ADD c a 1"), StringComparison.Ordinal);
    }

    [Fact]
    public void WhatWasAcknowledgedIsThereAfterEveryPowerLoss()
    {
        // Three acknowledged writes and a rewrite between them, and power is lost at each change of the disk.
        var server = TestServer.Up(Config);
        var model = new CrashModel(DiskImage.Empty, server.Machine.Disk.Journal);
        var acknowledged = new List<(int Moment, long Sum)> { (server.Moment, 0) };
        foreach (var command in (string[])["CMAP.ADD c a 1", "CMAP.ADD c b 10", "BGREWRITEAOF", "CMAP.ADD c a 100"])
        {
            server.Send(command);
            server.Pass(command == "BGREWRITEAOF" ? 300 : 1);
            acknowledged.Add(
                (server.Moment,
                    long.Parse(server.Send("CMAP.SUM c"), System.Globalization.CultureInfo.InvariantCulture)));
        }

        var states = 0;
        for (var at = acknowledged[0].Moment; at <= server.Moment; at++)
        {
            model.MoveTo(at);
            var least = acknowledged.Last(one => one.Moment <= at).Sum;
            foreach (var image in model.PowerLossImages(DiskPreset.PosixWeak, 16, new Prng(new Seed(1))))
            {
                if (TestServer.On(Config, image) is not { ExitReason: null } recovered)
                {
                    continue; // The disk left no valid log. Other tests check that such a start is refused.
                }

                var sum = long.Parse(recovered.Send("CMAP.SUM c"), System.Globalization.CultureInfo.InvariantCulture);
                Assert.True(sum >= least && acknowledged.Exists(one => one.Sum == sum),
                    $"{sum} after change {at}, at least {least} was acknowledged");
                states++;
            }
        }

        Assert.Equal([0, 1, 11, 11, 111], acknowledged.Select(one => one.Sum));
        Assert.True(states > 30, $"only {states} states");
    }

    private static TestServer Filled(int counters)
    {
        var server = TestServer.Up(Config);
        server.Send(string.Join(
            ' ', Enumerable.Range(0, counters).Select(number => $"n{number} {number}").Prepend("CMAP.ADD c")));
        return server;
    }
}
