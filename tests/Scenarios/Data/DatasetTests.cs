using Aof.Data;
using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.Data.Values;

namespace Tests.Scenarios.Data;

/// <summary>Snapshots, comparisons and the ways of telling a difference.</summary>
public class DatasetTests
{
    [Fact]
    public void ASnapshotAndItsOriginalGoTheirOwnWays()
    {
        var executor = Filled();
        var snapshot = executor.Data.Snapshot();
        var digest = snapshot.Digest();
        foreach (var line in (string[])["APPEND s more", "LPUSH l x", "HSET h f x", "SADD t x", "ZADD z 5 a",
            "PERSIST s", "DEL s", "FLUSHALL"])
        {
            executor.Do(line);
            Assert.Equal(digest, snapshot.Digest());
        }

        var other = new TestExecutor();
        Assert.Null(other.Data.FirstDifference(executor.Data, "empty", "flushed"));
    }

    [Fact]
    public void AppendingAfterASnapshotNeverShowsInIt()
    {
        var executor = new TestExecutor();
        executor.Do("APPEND s a");
        executor.Do("APPEND s b");
        var snapshot = executor.Data.Snapshot();
        executor.Do("APPEND s c");
        var second = new TestExecutor();
        var fork = new Executor(snapshot, second, second, second, second) { Commands = RedisCommands.Table };
        fork.Execute(second.Client, [Bytes.Of("APPEND"), Bytes.Of("s"), Bytes.Of("X")]);
        Assert.Equal("$3\nabc", executor.Do("GET s"));
        Assert.True(snapshot[0].TryGet(Bytes.Of("s"), out var value));
        Assert.Equal("abX", ((StringValue)value).Content.ToString());
    }

    /// <summary>A string that grew has room behind it, and a deadline is kept beside the bytes.</summary>
    [Theory]
    [InlineData("SET s abc", "APPEND s d", "SET s abcd")]
    [InlineData("SET s abc", "APPEND s d|PEXPIREAT s 1795173617001", "SET s abcd|PEXPIREAT s 1795173617001")]
    [InlineData("SET s abc|PEXPIREAT s 1795173617001", "APPEND s d|PERSIST s", "SET s abcd")]
    [InlineData("APPEND s abc", "SETRANGE s 3 d", "SET s abcd")]
    [InlineData("SET s x", "SETRANGE s 0 ''|SET s ''", "APPEND s ''")]
    public void AStringIsTheSameHoweverItCame(string first, string second, string whole)
    {
        var (grown, set) = (new TestExecutor(), new TestExecutor());
        foreach (var line in (string[])[.. first.Split('|'), .. second.Split('|')])
        {
            grown.Do(line);
        }

        foreach (var line in whole.Split('|'))
        {
            set.Do(line);
        }

        Assert.Null(grown.Data.FirstDifference(set.Data, "grown", "set"));
        Assert.Equal(set.Data.Fingerprint(), grown.Data.Fingerprint());
        Assert.Equal(set.Data.Digest(), grown.Data.Digest());
        Assert.Equal(set.Do("GET s"), grown.Do("GET s"));
        Assert.Equal(set.Do("STRLEN s"), grown.Do("STRLEN s"));
        Assert.Equal(set.Data[0].Deadline(Bytes.Of("s")), grown.Data[0].Deadline(Bytes.Of("s")));
        set.Do("APPEND s e");
        Assert.NotNull(grown.Data.FirstDifference(set.Data, "grown", "set"));
    }

    [Theory]
    [InlineData("SET s other", "db 0: key 's', value: 'text' in A, 'other' in B.")]
    [InlineData("PEXPIREAT s 1795173617001",
        "db 0: key 's', deadline:  without end in A,  until 1795173617001 ms in B.")]
    [InlineData("RPUSH l c", "db 0: key 'l', element 2: missing (length 2) in A, 'c' in B.")]
    [InlineData("LSET l 0 x", "db 0: key 'l', element 0: 'a' in A, 'x' in B.")]
    [InlineData("HSET h f v", "db 0: key 'h', field 'f': 'text' in A, 'v' in B.")]
    [InlineData("SREM t a", "db 0: key 't', member 'a': there in A, missing in B.")]
    [InlineData("ZADD z 3 a", "db 0: key 'z', score of 'a': 2 in A, 3 in B.")]
    [InlineData("DEL s", "db 0: key 's' (String, 'text' without end) is in A and not in B.")]
    [InlineData("MOVE s 2", "db 0: key 's' (String, 'text' without end) is in A and not in B.")]
    public void TheFirstDifferenceIsOneSentence(string change, string sentence)
    {
        var (a, b) = (Filled(), Filled());
        Assert.Null(a.Data.FirstDifference(b.Data, "A", "B"));
        Assert.Equal(a.Data.Fingerprint(), b.Data.Fingerprint());
        b.Do(change);
        Assert.Equal(sentence, a.Data.FirstDifference(b.Data, "A", "B"));
        Assert.False(a.Data.ContentEquals(b.Data));
        Assert.NotEqual(a.Data.Fingerprint(), b.Data.Fingerprint());
    }

    [Theory]
    [InlineData("SET s", "db 0: key 's', value")]
    [InlineData("RPUSH l", "db 0: key 'l', element 0")]
    [InlineData("HSET h f", "db 0: key 'h', field 'f'")]
    public void ADifferenceFarInsideALongStringIsTold(string command, string place)
    {
        var (a, b, most) = (new TestExecutor(), new TestExecutor(), new string('x', 99));
        a.Do($"{command} {most}1");
        b.Do($"{command} {most}2");
        var shown = $"'...{most[..39]}";
        Assert.Equal($"{place}: {shown}1' (100 bytes) in A, {shown}2' (100 bytes) in B.",
            a.Data.FirstDifference(b.Data, "A", "B"));
    }

    [Fact]
    public void TheDigestOfNothingIsAllZeros() => Assert.Equal(new string('0', 40), new Dataset().Digest());

    [Fact]
    public void TheFingerprintIsTheSameOnEveryMachine() =>
        Assert.Equal(11037994689393824575UL, Filled().Data.Fingerprint());

    [Fact]
    public void BytesPrintWhatIsNotTextAsHexadecimal()
    {
        Assert.Equal(@"a\x0d\x0a\\\xff", Bytes.Of("a\r\n\\\u00ff").ToString());
        Assert.True(Bytes.Of("a").CompareTo(Bytes.Of("ab")) < 0);
        Assert.Equal(Bytes.Of("-9223372036854775808"), Bytes.Of(long.MinValue));
        Assert.Equal(default, Bytes.Of(string.Empty));
    }

    [Theory]
    [InlineData("h?llo", "hello", true)]
    [InlineData("h[^e]llo", "hello", false)]
    [InlineData("h[a-e]llo", "hello", true)]
    [InlineData("*o*o*", "foo", true)]
    [InlineData("a\\*", "a*", true)]
    [InlineData("a\\*", "ab", false)]
    [InlineData("h*", "", false)]
    public void KeysMatchesGlobPatterns(string pattern, string key, bool matches)
    {
        var executor = new TestExecutor();
        executor.Send(executor.Client, [Bytes.Of("SET"), Bytes.Of(key), Bytes.Of("v")]);
        Assert.Equal(matches, executor.Do($"KEYS {pattern}").StartsWith("*1", StringComparison.Ordinal));
    }

    private static TestExecutor Filled()
    {
        var executor = new TestExecutor();
        foreach (var line in (string[])["SET s text", "RPUSH l a b", "HSET h f text", "SADD t a b", "ZADD z 2 a 1 b"])
        {
            executor.Do(line);
        }

        return executor;
    }

    [Theory]
    [InlineData("ZINTERSTORE o 2 a b WEIGHTS 1 0", "0")] // 5 + 0 * inf
    [InlineData("ZINTERSTORE o 2 a b WEIGHTS 1 0 AGGREGATE MAX", "5")]
    [InlineData("ZINTERSTORE o 2 b a WEIGHTS 0 1", "5")]
    [InlineData("ZUNIONSTORE o 2 a b WEIGHTS 1 0", "5")]
    [InlineData("ZUNIONSTORE o 2 zero nil WEIGHTS 1 -1 AGGREGATE MIN", "0")]
    [InlineData("ZUNIONSTORE o 2 nil zero WEIGHTS -1 1 AGGREGATE MAX", "-0")]
    public void WhatIsNoNumberOrHasNoSignIsAggregatedAsRedisDoes(string command, string score)
    {
        var executor = new TestExecutor();
        foreach (var put in (string[])["ZADD a 5 m", "ZADD b inf m", "ZADD zero 0 m", "ZADD nil 0 m", command])
        {
            executor.Do(put);
        }

        Assert.Equal($"${score.Length}\n{score}", executor.Do("ZSCORE o m"));
    }
}
