using Aof.KnownDefects;
using Aof.Load;
using Aof.State;
using Sim.Machine.Disk;

namespace Tests.Scenarios.MultiPart;

/// <summary>aof-timestamp-enabled: lines that say in which second the commands behind them were executed.</summary>
public sealed class AnnotationTests
{
    [Fact]
    public void TheFirstRecordOfASecondHasItsTime()
    {
        var w = Annotated();
        w.SendTurn("SET a 1", "SET b 1");
        w.Pass(1000).SendTurn("MULTI", "SET c 1", "SET d 1", "EXEC");
        var second = w.NowMs / 1000;
        var log = w.Content(Parts.Increment(1));
        Assert.DoesNotContain($"#TS:{second - 1}", log, StringComparison.Ordinal); // The base has it.
        Assert.Contains($"#TS:{second}\r\n*1\r\n$5\r\nMULTI", log, StringComparison.Ordinal);
        Assert.Equal(2, log.Split("#TS:").Length);
        Assert.StartsWith($"#TS:{second - 1}\r\n", w.Content(Parts.Base(1)), StringComparison.Ordinal);
    }

    [Fact]
    public void ARestartReadsOverThem()
    {
        var w = Annotated();
        w.SendTurn("SET a 1");
        w.Pass(2000).SendTurn("SET a 2");
        Assert.Equal("2", w.KillAndRestart().Send("GET a"));
        Assert.Equal(3, w.Server.Loaded.Commands); // SELECT too.
    }

    [Fact]
    public void OneServerHasTheSettingAndTheOtherNot()
    {
        Assert.Equal("[aof-timestamp-enabled, no]", TestServer.UpWithParts().Send("CONFIG GET aof-timestamp*"));
        Assert.Equal("OK", TestServer.UpWithParts().Send("CONFIG SET aof-timestamp-enabled yes"));
        Assert.StartsWith("-ERR Unsupported", TestServer.Up().Send("CONFIG SET aof-timestamp-enabled yes"),
            StringComparison.Ordinal);
    }

    /// <summary>7.0.15 takes the rest for a line, and writes behind it: without the setting that is damage.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ATornOneIsCutAndNotWrittenBehind(bool asRedis70)
    {
        var profile = asRedis70 ? Profile.Redis70 : Profile.Hardened7;
        var log = Resp.Log("SET a 1") + "#TS:16000";
        var w = TestServer.On(
            Parts.Config(profile), Parts.Disk(Parts.Manifest, OnlyIncrement, Parts.Increment(1), log));
        Assert.Equal(asRedis70 ? LoadOutcome.Loaded : LoadOutcome.Truncated, w.Server.Loaded.Outcome);
        w.SendTurn("SET b 1");
        w.Pass(2000);
        Assert.Equal(asRedis70 ? 1 : null, w.KillAndRestart().ExitCode);
    }

    [Fact]
    public void OneBehindTheLastCommandStays()
    {
        var log = Resp.Log("SET a 1") + "#TS:1600000000\r\n#by hand\r\n";
        var w = TestServer.On(
            Parts.Config(), Parts.Disk(Parts.Manifest, OnlyIncrement, Parts.Increment(1), log));
        w.SendTurn("SET b 1");
        w.Pass(2000);
        Assert.StartsWith(log, w.Content(Parts.Increment(1)), StringComparison.Ordinal);
        Assert.Equal("1", w.KillAndRestart().Send("GET b"));
    }

    private const string OnlyIncrement = "file appendonly.aof.1.incr.aof seq 1 type i\n";

    private static TestServer Annotated() =>
        TestServer.On(Parts.Config(FsyncPolicy.No) with { Timestamps = true }, DiskImage.Empty);
}
