using System.Text;
using Sim.Run;

namespace Tests.Scenarios.Explore;

/// <summary>Where a reply ends.</summary>
public sealed class ReplyReaderTests
{
    [Theory]
    [InlineData("+OK\r\n:1\r\n", 5)]
    [InlineData("-ERR no\r\n", 9)]
    [InlineData(":-12\r\n", 6)]
    [InlineData("$3\r\na\r\n\r\n+OK\r\n", 9)]
    [InlineData("$-1\r\n", 5)]
    [InlineData("*-1\r\n:1\r\n", 5)]
    [InlineData("*0\r\n", 4)]
    [InlineData("*2\r\n*1\r\n:1\r\n$1\r\nx\r\n:7\r\n", 19)]
    public void TheFirstReplyIsFound(string bytes, int length) =>
        Assert.Equal(length, ReplyReader.LengthOfFirst(Encoding.Latin1.GetBytes(bytes)));

    [Theory]
    [InlineData("")]
    [InlineData("OK\r\n")]
    [InlineData("+OK")]
    [InlineData(":1x\r\n")]
    [InlineData("$5\r\nabc\r\n")]
    [InlineData("$99999999999\r\n")]
    [InlineData("*2\r\n:1\r\n")]
    [InlineData("*1\r\nOK\r\n")]
    public void WhatIsNoWholeReplyIsNone(string bytes) =>
        Assert.Equal(0, ReplyReader.LengthOfFirst(Encoding.Latin1.GetBytes(bytes)));
}
