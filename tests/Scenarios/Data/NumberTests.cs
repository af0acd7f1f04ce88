using System.Text;
using Aof.Data.Primitives;
using Aof.KnownDefects;

namespace Tests.Scenarios.Data;

/// <summary>Numbers as C prints and reads them.</summary>
public class NumberTests
{
    [Theory]
    [InlineData(0.0, "0")]
    [InlineData(-0.0, "-0")]
    [InlineData(1.0, "1")]
    [InlineData(0.1, "0.10000000000000001")]
    [InlineData(-2.5, "-2.5")]
    [InlineData(1e15, "1000000000000000")]
    [InlineData(1e16, "10000000000000000")]
    [InlineData(1e17, "1e+17")]
    [InlineData(123456789012345678.0, "1.2345678901234568e+17")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1.0000000000000001e-05")]
    [InlineData(double.MaxValue, "1.7976931348623157e+308")]
    [InlineData(double.Epsilon, "4.9406564584124654e-324")]
    [InlineData(double.PositiveInfinity, "inf")]
    [InlineData(double.NegativeInfinity, "-inf")]
    public void DoublesArePrintedWithSeventeenDigits(double value, string text) =>
        Assert.Equal(text, DoubleText.Format17(value));

    [Theory]
    [InlineData("1", 1.0)]
    [InlineData("+1.5e3", 1500.0)]
    [InlineData(".5", 0.5)]
    [InlineData("5.", 5.0)]
    [InlineData("-INF", double.NegativeInfinity)]
    [InlineData("Infinity", double.PositiveInfinity)]
    [InlineData("0x1.8p1", 3.0)]
    [InlineData("-0x10", -16.0)]
    [InlineData("0e99999999999", 0.0)]
    public void DoublesAreReadAsStrtodReadsThem(string text, double value)
    {
        Assert.True(DoubleText.TryParse(Encoding.ASCII.GetBytes(text), out var read));
        Assert.Equal(value, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("nan")]
    [InlineData("1e")]
    [InlineData(".")]
    [InlineData("1,000")]
    [InlineData("1e400")]
    [InlineData("1e-400")]
    [InlineData("0x")]
    [InlineData("--1")]
    public void WhatIsNoDoubleIsRefused(string text) =>
        Assert.False(DoubleText.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Theory]
    [InlineData("10\0\0", 10L)]
    [InlineData("+5", 5L)]
    [InlineData("-007", -7L)]
    [InlineData("-0", 0L)]
    [InlineData("", 0L)]
    [InlineData("\0x", 0L)]
    [InlineData("000000000000000000000009", 9L)]
    [InlineData("-9223372036854775808", long.MinValue)]
    [InlineData("9223372036854775808", null)]
    [InlineData(" 1", null)]
    [InlineData("1 ", null)]
    [InlineData("+", null)]
    [InlineData("0x10", null)]
    public void BeforeRedis40IntegersAreReadAsStrtollReadsThem(string text, long? value)
    {
        var executor = new TestExecutor([.. Profile.Named("redis-3.0.7")!.Defects.Each]);
        _ = executor.Send(executor.Client, [Bytes.Of("SET"), Bytes.Of("n"), Bytes.Of(text)]);
        Assert.Equal(value is null ? "-ERR value is not an integer or out of range" : Invariant($":{value}"),
            executor.Do("INCRBY n 0"));
    }

    [Theory]
    [InlineData("redis-3.0", ":11")]
    [InlineData("redis-3.0.7", ":11")]
    [InlineData("redis-4.0", "-ERR value is not an integer or out of range")]
    [InlineData("hardened", "-ERR value is not an integer or out of range")]
    public void APaddedNumberIsCountedOnBeforeRedis40(string profile, string reply)
    {
        var executor = new TestExecutor([.. Profile.Named(profile)!.Defects.Each]);
        executor.Do("SET n 10");
        executor.Do("SETBIT n 31 0");
        Assert.Equal(reply, executor.Do("INCR n"));
        executor.Do("HSET h f 010");
        Assert.Equal(reply.Replace("value", "hash value", StringComparison.Ordinal)
            .Replace(" or out of range", "", StringComparison.Ordinal), executor.Do("HINCRBY h f 1"));
    }

    [Theory]
    [InlineData("0.1", "0.2", "0.3")]
    [InlineData("10.50", "0.1", "10.6")]
    [InlineData("5.0e3", "2.0e2", "5200")]
    [InlineData("3", "-3", "0")]
    [InlineData("1", "1e-18", "1")]
    [InlineData("17179869184", "1.5", "17179869185.5")]
    [InlineData("1e20", "0.001", "100000000000000000000")]
    public void FloatsAreAddedWithTheSixtyFourBitsOfALongDouble(string number, string by, string sum)
    {
        var executor = new TestExecutor();
        executor.Do($"SET n {number}");
        Assert.Equal($"${sum.Length}\n{sum}", executor.Do($"INCRBYFLOAT n {by}"));
    }
}
