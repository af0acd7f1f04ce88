using Aof.State;

namespace Tests.Scenarios.Append;

/// <summary>What stands in the log for what was executed.</summary>
public sealed class FeedTests
{
    private const string Now = "1600000000000";

    [Fact]
    public void AWriteIsLoggedAsItCame()
    {
        var w = TestServer.Up();
        w.Send("SET k v");
        w.Send("RPUSH l a b");
        Assert.Equal(["SELECT 0", "SET k v", "RPUSH l a b"], w.Log);
    }

    [Fact]
    public void SelectIsLoggedWhenTheDatabaseChanges()
    {
        var w = TestServer.Up();
        w.SendTurn("SET a 1", "SELECT 3", "SET b 2", "SET c 3", "SELECT 0", "SET d 4");
        Assert.Equal(["SELECT 0", "SET a 1", "SELECT 3", "SET b 2", "SET c 3", "SELECT 0", "SET d 4"], w.Log);
    }

    [Fact]
    public void OnlyWhatChangedSomethingIsLogged()
    {
        var w = TestServer.Up();
        w.SendTurn("GET k", "DEL k", "SET k v", "SETNX k w", "SADD s m", "SADD s m", "INCR k", "LPUSH k a");
        Assert.Equal(["SELECT 0", "SET k v", "SADD s m"], w.Log);
    }

    [Theory]
    [InlineData("EXPIRE k 100", "PEXPIREAT k 1600000100000")]
    [InlineData("PEXPIRE k 100", "PEXPIREAT k 1600000000100")]
    [InlineData("EXPIREAT k 1700000000", "PEXPIREAT k 1700000000000")]
    [InlineData("PEXPIREAT k 1700000000001", "PEXPIREAT k 1700000000001")]
    public void DeadlinesAreLoggedAsAbsoluteMilliseconds(string sent, string logged)
    {
        var w = TestServer.Up();
        w.SendTurn("SET k v", sent);
        Assert.Equal(["SELECT 0", "SET k v", logged], w.Log);
    }

    [Theory]
    [InlineData("SETEX k 100 v", "1600000100000")]
    [InlineData("PSETEX k 100 v", "1600000000100")]
    [InlineData("SET k v EX 100", "1600000100000")]
    [InlineData("SET k v nx px 100", "1600000000100")]
    [InlineData("SET k v EX 10 EX 100", "1600000100000")]
    [InlineData("SET k v PX 10 NX PX 100", "1600000000100")]
    public void AValueWithADeadlineIsLoggedAsOneTransaction(string sent, string deadline)
    {
        var w = TestServer.Up();
        w.Send(sent);
        Assert.Equal(["SELECT 0", "MULTI", "SET k v", $"PEXPIREAT k {deadline}", "EXEC"], w.Log);
    }

    [Fact]
    public void InsideATransactionAValueWithADeadlineNeedsNoOther()
    {
        var w = TestServer.Up();
        w.SendTurn("MULTI", "SETEX k 100 v", "EXEC", "SETEX l 100 v");
        string[] first = ["SELECT 0", "MULTI", "SET k v", "PEXPIREAT k 1600000100000", "EXEC"];
        Assert.Equal([.. first, "MULTI", "SET l v", "PEXPIREAT l 1600000100000", "EXEC"], w.Log);
    }

    [Fact]
    public void OptionsOfSetWithoutADeadlineStay()
    {
        var w = TestServer.Up();
        w.Send("SET k v NX");
        Assert.Equal(["SELECT 0", "SET k v NX"], w.Log);
    }

    [Fact]
    public void ATransactionsWritesStandBetweenMultiAndExec()
    {
        var w = TestServer.Up();
        w.SendTurn("MULTI", "GET a", "SET a 1", "SET b 2", "EXEC", "SET c 3");
        Assert.Equal(["SELECT 0", "MULTI", "SET a 1", "SET b 2", "EXEC", "SET c 3"], w.Log);
    }

    [Fact]
    public void ATransactionThatOnlyReadsIsNotLogged()
    {
        var w = TestServer.Up();
        w.SendTurn("MULTI", "GET a", "EXEC");
        Assert.Empty(w.Log);
    }

    [Fact]
    public void AnExpiredKeyIsLoggedAsDeleted()
    {
        var w = TestServer.Up();
        w.Send("SET k v PX 50");
        w.Pass(60);
        Assert.Equal("(nil)", w.Send("GET k"));
        Assert.Equal("DEL k", w.Log[^1]);
    }

    [Fact]
    public void CronDeletesExpiredKeysAndLogsThat()
    {
        var w = TestServer.Up();
        w.Send("SET k v PX 50");
        w.Pass(200);
        Assert.Equal("DEL k", w.Log[^1]);
        Assert.Equal(0, w.Server.Data[0].Count);
    }

    [Fact]
    public void ADeadlineSurvivesARestartToTheMillisecond()
    {
        var w = TestServer.Up();
        w.SendTurn("SET k v PX 123457", "SET l v", "EXPIRE l 77");
        var before = w.Server.Data.Snapshot();
        w.Pass(1000).Restart();
        Assert.Null(before.FirstDifference(w.Server.Data, "before", "after"));
    }

    [Fact]
    public void AfterAStartTheFirstWriteSaysItsDatabase()
    {
        var w = TestServer.On(Resp.Log("SELECT 5", "SET a 1"));
        w.Send("SET b 2");
        Assert.Equal(["SELECT 5", "SET a 1", "SELECT 0", "SET b 2"], w.Log);
    }

    [Fact]
    public void WithTheAofOffNothingIsWritten()
    {
        var w = TestServer.Up(new AofConfig { AppendOnly = false });
        w.Send("SET k v");
        Assert.Empty(w.Files);
        Assert.Equal(AofMode.Off, w.Status.Mode);
    }

    [Fact]
    public void TheClockOfTheseLawsStandsWhereTheySay() =>
        Assert.Equal(Now, TestServer.Up().NowMs.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
