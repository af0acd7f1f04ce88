using System.Text;
using Aof.State;
using Sim.Machine.Disk;

namespace Tests.Scenarios.Load;

/// <summary>The copy of the log that a start makes is what was loaded, or there is none.</summary>
public sealed class LogCopyTests
{
    private static readonly string Log = Resp.Log("SELECT 0", "SET k value");

    private static TestServer On(string log, params string[] faults) =>
        TestServer.On(new AofConfig { Policy = FsyncPolicy.EverySecond },
        DiskImage.Of((TestServer.AofName, Encoding.Latin1.GetBytes(log))), faults);

    [Theory]
    [InlineData("EIO on read, 3rd call, once")]
    [InlineData("ENOSPC on write, 1st call, once")]
    public void WithoutACopyTheOldFileStaysAndWritesAreRefused(string fault)
    {
        var w = On(Log, fault);
        Assert.Equal(["SELECT 0", "SET k value"], w.Log);
        Assert.Equal("value", w.Send("GET k"));
        Assert.StartsWith("-MISCONF", w.Send("SET k other"), StringComparison.Ordinal);
    }

    [Fact]
    public void OnADiskThatCannotBeWrittenToNoServerStarts() =>
        Assert.Contains(
        "Read-only file system", On(Log, "EROFS on rename, 1st call, once").ExitReason, StringComparison.Ordinal);

    [Theory]
    [InlineData("bit 380 flipped on read, 1st call, once")]
    [InlineData("bit 380 flipped on read, 3rd call, once")]
    public void WhatReadsDifferentlyEachTimeIsNotBelieved(string fault)
    {
        var w = On(Log, fault);
        Assert.Contains("was read twice", w.ExitReason, StringComparison.Ordinal);
        Assert.Equal([TestServer.AofName], w.Files);
        Assert.Equal("value", w.KillAndRestart().Send("GET k"));
    }

    [Fact]
    public void WhatCouldNotBeCopiedIsMadeGoodByARewrite()
    {
        var w = On(Log, "EIO on read, 3rd call, once");
        w.Pass(1000).PassUntilChildHasEnded();
        Assert.Equal("OK", w.Send("SET k other"));
        Assert.Equal(["SELECT 0", "SET k value", "SELECT 0", "SET k other"], w.Log);
    }

    [Theory]
    [InlineData("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$5000\r\nno end")]
    [InlineData("*1\r\n$5\r\nMULTI\r\n*2\r\n$4\r\nINCR\r\n$1\r\nk\r\n")]
    [InlineData("*")]
    public void ATornTailIsReadForTheCopyAndNotCopied(string tail)
    {
        var w = On(Log + tail);
        Assert.Equal(Log, w.Content(TestServer.AofName));
        Assert.Equal("OK", w.Send("SET k other"));
    }

    [Fact]
    public void AShortReadIsNoEnd() =>
        Assert.Equal(Log, On(Log, "only 3 bytes on read, 1st call, 40 times").Content(TestServer.AofName));
}
