using System.Text;
using Aof.Load;
using Aof.State;
using Sim.Machine.Disk;
using Sim.Machine.Random;
using Sim.Os;

namespace Tests.Scenarios.Load;

/// <summary>The checker finds where a log is no longer well formed, and cuts it there.</summary>
public sealed class AofCheckTests
{
    private static readonly string Whole = Resp.Log("SELECT 0", "SET a 1");

    [Fact]
    public void AWellFormedLogIsLeftAlone()
    {
        var log = Whole + Resp.Log("MULTI", "DEL x", "EXEC");
        var (result, content) = Repaired(log);
        Assert.Equal(new AofCheckResult(log.Length, log.Length, Error: null), result);
        Assert.Equal(log, content);
    }

    [Theory]
    [InlineData("*2\r\n$3\r\nDEL\r\n$1\r\na", "the file ends inside this command, at byte 50")]
    [InlineData("\0\0\0\0", "'*' should stand here, at byte 50")]
    [InlineData("*2\r\n$3\r\nDEL\r\n$1\r\nabc\r\n", "a payload that does not end with CRLF, at byte 68")]
    [InlineData("*1\r\n$4\r\nEXEC\r\n", "EXEC outside a transaction, at byte 50")]
    [InlineData("*1\r\n$5\r\nMULTI\r\n", "the file ends inside the transaction that begins here, at byte 50")]
    [InlineData("*1\r\n$5\r\nMULTI\r\n*1\r\n$5\r\nmulti\r\n", "MULTI inside a transaction, at byte 65")]
    [InlineData("*1\r\n$5\r\nMULTI\r\n*2\r\n$5\r\nMULTI\r\n$1\r\nx\r\n", "MULTI inside a transaction, at byte 65")]
    [InlineData("*1\r\n$5\r\nMULTI\r\n*2\r\n$3\r\nDEL\r\n$1\r\na\r\nxyz", "'*' should stand here, at byte 85")]
    public void ADamagedLogIsCutBeforeTheDamagedUnit(string tail, string problem)
    {
        var (result, content) = Repaired(Whole + tail);
        Assert.Equal((Whole.Length + tail.Length, Whole.Length, problem),
            (result.Size, result.OkUpTo, result.Error?.ToString()));
        Assert.Equal(tail.Length, result.Diff);
        Assert.Equal(Whole, content);
    }

    /// <summary>What may be undamaged has a reason not to be cut, whatever version wrote it.</summary>
    [Theory]
    [InlineData("", "#TS:1700000000\r\n", "an annotation of a later version of Redis stands here, at byte 0")]
    [InlineData("x", "#TS:1700000000\r\n", "an annotation of a later version of Redis stands here, at byte 50")]
    [InlineData("", "file a.1.base.aof seq 1 type b\n", "this is a manifest, which only names logs, at byte 0")]
    [InlineData("", "VALKEY081\u00fa", "an unknown version of the format, 'VALKEY081', at byte 0")]
    [InlineData("", "REDIS0014\u00fa", "an unknown version of the format, 'REDIS0014', at byte 0")]
    [InlineData("", "SET a 1\r\n", "this file begins like no log and no RDB file of Redis, at byte 0")]
    public void WhatMayBeUndamagedHasAReasonToBeKept(string before, string other, string problem)
    {
        var (result, _) = Repaired((before.Length > 0 ? Whole : "") + other + Whole);
        Assert.Equal(problem, result.Error?.ToString());
        Assert.NotNull(result.ReasonToKeep);
    }

    [Fact]
    public void WhatWasRepairedLoads()
    {
        var (_, content) = Repaired(Whole + "junk" + Whole);
        Assert.Equal("1", TestServer.On(content).Send("GET a"));
    }

    [Fact]
    public void AFileThatIsNotThereIsAnErrno()
    {
        var host = TestServer.Up(new AofConfig { AppendOnly = false }).Machine;
        host.KillServer();
        Assert.Equal(Errno.ENOENT,
            AofCheck.Check(host.BootServer(TestServer.Up(), new Prng(new Seed(1))).Files, "none.aof").Error);
    }

    private static (AofCheckResult Result, string Content) Repaired(string log)
    {
        var w =
            TestServer.On(new AofConfig { AppendOnly = false }, DiskImage.Of(("x.aof", Encoding.Latin1.GetBytes(log))));
        w.Machine.KillServer();
        var files = w.Machine.BootServer(w, new Prng(new Seed(1))).Files;
        var found = AofCheck.Check(files, "x.aof").Value;
        Assert.Equal(log, w.Content("x.aof"));
        Assert.Equal(found, AofCheck.Repair(files, "x.aof").Value);
        return (found, w.Content("x.aof"));
    }
}
