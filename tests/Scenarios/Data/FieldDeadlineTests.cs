using Aof.Data;
using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.KnownDefects;
using Aof.State;

namespace Tests.Scenarios.Data;

/// <summary>
/// Deadlines of fields: records, replies and payloads of Redis 8.0.2 and 8.6.3 and of Valkey 9.1.2. (No server of 7.4
/// was seen: it is as its sources say.)
/// </summary>
public sealed class FieldDeadlineTests
{
    private const string Far = "4102444800000";

    private const string Redis = "1900d8c32cbb03000027270000000600816602817602f400d8c32cbb030000098167028177"
        + "02f4a05ec52cbb03000009ff";

    private const string Marked = "7dccbd0ae30b6882a8a3831903fc54a61e354a6c";

    /// <summary>A command that looks at a field past its deadline deletes it. For Valkey it is not there.</summary>
    [Theory]
    [InlineData("HMGET h f g o", "MULTI|HDEL h f|HDEL h g|EXEC", "")]
    [InlineData("HGET h f", "HDEL h f", "")]
    [InlineData("HEXISTS h f", "HDEL h f", "")]
    [InlineData("HSTRLEN h f", "HDEL h f", "")]
    [InlineData("HINCRBY h f 5", "MULTI|HDEL h f|HINCRBY h f 5|EXEC", "HSET h f 5")]
    [InlineData("HSETNX h f 5", "MULTI|HDEL h f|HSETNX h f 5|EXEC", "HSET h f 5")]
    [InlineData("HSET h f 5", "HSET h f 5", "HSET h f 5")]
    [InlineData("HDEL h f", "HDEL h f", "")]
    [InlineData("HGETALL h", "", "")]
    [InlineData("HLEN h", "", "")]
    [InlineData("HPERSIST h FIELDS 1 f", "", "")]
    public void AFieldPastItsDeadlineEndsOnAccess(string command, string redis, string valkey)
    {
        foreach (var (dialect, logged) in ((Dialect, string)[])[(Dialect.Redis74, redis), (Dialect.Redis8, redis),
            (Dialect.Redis86, redis), (Dialect.Valkey9, valkey)])
        {
            var executor = WithExpired(dialect);
            _ = executor.Do(command);
            Assert.Equal(logged, string.Join('|', executor.Log.Select(line => line[3..])));
        }
    }

    [Theory]
    [InlineData(Dialect.Redis86, ":0", ":1", ":4")]
    [InlineData(Dialect.Valkey9, ":1", ":0", ":4")]
    public void WhatACommandSaysOfThem(Dialect dialect, string set, string deleted, string length)
    {
        Assert.Equal(length, WithExpired(dialect).Do("HLEN h"));
        Assert.Equal("*4\n$1\no\n$1\n3\n$1\np\n$1\n4", WithExpired(dialect).Do("HGETALL h"));
        Assert.Equal(set, WithExpired(dialect).Do("HSET h f 5"));
        Assert.Equal(deleted, WithExpired(dialect).Do("HDEL h f"));
        Assert.Equal("*1\n:-2", WithExpired(dialect).Do("HPTTL h FIELDS 1 f"));
    }

    /// <summary>The first deadline was taken away. Until the cycle looks, a field seems to be past it.</summary>
    [Theory]
    [InlineData(Dialect.Redis86)]
    [InlineData(Dialect.Valkey9)]
    public void ACycleThatDeletesNothingTouchesNoWatchedKey(Dialect dialect)
    {
        var executor = new TestExecutor(new Dataset(dialect: dialect));
        foreach (var line in (string[])["HSET h f 1 g 2", "HPEXPIRE h 100 FIELDS 1 f",
            "HPEXPIRE h 1000000 FIELDS 1 g", "HPERSIST h FIELDS 1 f", "WATCH h"])
        {
            executor.Do(line);
        }

        executor.NowMs += 200;
        Assert.Equal(0, executor.Executor.ExpireCycle(20));
        executor.Do("MULTI");
        executor.Do("SET x 1");
        Assert.Equal("*1\n+OK", executor.Do("EXEC"));
    }

    /// <summary>Nothing is left of a hash whose fields have all ended, and the key is gone.</summary>
    [Theory]
    [InlineData(Dialect.Redis86, "HDEL h f|HDEL h g|HDEL e f")]
    [InlineData(Dialect.Valkey9, "HDEL h g f|MULTI|HDEL e f|UNLINK e|EXEC")]
    public void TheCycleDeletesThem(Dialect dialect, string logged)
    {
        var executor = WithExpired(dialect);
        executor.NowMs -= 200;
        executor.Do("HSET e f 1");
        executor.Do("HPEXPIRE e 150 FIELDS 1 f");
        executor.NowMs += 200;
        executor.Log.Clear();
        Assert.Equal(3, executor.Executor.ExpireCycle(20));
        var records = string.Join('|', executor.Log.Select(line => line[3..]).Order(StringComparer.Ordinal));
        Assert.Equal(string.Join('|', logged.Split('|').Order(StringComparer.Ordinal)), records);
        Assert.Equal((":0", ":2"), (executor.Do("EXISTS e"), executor.Do("HLEN h")));
        Assert.Equal(0, executor.Executor.ExpireCycle(20));
    }

    /// <summary>A crash may come between two of them: nothing may change behind the unit that logged it.</summary>
    [Theory]
    [InlineData(Dialect.Redis86, 3)]
    [InlineData(Dialect.Valkey9, 2)]
    public void EachUnitOfTheCycleIsWhatAReplayUpToItGives(Dialect dialect, int units)
    {
        var executor = new TestExecutor(new Dataset(dialect: dialect));
        foreach (var line in (string[])["HSET h a 1 b 2 c 3", "HPEXPIRE h 10 FIELDS 2 a b", "HSET e f 1",
            "HPEXPIRE e 10 FIELDS 1 f"])
        {
            executor.Do(line);
        }

        var states = new List<(int Records, Dataset State)>();
        executor.Executor.UnitApplied = () => states.Add((executor.Fed.Count, executor.Data.Snapshot()));
        executor.NowMs += 20;
        Assert.Equal(3, executor.Executor.ExpireCycle(20));
        Assert.Equal(units, states.Count);
        foreach (var (records, state) in states)
        {
            var loaded = new TestExecutor(new Dataset(dialect: dialect));
            loaded.Replay(executor.Fed.Take(records).Select(static record => record.Args));
            Assert.Null(state.FirstDifference(loaded.Data, "live", "replayed"));
        }
    }

    /// <summary>What is logged instead of the command.</summary>
    [Theory]
    [InlineData("HEXPIRE h 9 FIELDS 2 o nope", "HPEXPIREAT h +9000 FIELDS 1 o", "HPEXPIREAT h +9000 FIELDS 1 o")]
    [InlineData("HPEXPIREAT h 1000 FIELDS 2 o p", "MULTI|HDEL h o|HDEL h p|EXEC", "HDEL h o p")]
    [InlineData("HGETEX h PXAT 1000 FIELDS 3 o nope p", "MULTI|HDEL h o|HDEL h p|EXEC", "HDEL h o p")]
    [InlineData("HGETEX h EX 5 FIELDS 2 o nope", "HPEXPIREAT h +5000 FIELDS 2 o nope", "HPEXPIREAT h +5000 FIELDS 1 o")]
    [InlineData("HGETDEL h FIELDS 2 o nope", "HDEL h o nope", "HDEL h o nope")]
    [InlineData("HSETEX l PXAT 1000 FIELDS 2 a 1 b 2", "MULTI|HDEL l a|HDEL l b|EXEC", "")]
    [InlineData("HSETEX h FNX PX 2000 FIELDS 1 z 1", "HSETEX h FNX PXAT +2000 FIELDS 1 z 1",
        "HSETEX h PXAT +2000 FIELDS 1 z 1")]
    [InlineData("HSETEX h KEEPTTL FIELDS 1 o 7", "HSETEX h KEEPTTL FIELDS 1 o 7", "HSETEX h KEEPTTL FIELDS 1 o 7")]
    [InlineData("HSETEX h FXX FIELDS 1 nope 7", "", "")]
    public void TheLogHasTheEffect(string command, string redis, string valkey)
    {
        foreach (var (dialect, logged) in ((Dialect, string)[])[(Dialect.Redis8, redis), (Dialect.Redis86, redis),
            (Dialect.Valkey9, valkey)])
        {
            var executor = new TestExecutor(new Dataset(dialect: dialect));
            executor.Do("HSET h o 1 p 2 q 3");
            executor.Log.Clear();
            _ = executor.Do(command);
            var moments = logged.Split(' ').Select(
                word => word.StartsWith('+') ? $"{executor.NowMs + long.Parse(word[1..], null)}" : word);
            Assert.Equal(string.Join(' ', moments), string.Join('|', executor.Log.Select(line => line[3..])));
        }
    }

    /// <summary>
    /// A field past its deadline is not logged with the others, unless the command deletes it: a load would count it.
    /// As released the command is logged as it came.
    /// </summary>
    [Theory]
    [InlineData("HPERSIST h FIELDS 2 f p", Dialect.Redis86, "HPERSIST h FIELDS 1 p")]
    [InlineData("HPERSIST h FIELDS 2 f p", Dialect.Valkey9, "HPERSIST h FIELDS 1 p")]
    [InlineData("HPEXPIREAT h 4102444800000 FIELDS 2 f p", Dialect.Valkey9, "HPEXPIREAT h 4102444800000 FIELDS 1 p")]
    [InlineData("HDEL h f o", Dialect.Valkey9, "HDEL h o")]
    [InlineData("HGETDEL h FIELDS 2 f o", Dialect.Valkey9, "HDEL h o")]
    public void OnlyWhatChangesIsLogged(string command, Dialect dialect, string logged)
    {
        var executor = WithExpired(dialect);
        executor.Do(command);
        Assert.Equal(logged, executor.Log[^1][3..]);
        var released = WithExpired(dialect, Defect.PastFieldsLogged);
        released.Do(command);
        Assert.Equal(command, released.Log[^1][3..]);
    }

    /// <summary>HSET alone would take the deadline away at a load.</summary>
    [Theory]
    [InlineData(Dialect.Redis74, "MULTI|HSET h o 3.5|HPEXPIREAT h 4102444800000 FIELDS 1 o|EXEC")]
    [InlineData(Dialect.Redis8, "HSETEX h KEEPTTL FIELDS 1 o 3.5")]
    [InlineData(Dialect.Redis86, "HSETEX h KEEPTTL FIELDS 1 o 3.5")]
    [InlineData(Dialect.Valkey9, "HSETEX h PXAT 4102444800000 FIELDS 1 o 3.5")]
    public void AFloatIsLoggedByItsResult(Dialect dialect, string logged)
    {
        var executor = new TestExecutor(new Dataset(dialect: dialect));
        executor.Do("HSET h o 1");
        executor.Do($"HPEXPIREAT h {Far} FIELDS 1 o");
        executor.Do("HINCRBYFLOAT h o 2.5");
        Assert.Equal(logged, string.Join('|', executor.Log.Skip(2).Select(line => line[3..])));
        var loaded = new TestExecutor(new Dataset(dialect: dialect));
        loaded.Replay(executor.Fed.Select(static record => record.Args));
        Assert.Equal($"*1\n:{Far}", loaded.Do("HPEXPIRETIME h FIELDS 1 o"));
    }

    /// <summary>
    /// Redis takes the clock of the load for that of the log: what was persisted, counted or set while a field lived is
    /// lost where its old deadline has passed since. Seen on 8.0.6 and 8.6.3; Valkey 9.1.2 loads it all.
    /// </summary>
    [Theory]
    [InlineData("HPERSIST h FIELDS 1 f", "$1\n5", "$-1")]
    [InlineData("HINCRBY h f 1|HPEXPIREAT h 4102444800000 FIELDS 1 f", "$1\n6", "$1\n1")]
    [InlineData("HSETEX h FXX PXAT 4102444800000 FIELDS 1 f new", "$3\nnew", "$-1")]
    public void ALoadOfRedisForgetsFieldsThatLivedOn(string commands, string kept, string asRedis)
    {
        string[] log = ["HSET h f 5", "HPEXPIREAT h 1000000000000 FIELDS 1 f", .. commands.Split('|')];
        Assert.Equal(kept, Loaded(new TestExecutor(new Dataset(dialect: Dialect.Redis86)), log));
        Assert.Equal(kept, Loaded(As(Profile.Valkey91), log));
        Assert.Equal(asRedis, Loaded(As(Profile.Redis86), log));
        Assert.Equal(asRedis, Loaded(As(Profile.Redis80), log));
    }

    private static TestExecutor As(Profile profile) =>
        new(new Dataset(dialect: profile.Dialect), [.. profile.Defects.Each]);

    private static string Loaded(TestExecutor executor, string[] log)
    {
        executor.Replay(log.Select(line => Array.ConvertAll(line.Split(' '), Bytes.Of)));
        return executor.Do("HGET h f");
    }

    /// <summary>
    /// Payloads of DUMP and digests of the servers. Ours has the same bytes; fields of Valkey come in the order of a
    /// hash table.
    /// </summary>
    [Theory]
    [InlineData(Dialect.Redis8, Redis + "0c005b876db8b49a5652", Marked)]
    [InlineData(Dialect.Redis86, Redis + "0d003258d0cb4905bfdb", Marked)]
    [InlineData(Dialect.Valkey9, "16020166017600d8c32cbb03000001670177a05ec52cbb0300005000a321079148a4c20c",
        "d127864ed50239662bf61bafc9bda63c17da5b37")]
    public void APayloadOfTheServerIsReadAndWritten(Dialect dialect, string payload, string digest)
    {
        var executor = new TestExecutor(new Dataset(dialect: dialect));
        Assert.Equal("+OK\r\n", executor.Send(executor.Client,
            [Bytes.Of("RESTORE"), Bytes.Of("h"), Bytes.Of("0"), new Bytes(Convert.FromHexString(payload))]));
        Assert.Equal($"*1\n+{digest}", executor.Do("DEBUG DIGEST-VALUE h"));
        Assert.Equal($"*2\n:{Far}\n:4102444900000", executor.Do("HPEXPIRETIME h FIELDS 2 f g"));
        var dumped = executor.Send(executor.Client, [Bytes.Of("DUMP"), Bytes.Of("h")]);
        var content = dumped[(dumped.IndexOf('\n', StringComparison.Ordinal) + 1)..^2];
        var ours = Convert.ToHexStringLower([.. content.Select(static letter => (byte)letter)]);
        Assert.Equal(payload.Length, ours.Length);
        Assert.True(dialect == Dialect.Valkey9 || ours == payload, ours);
    }

    /// <summary>Small and large hashes, in either form of a base, and in a log without one.</summary>
    [Theory]
    [InlineData(Dialect.Redis74)]
    [InlineData(Dialect.Redis8)]
    [InlineData(Dialect.Redis86)]
    [InlineData(Dialect.Valkey9)]
    public void ARewriteAndARestartKeepThem(Dialect dialect)
    {
        foreach (var preamble in (bool[])[false, true])
        {
            var w = TestServer.Up(
                new AofConfig { Dialect = dialect, Policy = FsyncPolicy.No, UseRdbPreamble = preamble });
            w.SendTurn("HSET h f v g w o x", $"HPEXPIREAT h {Far} FIELDS 2 f g",
                "HPEXPIREAT h 4102444900000 FIELDS 1 g",
                $"HSET b f {new string('y', 80)} g 1", $"HPEXPIREAT b {Far} FIELDS 1 f");
            var before = w.Server.Data.Snapshot();
            Assert.Null(before.FirstDifference(w.KillAndRestart().Server.Data, "before", "loaded"));
            _ = w.Rewrite().Pass(2000).KillAndRestart();
            Assert.Null(before.FirstDifference(w.Server.Data, "before", "rewritten"));
            Assert.Equal(before.Fingerprint(), w.Server.Data.Fingerprint());
            w.SendTurn("HPERSIST h FIELDS 1 f");
            Assert.Equal($"db 0: key 'h', deadline of field 'f': {Far} in before, missing in after.",
                before.FirstDifference(w.Server.Data, "before", "after"));
        }
    }

    /// <summary>A snapshot, and a copy under another key, have deadlines of their own.</summary>
    [Fact]
    public void ACopyHasDeadlinesOfItsOwn()
    {
        var executor = WithExpired(Dialect.Redis86);
        var snapshot = executor.Data.Snapshot();
        executor.Do("COPY h c");
        executor.Do("RENAME h moved");
        executor.Do("HPERSIST moved FIELDS 1 p");
        Assert.True(snapshot[0].TryGet(Bytes.Of("h"), out var old));
        Assert.Equal(3, ((HashValue)old).Deadlines.Count());
        Assert.Equal(4, executor.Executor.ExpireCycle(20)); // f and g of both.
        executor.Data.DropExpired(long.MaxValue);
        Assert.Equal(("*1\n:-2", "*1\n:-1"),
            (executor.Do("HTTL c FIELDS 1 p"), executor.Do("HTTL moved FIELDS 1 p")));
    }

    /// <summary>A hash whose fields f and g are past their deadlines, p has a late one, and o has none.</summary>
    private static TestExecutor WithExpired(Dialect dialect, params Defect[] defects)
    {
        var executor = new TestExecutor(new Dataset(dialect: dialect), defects);
        executor.Do("HSET h f 1 g 2 o 3 p 4");
        executor.Do("HPEXPIRE h 100 FIELDS 2 f g");
        executor.Do($"HPEXPIREAT h {Far} FIELDS 1 p");
        executor.NowMs += 200;
        executor.Log.Clear();
        return executor;
    }
}
