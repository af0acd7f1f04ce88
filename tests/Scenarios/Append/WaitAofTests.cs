using Aof.Data.Execution;
using Aof.KnownDefects;
using Aof.State;
using Tests.Scenarios.MultiPart;

namespace Tests.Scenarios.Append;

/// <summary>WAITAOF of Redis 7.2: what it answers, when, and to whom.</summary>
public sealed class WaitAofTests
{
    private readonly Session client = new(new Reply());

    [Theory]
    [InlineData(FsyncPolicy.Always, 0, "[1, 0]")]
    [InlineData(FsyncPolicy.EverySecond, 0, "(waits)")]
    [InlineData(FsyncPolicy.EverySecond, 2000, "[1, 0]")]
    [InlineData(FsyncPolicy.No, 60_000, "(waits)")]
    public void ItWaitsForTheFsyncOfThePolicy(FsyncPolicy policy, int ms, string reply)
    {
        var w = TestServer.UpWithParts(policy);
        w.Send(client, "SET k v");
        var first = w.Send(client, "WAITAOF 1 0 0");
        Assert.Equal(reply, ms == 0 ? first : After(w.Pass(ms)));
        Assert.Equal(reply != "[1, 0]", w.PowerLossMayTake("k", "v"));
    }

    [Fact]
    public void ARewriteCoversWhatNoFsyncOfThePolicyDoes()
    {
        var w = TestServer.UpWithParts(FsyncPolicy.No);
        w.Send(client, "SET k v");
        Assert.Equal("(waits)", w.Send(client, "WAITAOF 1 0 0"));
        Assert.Equal("[1, 0]", After(w.Rewrite()));
        Assert.False(w.PowerLossMayTake("k", "v"));
    }

    [Fact]
    public void OnlyTheWritesOfTheClientItselfCount()
    {
        var w = TestServer.UpWithParts(FsyncPolicy.No);
        w.Send("SET other 1");
        Assert.Equal("[1, 0]", w.Send(client, "WAITAOF 1 0 0"));
        w.Send(client, "GET other");
        Assert.Equal("[1, 0]", w.Send(client, "WAITAOF 1 0 0"));
        w.Send(client, "SET own 1");
        Assert.Equal("[0, 0]", w.Send(client, "WAITAOF 0 0 0"));
    }

    [Theory]
    [InlineData("WAITAOF 1 0 250")]
    [InlineData("WAITAOF 0 1 250")]
    public void ATimeoutEndsIt(string command)
    {
        var w = TestServer.UpWithParts(FsyncPolicy.No);
        w.Send(client, "SET k v");
        Assert.Equal("(waits)", w.Send(client, command));
        Assert.Equal("(waits)", After(w.Pass(249)));
        Assert.Equal("[0, 0]", After(w.Pass(3)));
    }

    [Theory]
    [InlineData("WAITAOF 2 0 0", "value is out of range, value must between 0 and 1")]
    [InlineData("WAITAOF -1 0 0", "value is out of range, value must between 0 and 1")]
    [InlineData("WAITAOF x 0 0", "value is not an integer or out of range")]
    [InlineData("WAITAOF 1 -1 0", "value is out of range, must be positive")]
    [InlineData("WAITAOF 1 0 -1", "timeout is negative")]
    [InlineData("WAITAOF 1 0 x", "timeout is not an integer or out of range")]
    [InlineData("WAITAOF 1 0 9223372036854775807", "timeout is out of range")]
    [InlineData("WAITAOF 1 0", "wrong number of arguments for 'waitaof' command")]
    public void BadArgumentsAreRefused(string command, string error) =>
        Assert.Equal("-ERR " + error, TestServer.UpWithParts().Send(client, command));

    [Fact]
    public void WithoutALogThereIsNothingToWaitFor()
    {
        const string Off = "-ERR WAITAOF cannot be used when numlocal is set but appendonly is disabled.";
        var w = TestServer.UpWithParts(FsyncPolicy.No);
        w.Send(client, "SET k v");
        Assert.Equal("(waits)", w.Send(client, "WAITAOF 1 0 0"));
        w.Send("CONFIG SET appendonly no");
        Assert.Equal(Off, TestServer.RepliesOf(client));
        Assert.Equal(Off, w.Send(client, "WAITAOF 1 0 0"));
        Assert.Equal("[0, 0]", w.Send(client, "WAITAOF 0 0 0"));
    }

    [Fact]
    public void ATransactionDoesNotWait()
    {
        var w = TestServer.UpWithParts(FsyncPolicy.No);
        w.Send(client, "SET k v");
        w.Send(client, "MULTI");
        w.Send(client, "WAITAOF 1 0 0");
        Assert.Equal("[[0, 0]]", w.Send(client, "EXEC"));
    }

    /// <summary>No later fsync of that file proves anything.</summary>
    [Fact]
    public void AfterAFailedFsyncOnlyANewFileAnswers()
    {
        var w = TestServer.UpWithParts(
            FsyncPolicy.EverySecond, faults: ["EIO on sync-data by background, 1st call, once",
                "ENOMEM on fork, 1st call, once"]);
        w.Pass(1000).Send(client, "SET k v");
        Assert.Equal("(waits)", w.Send(client, "WAITAOF 1 0 0"));
        Assert.Equal("(waits)", After(w.Pass(300)));
        Assert.Equal("[1, 0]", After(w.Pass(5000).PassUntilChildHasEnded()));
        Assert.False(w.PowerLossMayTake("k", "v"));
    }

    [Fact]
    public void ADisconnectedClientWaitsNoMore()
    {
        var w = TestServer.UpWithParts(FsyncPolicy.No);
        w.Send(client, "SET k v");
        Assert.Equal("(waits)", w.Send(client, "WAITAOF 1 0 0"));
        w.Server.Forget(client);
        Assert.Equal("", After(w.Rewrite()));
    }

    [Fact]
    public void TheProfileOf70DoesNotKnowIt()
    {
        var is70 = TestServer.Up(Parts.Config(Profile.Redis70));
        Assert.StartsWith(
            "-ERR unknown command 'WAITAOF'", is70.Send(client, "WAITAOF 1 0 0"), StringComparison.Ordinal);
        var is72 = TestServer.Up(Parts.Config(defects: Profile.Redis72.Defects));
        Assert.Equal("[1, 0]", is72.Send(client, "WAITAOF 1 0 0"));
    }

    /// <summary>What the client has got after something has happened.</summary>
    private string After(TestServer _) => TestServer.RepliesOf(client);
}
