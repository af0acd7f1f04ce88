using Aof.Data.Primitives;

namespace Tests.Scenarios.Data;

/// <summary>
/// BITOP, BITPOS, BITCOUNT and BITFIELD: what a real server answered to the same lines (7.0.15, where 6.0.5 does not
/// differ).
/// </summary>
public class BitTests
{
    private const string WrongType = "-WRONGTYPE Operation against a key holding the wrong kind of value";
    private const string NotAnInteger = "-ERR value is not an integer or out of range";
    private const string BadType =
        "-ERR Invalid bitfield type. Use something like i16 u8. Note that u64 is not supported but i64 is.";
    private const string BadOffset = "-ERR bit offset is not an integer or out of range";

    private readonly TestExecutor executor = new();

    [Theory]
    [InlineData("BITOP AND d abc ab", ":3", "$3\nab\0")]
    [InlineData("BITOP or d ab none", ":2", "$2\nab")]
    [InlineData("BITOP XOR d abc abc", ":3", "$3\n\0\0\0")]
    [InlineData("BITOP NOT d ones", ":2", "$2\n\0\u000f")]
    [InlineData("BITOP NOT ones ones", ":2", "$2\n\0\u000f")]
    [InlineData("BITOP OR d none nobody", ":0", "$-1")]
    public void BitsAreCombinedAsIfShorterStringsEndedInZeros(string line, string reply, string target)
    {
        executor.Do("MSET abc abc ab ab");
        Send("SET", "ones", "\u00ff\u00f0");
        Send("SET", "d", "old");
        Assert.Equal(reply, executor.Do(line));
        Assert.Equal(target, executor.Do($"GET {line.Split(' ')[2]}"));
        Assert.Equal($"0: {line}", executor.Log[^1]);
    }

    [Fact]
    public void BitopRemovesTheDeadlineOfItsTargetAndLogsExpiries()
    {
        executor.Do("SET a x");
        executor.Do("SET d x PX 10");
        executor.NowMs += 11;
        executor.Do("BITOP NOT d a");
        Assert.Equal(["0: DEL d", "0: BITOP NOT d a"], executor.Log[2..]);
        executor.Do("PEXPIRE d 100");
        executor.Do("BITOP NOT d a");
        Assert.Equal(":-1", executor.Do("TTL d"));
    }

    [Theory]
    [InlineData("BITPOS s 1", ":12")]
    [InlineData("BITPOS s 0", ":0")]
    [InlineData("BITPOS s 1 2", ":16")]
    [InlineData("BITPOS s 0 2", ":24")]
    [InlineData("BITPOS s 0 -1 -1", ":-1")]
    [InlineData("BITPOS s 1 0 0", ":-1")]
    [InlineData("BITPOS s 1 -2 9", ":12")]
    [InlineData("BITPOS s 1 3", ":-1")]
    [InlineData("BITPOS none 1", ":-1")]
    [InlineData("BITPOS none 0 x", ":0")]
    [InlineData("BITPOS s 1 0 1 2", "-ERR syntax error")]
    [InlineData("BITPOS s 2", "-ERR The bit argument must be 1 or 0.")]
    [InlineData("BITPOS s 1 x", NotAnInteger)]
    [InlineData("BITPOS l 1", WrongType)]
    [InlineData("BITCOUNT s", ":12")]
    [InlineData("BITCOUNT s 1 -2", ":4")]
    [InlineData("BITCOUNT s -1 -2", ":0")]
    [InlineData("BITCOUNT s 5 9", ":0")]
    [InlineData("BITCOUNT s 1", "-ERR syntax error")]
    public void BitsAreFoundAndCountedInAPartOfAString(string line, string reply)
    {
        Send("SET", "s", "\0\u000f\u00ff");
        executor.Do("RPUSH l x");
        Assert.Equal(reply, executor.Do(line));
    }

    [Theory]
    [InlineData("GET u8 0 GET i8 0 GET u4 4 GET u16 8", "*4\n:255\n:-1\n:15\n:256")]
    [InlineData("SET u8 #1 300 GET u8 8", "*2\n:1\n:44")]
    [InlineData("OVERFLOW SAT SET u8 0 300 GET u8 0", "*2\n:255\n:255")]
    [InlineData("OVERFLOW sat INCRBY i8 8 127 INCRBY i8 8 -300", "*2\n:127\n:-128")]
    [InlineData("OVERFLOW FAIL INCRBY u8 0 1 GET u8 0", "*2\n$-1\n:255")]
    [InlineData("INCRBY u2 100 1 OVERFLOW SAT INCRBY u2 102 9 OVERFLOW WRAP INCRBY u2 102 1", "*3\n:1\n:3\n:0")]
    [InlineData("OVERFLOW SAT SET i8 0 -9223372036854775808 GET i8 0", "*2\n:-1\n:127")]
    [InlineData("OVERFLOW SAT SET u63 0 -1 GET u63 0", "*2\n:9187483977324167168\n:9223372036854775807")]
    public void FieldsAreReadAndWrittenAtAnyBit(string operations, string reply)
    {
        Send("SET", "s", "\u00ff\u0001");
        Assert.Equal(reply, executor.Do($"BITFIELD s {operations}"));
    }

    [Fact]
    public void NegativeNumbersOf64BitsAreReadAsMinusOne()
    {
        executor.Do("BITFIELD s SET i64 0 -5");
        Assert.Equal("*1\n:-1", executor.Do("BITFIELD s GET i64 0"));
        executor.Do("BITFIELD s SET i64 0 9223372036854775807");
        Assert.Equal("*1\n:-1", executor.Do("BITFIELD s INCRBY i64 0 5"));
        Assert.Equal("*2\n:-1\n:0", executor.Do("BITFIELD s SET i64 0 3 INCRBY i64 0 -3"));
    }

    [Fact]
    public void WhatOnlyReadsFieldsIsNotLoggedAndWhatFailsIs()
    {
        Assert.Equal("*1\n:0", executor.Do("BITFIELD s GET u8 0"));
        Assert.Equal("*1\n:0", executor.Do("BITFIELD_RO s GET u8 0"));
        Assert.Empty(executor.Log);
        Assert.Equal("*1\n$-1", executor.Do("BITFIELD s OVERFLOW FAIL INCRBY u1 70 2"));
        Assert.Equal(["0: BITFIELD s OVERFLOW FAIL INCRBY u1 70 2"], executor.Log);
        Assert.Equal(":9", executor.Do("STRLEN s"));
    }

    [Theory]
    [InlineData("BITOP NAND d s", "-ERR syntax error")]
    [InlineData("BITOP NOT d s s", "-ERR BITOP NOT must be called with a single source key.")]
    [InlineData("BITOP AND d s l", WrongType)]
    [InlineData("BITFIELD s GET u64 0", BadType)]
    [InlineData("BITFIELD s GET i65 0", BadType)]
    [InlineData("BITFIELD s SET x8 0 1", BadType)]
    [InlineData("BITFIELD s SET u8 -1 1", BadOffset)]
    [InlineData("BITFIELD s SET u8 4294967296 1", BadOffset)]
    [InlineData("BITFIELD s SET u8 #x 1", BadOffset)]
    [InlineData("BITFIELD s SET u8 0 many", NotAnInteger)]
    [InlineData("BITFIELD s SET u8 0 1 INCRBY u8 0", "-ERR syntax error")]
    [InlineData("BITFIELD s OVERFLOW MAYBE SET u8 0 1", "-ERR Invalid OVERFLOW type specified")]
    [InlineData("BITFIELD l SET u8 0 1", WrongType)]
    [InlineData("BITFIELD_RO s SET u8 0 1", "-ERR BITFIELD_RO only supports the GET subcommand")]
    public void WhatIsWrongChangesNothing(string line, string error)
    {
        executor.Do("SET s text");
        executor.Do("RPUSH l x");
        Assert.Equal(error, executor.Do(line));
        Assert.Equal("$4\ntext", executor.Do("GET s"));
        Assert.Equal(2, executor.Log.Count);
    }

    private void Send(params string[] words) => executor.Send(executor.Client, Array.ConvertAll(words, Bytes.Of));
}
