using Aof.Data.Primitives;
using Tests.Scenarios.Data;

namespace Tests.Scenarios.Rdb;

/// <summary>DUMP and RESTORE: a value as a string, and back.</summary>
public sealed class DumpTests
{
    private readonly TestExecutor executor = new();

    [Theory]
    [InlineData("SET k v", 0)]
    [InlineData("RPUSH k a b c", 14)]
    [InlineData("SADD k 1 2 3", 11)]
    [InlineData("SADD k a", 2)]
    [InlineData("HSET k f v", 13)]
    [InlineData("ZADD k 1 a 2 b", 12)]
    public void AValueComesBack(string command, int type)
    {
        executor.Do(command);
        var payload = Dump();
        Assert.Equal(type, payload.Span[0]);
        Assert.Equal((9, 0), (payload.Span[^10], payload.Span[^9]));
        Assert.Equal(RdbBytes.Sealed(payload.Span[..^8].ToArray()), payload.Span.ToArray());
        Assert.Equal("+OK", Restore("l", "0", payload));
        Assert.Equal(payload, Dump("l"));
    }

    [Theory]
    [InlineData("SADD", 512, 11, 513, 2)]
    [InlineData("HSET", 512, 13, 513, 4)]
    [InlineData("ZADD", 128, 12, 129, 5)]
    public void ALargeCollectionIsWrittenItemByItem(string command, int small, int smallType, int large, int largeType)
    {
        foreach (var (size, type) in new[] { (small, smallType), (large, largeType) })
        {
            executor.Do("DEL k");
            var items = Enumerable.Range(0, size).Select(i => command == "SADD" ? $"{i}" : $"{i} {i}");
            executor.Do($"{command} k {string.Join(' ', items)}");
            Assert.Equal(type, Dump().Span[0]);
            Assert.Equal("+OK", Restore("l", "0", Dump(), "REPLACE"));
            Assert.Equal(Dump(), Dump("l"));
        }
    }

    [Theory]
    [InlineData("HSET k {0} 1", 13, 4)]
    [InlineData("HSET k f {0}", 13, 4)]
    [InlineData("ZADD k 1 {0}", 12, 5)]
    public void SoIsOneWithALongItem(string command, int shortType, int longType)
    {
        foreach (var (length, type) in new[] { (64, shortType), (65, longType) })
        {
            executor.Do("DEL k");
            executor.Do(string.Format(
                System.Globalization.CultureInfo.InvariantCulture, command, new string('x', length)));
            Assert.Equal(type, Dump().Span[0]);
        }
    }

    [Fact]
    public void AListIsCutIntoNodesOfEightKilobytes()
    {
        // Head and end take 11 bytes, each entry 203: forty of them and 61 bytes.
        executor.Do($"RPUSH k {string.Join(' ', Enumerable.Repeat(new string('x', 200), 40))}");
        Assert.Equal(1, Dump().Span[1]);
        executor.Do($"RPUSH k {new string('y', 58)}");
        Assert.Equal(1, Dump().Span[1]);
        executor.Do($"RPUSH k z");
        Assert.Equal(2, Dump().Span[1]);
        executor.Do($"LPUSH k {new string('w', 9000)}");
        Assert.Equal(3, Dump().Span[1]);
        Assert.Equal("+OK", Restore("l", "0", Dump()));
        Assert.Equal(executor.Do("LRANGE k 0 -1"), executor.Do("LRANGE l 0 -1"));
    }

    [Fact]
    public void NoKeyNoPayload() => Assert.Equal("$-1", executor.Do("DUMP k"));

    [Theory]
    [InlineData("0", "-BUSYKEY Target key name already exists.")]
    [InlineData("x REPLACE", "-ERR value is not an integer or out of range")]
    [InlineData("-1 REPLACE", "-ERR Invalid TTL value, must be >= 0")]
    [InlineData("9223372036854775807 REPLACE", "+OK")]
    [InlineData("0 REPLACE IDLETIME -1", "-ERR Invalid IDLETIME value, must be >= 0")]
    [InlineData("0 REPLACE FREQ 256", "-ERR Invalid FREQ value, must be >= 0 and <= 255")]
    [InlineData("0 REPLACE FREQ", "-ERR syntax error")]
    [InlineData("0 REPLACE SOMETHING", "-ERR syntax error")]
    [InlineData("0 REPLACE IDLETIME 5 FREQ 255", "+OK")]
    public void ArgumentsAreChecked(string arguments, string reply)
    {
        executor.Do("SET k v");
        var payload = Dump();
        Assert.Equal(reply, Restore("k", arguments.Split(' ')[0], payload, arguments.Split(' ')[1..]));
        Assert.Equal(reply == "+OK" ? 2 : 1, executor.Log.Count);
    }

    [Theory]
    [InlineData(9, 0, "+OK")]
    [InlineData(8, 0, "+OK")]
    [InlineData(10, 0, "-ERR DUMP payload version or checksum are wrong")]
    [InlineData(9, 1, "-ERR DUMP payload version or checksum are wrong")]
    public void VersionAndChecksumAreChecked(int version, int flaw, string reply)
    {
        var payload = RdbBytes.Payload(0, "01 'v'", version).Span.ToArray();
        payload[^1] ^= (byte)flaw;
        Assert.Equal(reply, Restore("k", "0", new Bytes(payload)));
        Assert.Equal("-ERR DUMP payload version or checksum are wrong", Restore("l", "0", new Bytes(payload[..9])));
    }

    [Theory]
    [InlineData(10, 1)]
    [InlineData(13, 1)]
    [InlineData(14, 0)]
    public void ALogMayHoldWhatRedis7HasDumped(int version, int keys)
    {
        executor.Replay(
            [[Bytes.Of("RESTORE"), Bytes.Of("k"), Bytes.Of("0"), RdbBytes.Payload(18, "01 01 <'one'>", version)]]);
        Assert.Equal(keys, executor.Data[0].Count);
    }

    [Theory]
    [InlineData("1000", "", 1000)]
    [InlineData("1795173518000", "ABSTTL", 1000)]
    [InlineData("0", "", null)]
    public void TheTimeIsToLiveOrWithAbsttlADeadline(string time, string option, int? left)
    {
        executor.Do("SET k v");
        executor.Do("PEXPIRE k 5");
        Assert.Equal("+OK", Restore("k", time, RdbBytes.Payload(0, "01 'w'"), "REPLACE", option));
        Assert.Equal(left is null ? null : executor.NowMs + left, executor.Data[0].Deadline(Bytes.Of("k")));
        Assert.Equal("$1\nw", executor.Do("GET k"));
    }

    [Fact]
    public void AKeyPastItsDeadlineIsDeletedBeforeItIsReplaced()
    {
        executor.Do("SET k v");
        executor.Do("PEXPIRE k 5");
        executor.NowMs += 10;
        Restore("k", "0", RdbBytes.Payload(0, "01 'w'"), "REPLACE");
        Assert.Equal(["0: DEL k", "0: RESTORE"], executor.Log[^2..].Select(line => line.Split(" k ")[0]));
    }

    private Bytes Dump(string key = "k")
    {
        executor.Client.Output.Clear();
        executor.Executor.Execute(executor.Client, [Bytes.Of("DUMP"), Bytes.Of(key)]);
        var reply = executor.Client.Output.Span;
        return Bytes.Copy(reply[(reply.IndexOf("\r\n"u8) + 2)..^2]);
    }

    private string Restore(string key, string time, Bytes payload, params string[] options) =>
        executor.Send(executor.Client,
        [Bytes.Of("RESTORE"), Bytes.Of(key), Bytes.Of(time), payload,
            .. options.Where(option => option.Length > 0).Select(Bytes.Of)]).TrimEnd();
}
