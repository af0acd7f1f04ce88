using Aof.KnownDefects;
using Aof.Load;
using Aof.State;

namespace Tests.Scenarios.MultiPart;

/// <summary>
/// aof-load-corrupt-tail-max-size of Redis 8.4: damage with less than so many bytes to the end is cut off. Texts and
/// results are those of 8.6.3.
/// </summary>
public sealed class CorruptTailTests
{
    private const string Junk = "junk\r\n";

    private static readonly string Log = Resp.Log("SELECT 0", "SET k v");

    [Theory]
    [InlineData(0, false)]
    [InlineData(6, false)]
    [InlineData(7, true)]
    public void LessThanTheSizeIsCutOff(long size, bool starts)
    {
        var w = Start(size, "", Log + Junk);
        Assert.Equal(starts, w.ExitReason is null);
        Assert.Equal(starts ? Log : Log + Junk, w.Content(Parts.Increment(1)));
        if (starts)
        {
            Assert.Equal(LoadOutcome.Truncated, w.Server.Loaded.Outcome);
            w.SendTurn("SET l w");
            Assert.Equal(["v", "w"], w.KillAndRestart().SendTurn("GET k", "GET l"));
        }
    }

    /// <summary>The open transaction goes too: 8.6.3 leaves its beginning, as it does of one that is torn.</summary>
    [Fact]
    public void DamageInATransactionTakesAllOfIt()
    {
        var begun = Log + Resp.Log("MULTI", "SET a 1");
        Assert.Equal(Log, Start(1000, "", begun + Junk).Content(Parts.Increment(1)));
        Assert.Equal(begun, Start(1000, "", begun + Junk, Profile.Redis86.Defects).Content(Parts.Increment(1)));
    }

    [Fact]
    public void OnlyTheLastFileIsCut()
    {
        var w = Start(1000, Log + Junk, Log);
        Assert.Equal(1, w.ExitCode);
        Assert.Equal(Log + Junk, w.Content(Parts.Base(1)));
    }

    /// <summary>What is missing at the end is the matter of aof-load-truncated.</summary>
    [Fact]
    public void ATornEndIsAnother()
    {
        var w = TestServer.On(Config(1000) with { LoadTruncated = false }, Parts.Disk(
            Parts.Base(1), "", Parts.Increment(1), Log + "*3\r\n$3", Parts.Manifest, Parts.FirstManifest));
        Assert.Equal(1, w.ExitCode);
    }

    [Theory]
    [InlineData("0", "OK")]
    [InlineData("4096", "OK")]
    [InlineData("5k", "couldn't be parsed into an integer")]
    [InlineData("-1", "must be between 0 and 9223372036854775807 inclusive")]
    public void ItIsASettingOf84AndLater(string value, string reply)
    {
        const string Name = "aof-load-corrupt-tail-max-size";
        Assert.EndsWith(reply, TestServer.Up(Config(0)).Send($"CONFIG SET {Name} {value}"), StringComparison.Ordinal);
        Assert.Equal($"[{Name}, 0]", TestServer.Up(Config(0)).Send($"CONFIG GET {Name}"));
        Assert.Equal("[]", TestServer.UpWithParts().Send($"CONFIG GET {Name}"));
        Assert.Contains("Unsupported CONFIG parameter", TestServer.UpWithParts().Send($"CONFIG SET {Name} 5"),
            StringComparison.Ordinal);
        Assert.NotNull(TestServer.On(Config(1000) with { Dialect = Dialect.Redis8 }, Parts.Disk(
            Parts.Base(1), "", Parts.Increment(1), Log + Junk, Parts.Manifest, Parts.FirstManifest)).ExitReason);
    }

    private static TestServer Start(long size, string @base, string increment, Defects defects = default) =>
        TestServer.On(Config(size) with { Defects = defects }, Parts.Disk(
            Parts.Base(1), @base, Parts.Increment(1), increment, Parts.Manifest, Parts.FirstManifest));

    private static AofConfig Config(long size) => new() { Dialect = Dialect.Redis86, LoadCorruptTailMaxSize = size };
}
