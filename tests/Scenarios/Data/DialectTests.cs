using Aof.Data;
using Aof.Data.Primitives;
using Aof.KnownDefects;
using Aof.State;
using Tests.Scenarios.MultiPart;

namespace Tests.Scenarios.Data;

/// <summary>
/// What later dialects do otherwise; values of Redis 7.0.15 and 8.0.2, Redict 7.3.6, Valkey 8.1.1 and 9.1.2.
/// </summary>
public sealed class DialectTests
{
    [Theory]
    [InlineData("0.1", "0.10000000000000001", "0.1", "0.1")]
    [InlineData("1e17", "1e+17", "1e+17", "100000000000000000")]
    [InlineData("1e21", "1e+21", "1e+21", "1e+21")]
    [InlineData("12345678901234567890", "1.2345678901234567e+19", "12345678901234567000", "12345678901234567000")]
    [InlineData("4611686018427387904", "4.6116860184273879e+18", "4611686018427388000", "4611686018427387904")]
    [InlineData("12345.678901234567", "12345.678901234567", "1.2345678901234567e+4", "1.2345678901234567e+4")]
    [InlineData("0.0001234567", "0.0001234567", "1.234567e-4", "1.234567e-4")]
    [InlineData("1e-7", "9.9999999999999995e-08", "1e-7", "1e-7")]
    [InlineData("-0.00001", "-1.0000000000000001e-05", "-0.00001", "-0.00001")]
    [InlineData("5e-324", "4.9406564584124654e-324", "5e-324", "5e-324")]
    [InlineData("-0", "-0", "-0", "-0")]
    [InlineData("-inf", "-inf", "-inf", "-inf")]
    public void NumbersHaveFewerDigitsSince72(string given, string before, string logged, string replied)
    {
        Assert.True(DoubleText.TryParse(Bytes.Of(given).Span, out var number));
        Assert.Equal(before, DoubleText.Format(number, Dialect.Redis7));
        Assert.Equal(logged, DoubleText.Format(number, Dialect.Redis72));
        Assert.Equal(replied, DoubleText.FormatNumber(number));
    }

    [Theory]
    [InlineData(Dialect.Redis6, "REDIS0009")]
    [InlineData(Dialect.Redis7, "REDIS0010")]
    [InlineData(Dialect.Redis72, "REDIS0011")]
    [InlineData(Dialect.Valkey8, "REDIS0011")]
    [InlineData(Dialect.Valkey9, "VALKEY080")]
    [InlineData(Dialect.Redis8, "REDIS0012")]
    public void ABaseHasTheVersionOfItsDialectAndIsRead(Dialect dialect, string version)
    {
        var w = TestServer.Up(new AofConfig { Dialect = dialect, Policy = FsyncPolicy.No, UseRdbPreamble = true });
        w.SendTurn("SADD t a b 1", "SADD n 1 2 3", "ZADD z 0.1 m 1e17 n", "XADD s 1-1 f v", "XGROUP CREATE s g 0",
            "XREADGROUP GROUP g c STREAMS s >", "HSET h f v", "RPUSH l a b");
        w.Rewrite();
        var written = dialect == Dialect.Redis6 ? w.Content(TestServer.AofName) : w.Content(Parts.Base(2, "rdb"));
        Assert.StartsWith(version, written, StringComparison.Ordinal);
        var digest = w.Server.Data.Digest();
        Assert.Null(w.KillAndRestart().ExitReason);
        Assert.Equal(digest, w.Server.Data.Digest());
    }

    /// <summary>SPOP of the last member, EXPIRE with a past deadline, and a key that has expired.</summary>
    [Theory]
    [InlineData(Dialect.Redis72, "DEL")]
    [InlineData(Dialect.Redis8, "DEL")]
    [InlineData(Dialect.Valkey8, "UNLINK")]
    [InlineData(Dialect.Valkey9, "UNLINK")]
    public void ValkeyLogsTheEndOfAKeyAsUnlink(Dialect dialect, string name)
    {
        var executor = new TestExecutor(new Dataset(dialect: dialect));
        executor.Do("SADD t a");
        executor.Do("SPOP t 1");
        executor.Do("SET s v");
        executor.Do("EXPIRE s -1");
        executor.Do("SET g v");
        executor.Do("GETDEL g");
        Assert.Equal([$"0: {name} t", $"0: {name} s", "0: DEL g"], executor.Log.Where(line => !line.Contains('v')
            && !line.Contains("SADD", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(Dialect.Redis72, "-ERR MULTI calls can not be nested", "*0")]
    [InlineData(Dialect.Valkey8, "-ERR Command not allowed inside a transaction", "-EXECABORT")]
    [InlineData(Dialect.Valkey9, "-ERR Command 'multi' not allowed inside a transaction", "-EXECABORT")]
    public void ANestedMultiSpoilsATransactionOfValkey(Dialect dialect, string reply, string end)
    {
        var executor = new TestExecutor(new Dataset(dialect: dialect));
        executor.Do("MULTI");
        Assert.Equal(reply, executor.Do("MULTI"));
        Assert.StartsWith(end, executor.Do("EXEC"), StringComparison.Ordinal);
    }

    /// <summary>
    /// Since 7.2 each read of a group makes its consumer. One that waits is logged with the next command.
    /// </summary>
    [Theory]
    [InlineData(Dialect.Redis7, 0)]
    [InlineData(Dialect.Redis72, 1)]
    public void AReadThatWaitsMakesItsConsumer(Dialect dialect, int consumers)
    {
        var executor = new TestExecutor(new Dataset(dialect: dialect));
        executor.Do("XGROUP CREATE s g 0 MKSTREAM");
        executor.Do(TestExecutor.NewClient(), "XREADGROUP GROUP g c NOACK BLOCK 0 STREAMS s >");
        Assert.Single(executor.Log);
        executor.Do("SET k v");
        Assert.Equal(
            consumers == 0 ? ["0: SET k v"] : ["0: MULTI", "0: XGROUP CREATECONSUMER s g c", "0: SET k v", "0: EXEC"],
            executor.Log[1..]);
        Assert.Equal($"*{consumers}", executor.Do("XINFO CONSUMERS s g").Split('\n')[0]);
    }

    /// <summary>A snapshot makes the stream one that is copied before it is written: its new consumer stays.</summary>
    [Fact]
    public void AReadBehindASnapshotMakesItsConsumerOnce()
    {
        var executor = new TestExecutor(new Dataset(dialect: Dialect.Redis72));
        executor.Do("XADD s 1-1 f v");
        executor.Do("XGROUP CREATE s g 0");
        _ = executor.Data.Snapshot();
        executor.Do("XREADGROUP GROUP g c NOACK STREAMS s >");
        Assert.Equal(
            ["0: MULTI", "0: XGROUP CREATECONSUMER s g c", "0: XGROUP SETID s g 1-1 ENTRIESREAD 1", "0: EXEC"],
            executor.Log[2..]);
    }

    /// <summary>Since 7.2 SELECT stands inside MULTI, so that a torn transaction is cut with it.</summary>
    [Theory]
    [InlineData(Dialect.Redis7, "SELECT 1", "MULTI")]
    [InlineData(Dialect.Redis72, "MULTI", "SELECT 1")]
    public void SelectStandsInsideATransactionSince72(Dialect dialect, string first, string second)
    {
        var w = TestServer.Up(new AofConfig { Dialect = dialect, Policy = FsyncPolicy.No });
        w.SendTurn("SET a 1", "SELECT 1", "MULTI", "SET b 1", "SET c 1", "EXEC");
        Assert.EndsWith(
            Resp.Log(first, second, "SET b 1", "SET c 1", "EXEC"), w.Content(Parts.Increment(1)),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Dialect.Redis7, "+OK")]
    [InlineData(Dialect.Redis72, "-ERR The ID specified in XSETID is smaller than current max_deleted_entry_id")]
    public void XsetidGoesNotBehindADeletedEntrySince72(Dialect dialect, string reply)
    {
        var executor = new TestExecutor(new Dataset(dialect: dialect));
        executor.Do("XADD s 6-0 f v");
        executor.Do("XDEL s 6-0");
        Assert.Equal(reply, executor.Do("XSETID s 2-0"));
    }
}
