using Aof.KnownDefects;
using Aof.State;

namespace Tests.Scenarios.KnownDefects;

/// <summary>
/// What versions of Redis do while they load the log: each shows when it is switched on, and not when it is off.
/// </summary>
public sealed class LoadDefectsTests
{
    private static Defects Only(Defect defect, bool on) => on ? Defects.Of(defect) : Defects.None;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void TornTailRefused(bool on) =>
        Assert.Equal(on ? 1 : null,
        TestServer.On(Resp.Log("SELECT 0", "SET k 1") + "*3\r\n$3", Only(Defect.TornTailRefused, on)).ExitCode);

    [Theory]
    [Trait("Defect", "5201")]
    [InlineData(true, "(nil)")]
    [InlineData(false, "1")]
    public void HalfTransactionKept(bool on, string found)
    {
        var w = TestServer.On(Resp.Log("SELECT 0", "MULTI", "SET a 1"), Only(Defect.HalfTransactionKept, on));
        Assert.Equal("OK", w.Send("SET k 1"));
        Assert.Equal(found, w.Restart().Send("GET k"));
    }

    /// <summary>
    /// Behind the torn half 6.0.5 writes another transaction: its EXEC ends both, and what follows is not lost. So it
    /// is in a log that the fixed server takes over.
    /// </summary>
    [Fact]
    [Trait("Defect", "4342")]
    public void ATransactionBehindATornOneKeepsWhatFollows()
    {
        var writer = TestServer.Up(defects: Defects.Redis605);
        writer.Send("SET z 1");
        writer.SendTurn("MULTI", "SET a 1", "SET a2 1", "EXEC");
        var second = TestServer.On(writer.Content(TestServer.AofName)[..^20], Defects.Redis605);
        second.SendTurn("MULTI", "SET b 1", "SET b2 1", "EXEC");
        second.SendTurn("SET c 1", "SET d 1");
        foreach (var defects in (Defects[])[Defects.Redis605, Defects.None])
        {
            var third = TestServer.On(second.Content(TestServer.AofName), defects);
            Assert.Equal("[1, (nil), 1, 1, 1, 1, 1]", third.Send("MGET a a2 b b2 c d z"));
            Assert.Equal(third.Server.Data.Digest(), third.KillAndRestart().Server.Data.Digest());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AppendAtOldOffset(bool on)
    {
        var w = TestServer.On(Resp.Log("SELECT 0", "SET k 1") + "*3\r\n$3", Only(Defect.AppendAtOldOffset, on));
        Assert.Equal("OK", w.Send("SET k 2"));
        Assert.Equal(on ? 1 : null, w.Restart().ExitCode);
    }

    [Theory]
    [Trait("Defect", "4950")]
    [InlineData(true, "b")]
    [InlineData(false, "ab")]
    public void PreambleDropsExpired(bool on, string found)
    {
        var w = TestServer.Up(
            new AofConfig
            {
                Policy = FsyncPolicy.Always,
                UseRdbPreamble = true,
                Defects = Only(Defect.PreambleDropsExpired, on)
            });
        w.Send("SET k a PX 5000");
        w.Rewrite().SendTurn("APPEND k b", "PERSIST k");
        Assert.Equal(found, w.PassWithoutServer(6000).KillAndRestart().Send("GET k"));
    }

    [Theory]
    [InlineData(true, "[(nil), 1]")]
    [InlineData(false, "[1, 1]")]
    public void TornTailTakesPreamble(bool on, string found)
    {
        var w = TestServer.Up(
            new AofConfig { UseRdbPreamble = true, Defects = Only(Defect.TornTailTakesPreamble, on) });
        w.Send("SET k 1");
        var torn = w.Rewrite().Content(TestServer.AofName) + "*2\r\n$6\r\nSEL";
        var second = TestServer.On(torn, Only(Defect.TornTailTakesPreamble, on));
        Assert.Equal("[1, (nil)]", second.Send("MGET k after"));
        second.Send("SET after 1");
        Assert.Equal(found, second.KillAndRestart().Send("MGET k after"));
    }

    [Theory]
    [Trait("Defect", "716")]
    [Trait("Defect", "4016")]
    [Trait("Defect", "10550")]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public void BaseSizeForgotten(bool on, int rewrites)
    {
        var config = new AofConfig
        {
            UseRdbPreamble = true,
            AutoRewriteMinSize = 1,
            Defects = Only(Defect.BaseSizeForgotten, on),
        };
        var w = TestServer.Up(config with { AutoRewritePercentage = 0 });
        w.Rewrite().SendTurn("SET k 1", "SET k 2", "SET k 3", "SET k 4", "SET k 5", "SET k 6");
        w.Configure(_ => config).Restart().Pass(1000);
        Assert.Equal(1 + rewrites, w.CountLogged("has begun to rewrite"));
    }
}
