using System.Text;
using Aof.Data;
using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.Load;
using Aof.State;
using Sim.Machine.Disk;
using Sim.Os;

namespace Tests.Scenarios.Rdb;

/// <summary>
/// A log that begins with a dataset as an RDB file: what is read, what is read over, and what is refused.
/// </summary>
public sealed class PreambleTests
{
    private const string KeyA = "00 <'a'> <'1'>";
    private static readonly byte[] Tail =
        Encoding.ASCII.GetBytes(Resp.Log("SELECT 0", "INCR a", "PEXPIREAT b 1700000000000"));

    [Fact]
    public void TheTailGoesOnRightBehindThePreamble()
    {
        var preamble = RdbBytes.File(KeyA + " fe 03 00 <'b'> <'2'>");
        var (result, data) = RdbBytes.Load([.. preamble, .. Tail]);
        Assert.Equal((LoadOutcome.Loaded, 2, 3), (result.Outcome, result.Keys, result.Commands));
        Assert.Equal(preamble.Length + Tail.Length, result.Offset);
        Assert.Equal("2", Text(data, "a"));
        Assert.Equal("2", Text(data, "b", database: 3));
    }

    [Fact]
    public void ATornTailIsCutBehindThePreamble()
    {
        var preamble = RdbBytes.File(KeyA);
        for (var length = 1; length < Resp.Command("SELECT 0").Length; length++)
        {
            var w = On([.. preamble, .. Tail[..length]]);
            Assert.Equal((LoadOutcome.Truncated, preamble.Length), (w.Server.Loaded.Outcome, w.Server.Loaded.Offset));
            Assert.Equal("1", w.Send("GET a"));
            w.Send("INCR a");
            Assert.Equal("2", w.KillAndRestart().Send("GET a"));
        }
    }

    [Fact]
    public void APreambleThatIsNotWholeIsNeverCut()
    {
        var preamble = RdbBytes.File(KeyA);
        for (var length = 5; length < preamble.Length; length++)
        {
            var w = On(preamble[..length]);
            Assert.Equal(1, w.ExitCode);
            Assert.Contains("ends inside the preamble", w.ExitReason, StringComparison.Ordinal);
            Assert.Equal(length, w.Content(TestServer.AofName).Length);
        }
    }

    [Theory]
    [InlineData("fc 00 00 00 00 00 01 00 00", 1099511627776)]
    [InlineData("fc 01 00 00 00 00 00 00 00", 1)] // Long past: the tail may still speak of it.
    [InlineData("fc ff ff ff ff ff ff ff ff", -1)]
    [InlineData("fc 00 00 00 00 00 00 00 80", long.MinValue + 1)] // The one number that stands for none moves by one.
    [InlineData("fd 01 00 00 00", 1000)]
    public void DeadlinesAreKept(string record, long deadline)
    {
        var (_, data) = RdbBytes.Load(RdbBytes.File($"{record} {KeyA} 00 <'b'> <'2'>"));
        Assert.Equal(deadline, data[0].Deadline(Bytes.Of("a")));
        Assert.Null(data[0].Deadline(Bytes.Of("b")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("fa <'lua'> <'return 1'>")]
    [InlineData("fa <'repl-offset'> c0 05")]
    [InlineData("f8 40 ff")] // Idle for 255 seconds.
    [InlineData("f9 ff")] // Used often.
    [InlineData("fb 80 ff ff ff ff 05")]
    [InlineData("f5 <'#!lua name=f'>", "libraries of functions")]
    [InlineData("f6 <'f'> <'lua'> 01 <'what for'> <'return 1'>", "libraries of functions")]
    [InlineData("f6 <'f'> <'lua'> 00 <'return 1'>", "libraries of functions")]
    [InlineData("f7 81 01 02 03 04 05 06 07 08 02 01 01 05 03 00 00 80 3f 04 00 00 00 00 00 00 f0 3f 05 <'text'> 00",
        "records of modules")]
    [InlineData("02 <'empty'> 00", "keys without a value")]
    public void WhatSaysNothingAboutTheDatasetIsReadOver(string record, string? notice = null)
    {
        var (result, data) = RdbBytes.Load(RdbBytes.File($"{record} {KeyA}"));
        Assert.Equal(LoadOutcome.Loaded, result.Outcome);
        Assert.Equal(("1", 1), (Text(data, "a"), data[0].Count));
        Assert.Equal(notice is null ? [] : [$"{notice} that were read over: 1"], result.Notices);
    }

    [Theory]
    [InlineData("fe 10", "a database that does not exist, 16")]
    [InlineData(KeyA + " " + KeyA, "a duplicate key")]
    // Of a module, as before 4.0.0: its end cannot be found.
    [InlineData("06 <'a'> 81 b2 a6 a9 95 d7 bf 2c 03 05", "a value of type 6")]
    [InlineData("08 <'a'>", "a value of type 8")]
    [InlineData("f7 00 02 01 06 00", "unknown kind")]
    [InlineData("0a <'a'> <'no list'>", "a ziplist with a wrong length")]
    [InlineData("00 <'a'> 81 7f ff ff ff ff ff ff ff", "an impossible length of a string")]
    [InlineData("00 80 00 10 00 00 'a'", "ends inside the preamble")]
    public void DamageIsToldWithItsPlace(string record, string problem)
    {
        var (result, _) = RdbBytes.Load(RdbBytes.File(record));
        Assert.Equal(LoadOutcome.BadFormat, result.Outcome);
        Assert.Contains(problem, result.Reason, StringComparison.Ordinal);
        Assert.InRange(result.Offset, RdbBytes.Of(RdbBytes.Head).Length, result.FileSize);
    }

    [Fact]
    public void AWrongChecksumIsDamageAndNoneIsNone()
    {
        var file = RdbBytes.File(KeyA);
        Assert.Contains("the checksum is", RdbBytes.Load([.. file[..^1], (byte)(file[^1] ^ 1)]).Result.Reason,
            StringComparison.Ordinal);
        Assert.Equal(LoadOutcome.Loaded, RdbBytes.Load([.. file[..^8], .. new byte[8]]).Result.Outcome);
    }

    [Theory]
    [InlineData("0000", false)]
    [InlineData("0006", true)]
    [InlineData("0009", true)]
    [InlineData("0010", true)]
    [InlineData("0012", true)]
    [InlineData("0013", true)]
    [InlineData("0014", false)]
    [InlineData("00x9", false)]
    [InlineData("+009", false)]
    public void VersionsUpToThirteenAreRead(string version, bool isRead)
    {
        var (result, _) = RdbBytes.Load(RdbBytes.Sealed(RdbBytes.Of($"'REDIS{version}' fe 00 {KeyA} ff")));
        Assert.Equal(isRead ? LoadOutcome.Loaded : LoadOutcome.BadFormat, result.Outcome);
    }

    /// <summary>Hashes of Valkey 9 whose fields have deadlines: the fields are kept, the deadlines counted.</summary>
    [Fact]
    public void AFileOfValkey9IsRead()
    {
        const string Dated = "16 <'h'> 02 <'f'> <'v'> ff ff ff ff ff ff ff ff <'g'> <'w'> 05 00 00 00 00 00 00 00";
        var (result, data) = RdbBytes.Load(RdbBytes.Sealed(RdbBytes.Of($"'VALKEY080' fe 00 {KeyA} {Dated} ff")));
        Assert.Equal((LoadOutcome.Loaded, 2, "1"), (result.Outcome, data[0].Count, Text(data, "a")));
        Assert.Equal(["deadlines of fields of hashes that were read over: 1"], result.Notices);
    }

    [Fact]
    public void BeforeVersionFiveThereIsNoChecksum()
    {
        var (result, data) = RdbBytes.Load([.. RdbBytes.Of($"'REDIS0003' fe 00 {KeyA} ff"), .. Tail]);
        Assert.Equal((LoadOutcome.Loaded, "2"), (result.Outcome, Text(data, "a")));
    }

    [Theory]
    [InlineData("RED")]
    [InlineData("redis")]
    public void WhatDoesNotBeginLikeAnRdbFileIsALog(string begin)
    {
        var (result, _) = RdbBytes.Load(Encoding.ASCII.GetBytes(begin));
        Assert.DoesNotContain("preamble", result.Reason, StringComparison.Ordinal);
        Assert.False(result.Usable);
    }

    [Fact]
    public void AStartTellsWhatItReadOver()
    {
        var w = On(RdbBytes.File($"f5 <'#!lua name=f'> {KeyA}"));
        Assert.True(w.Logged(LogLevel.Notice, "libraries of functions that were read over: 1"));
        Assert.True(w.Logged(LogLevel.Notice, "1 keys loaded from the RDB preamble"));
    }

    private static TestServer On(byte[] log) => TestServer.On(new AofConfig(), DiskImage.Of((TestServer.AofName, log)));

    private static string Text(Dataset data, string key, int database = 0) =>
        data[database].TryGet(Bytes.Of(key), out var value) ? ((StringValue)value).Content.ToLatin1() : "";
}
