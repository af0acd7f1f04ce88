using System.Text;
using Tests.Scenarios.Posix;
using Tests.Scenarios.Rdb;

namespace Tests.Scenarios.Cli;

public sealed class CheckAofVerbTests : IDisposable
{
    private const string Whole = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n";
    private const string Annotation = "#TS:1700000000\r\n";
    private const string Move = "*5\r\n$5\r\nLMOVE\r\n$1\r\na\r\n$1\r\nb\r\n$4\r\nLEFT\r\n$5\r\nRIGHT\r\n";
    private const string Torn = "*2\r\n$3\r\nDEL\r\n$1\r\n";
    private readonly TemporaryDirectory directory = new();

    private string Log => directory["a.aof"];

    public void Dispose() => directory.Dispose();

    [PosixFact]
    public void ASoundLogIsGood()
    {
        File.WriteAllText(Log, Whole);
        _ = CapturedTerminal.Run("check-aof", Log).WentWell(holding: "size=27, ok_up_to=27, diff=0");
    }

    [PosixFact]
    public void DamageIsNamedWithItsKindAndOffsetAndLeftAlone()
    {
        File.WriteAllText(Log, Whole + Torn);
        var told = CapturedTerminal.Run("check-aof", Log);
        Assert.Contains("size=44, ok_up_to=27, diff=17", told.Output, StringComparison.Ordinal);
        Assert.Contains(
            "a.aof: Truncated at byte 27: the file ends inside this command", told.Output, StringComparison.Ordinal);
        Assert.Equal((1, Whole + Torn), (told.ExitCode, File.ReadAllText(Log)));
    }

    [PosixTheory]
    [InlineData("y\n", true)]
    [InlineData("n\n", false)]
    [InlineData("\n", false)]
    [InlineData("", false)]
    public void FixCutsAfterAQuestionThatWasAnsweredWithYes(string answer, bool cut)
    {
        File.WriteAllText(Log, Whole + Torn);
        var told = CapturedTerminal.RunAnswering(answer, "check-aof", "--fix", Log);
        Assert.Contains("Cut the last 17 of 44 bytes?", told.Output, StringComparison.Ordinal);
        Assert.Equal((cut ? 0 : 1, cut ? Whole : Whole + Torn), (told.ExitCode, File.ReadAllText(Log)));
    }

    [PosixFact]
    public void FixWithYesDoesNotAsk()
    {
        File.WriteAllText(Log, Whole + Torn);
        var told = CapturedTerminal.Run("check-aof", "--fix", "--yes", Log).WentWell(holding: "cut to 27 bytes");
        Assert.DoesNotContain("?", told.Output, StringComparison.Ordinal);
        Assert.Equal(Whole, File.ReadAllText(Log));
    }

    [PosixTheory]
    [InlineData("BF.RESET", "UnknownCommand at byte 27: unknown command 'BF.RESET'")]
    [InlineData("SETRANGE", "WrongArity at byte 27: wrong number of arguments for SETRANGE")]
    public void ACommandThatAnotherServerMayKnowIsNoReasonToCut(string name, string reason)
    {
        var log = Whole + "*2\r\n$8\r\n" + name + "\r\n$1\r\nk\r\n" + Whole;
        File.WriteAllText(Log, log);
        var told = CapturedTerminal.Run("check-aof", "--fix", "--yes", Log);
        Assert.Contains(reason, told.Output, StringComparison.Ordinal);
        Assert.Equal((1, log), (told.ExitCode, File.ReadAllText(Log)));
    }

    [PosixTheory]
    [InlineData("file a.aof.1.base.aof seq 1 type b\n", "not cut at byte 0: that is no damage")]
    [InlineData("VALKEY081\u00fa", "not cut at byte 0: without its preamble nothing would be left")]
    [InlineData("\0\0\0\0", "not cut at byte 0: nothing would be left")]
    [InlineData("*1\r\n$5\r\nMULTI\r\n*1\r\n$5\r\nMULTI\r\n" + Whole, "not cut at byte 15: the command is well formed")]
    [InlineData(Whole + "*1\r\n$4\r\nEXEC\r\n" + Whole, "not cut at byte 27: the command is well formed")]
    public void WhatMayBeUndamagedIsLeftWithItsReason(string log, string reason)
    {
        File.WriteAllText(Log, log, Encoding.Latin1);
        var told = CapturedTerminal.Run("check-aof", "--fix", "--yes", Log);
        Assert.Contains($"sim: {Log} is {reason}", told.Error, StringComparison.Ordinal);
        Assert.Equal((1, log), (told.ExitCode, File.ReadAllText(Log, Encoding.Latin1)));
    }

    /// <summary>proto-max-bulk-len binds clients; 6.0.5 and 7.0 load longer values.</summary>
    [PosixFact]
    public void AValueAboveTheLimitOfClientsIsSound()
    {
        var head = Encoding.Latin1.GetBytes("*3\r\n$3\r\nSET\r\n$1\r\na\r\n$629145600\r\n");
        using (var file = File.Create(Log))
        {
            file.Write(head);
            file.Position = head.Length + 629145600;
            file.Write(Encoding.Latin1.GetBytes("\r\n" + Whole));
        }

        _ = CapturedTerminal.Run("check-aof", "--fix", "--yes", Log).WentWell(holding: "is sound");
    }

    /// <summary>A manifest by its name, and its directory: the parts are checked, and the last one is cut.</summary>
    [PosixTheory]
    [InlineData("")]
    [InlineData("a.aof.manifest")]
    public void ALogOfSeveralFilesIsCutInItsLast(string name)
    {
        const string Manifest = "file 1.base.aof seq 1 type b\nfile 1.incr.aof seq 1 type i\n";
        File.WriteAllText(directory["a.aof.manifest"], Manifest);
        File.WriteAllText(directory["1.base.aof"], Whole);
        File.WriteAllText(directory["1.incr.aof"], Whole + Torn);
        var path = Path.Combine(directory.Path, name);
        Assert.Equal(1, CapturedTerminal.Run("check-aof", path).ExitCode);
        _ = CapturedTerminal.Run("check-aof", "--fix", "--yes", path).WentWell(holding: "cut to 27 bytes");
        Assert.Equal((Manifest, Whole, Whole), (File.ReadAllText(directory["a.aof.manifest"]),
            File.ReadAllText(directory["1.base.aof"]), File.ReadAllText(directory["1.incr.aof"])));
        _ = CapturedTerminal.Run("check-aof", path).WentWell(holding: "1.incr.aof is sound");
    }

    [PosixFact]
    public void AnEarlierFileOfSeveralIsNotCut()
    {
        File.WriteAllText(directory["a.manifest"], "file a.aof seq 1 type b\nfile b.aof seq 1 type i\n");
        File.WriteAllText(directory["b.aof"], Whole);
        File.WriteAllText(Log, Whole + Torn);
        var told = CapturedTerminal.Run("check-aof", "--fix", "--yes", directory.Path);
        Assert.Contains("it is not the last file of the log", told.Error, StringComparison.Ordinal);
        Assert.Equal((1, Whole + Torn), (told.ExitCode, File.ReadAllText(Log)));
    }

    /// <summary>
    /// A log of one file may come from 6.2, 7.0 or Valkey. `digest` loads what `check-aof` calls sound; under a profile
    /// both go by its version.
    /// </summary>
    [PosixTheory]
    [InlineData(Annotation + Whole, "an annotation of a later version of Redis stands here, at byte 0")]
    [InlineData(Whole + Annotation + Whole, "an annotation of a later version of Redis stands here, at byte 27")]
    [InlineData(Whole + Move, "unknown command 'LMOVE', which came with Redis 6.2, at byte 27")]
    [InlineData("VALKEY080\0\u0001k\u0001v\u00ff\0\0\0\0\0\0\0\0" + Whole, null)]
    public void WhatIsSoundIsLoadedWhateverWroteIt(string log, string? later)
    {
        File.WriteAllText(Log, log, Encoding.Latin1);
        var told = CapturedTerminal.Run("check-aof", "--fix", "--yes", Log).WentWell(holding: "a.aof is sound");
        Assert.Equal(later is not null,
            told.Output.Contains($"a.aof needs Redis 6.2 or later: {later}", StringComparison.Ordinal));
        Assert.Equal(log, File.ReadAllText(Log, Encoding.Latin1));
        _ = CapturedTerminal.Run("digest", Log).WentWell(holding: "digest    ");
        Assert.Equal(1, CapturedTerminal.Run("check-aof", "--profile", "redis-6.0.5", Log).ExitCode);
        Assert.Equal(1, CapturedTerminal.Run("digest", "--profile", "redis-6.0.5", Log).ExitCode);
    }

    /// <summary>Digests of redis-server 7.0.15. 6.0.5 logs SCRIPT, and RESTORE-ASKING during a reshard.</summary>
    [PosixTheory]
    [InlineData("SET a 1|SCRIPT LOAD return|SCRIPT FLUSH|SET b 2", "7dff4aa4711992a6870417c26949f355d23a7cac")]
    [InlineData("SET a 1|RESTORE-ASKING k 0 {payload} REPLACE", "1841d7952ffeb1189bf8cf1fa5d014792bda786f")]
    public void GenuineRecordsOf605AreSound(string log, string digest)
    {
        var payload = Encoding.Latin1.GetString(RdbBytes.Payload(0, "01 'v'").Span);
        File.WriteAllText(Log, string.Concat(log.Split('|').Select(command => Resp.Record(
            [.. command.Split(' ').Select(word => word == "{payload}" ? payload : word)]))), Encoding.Latin1);
        _ = CapturedTerminal.Run("check-aof", Log).WentWell(holding: "is sound");
        _ = CapturedTerminal.Run("digest", Log).WentWell(holding: digest);
        _ = CapturedTerminal.Run("digest", "--profile", "redis-6.0.5", Log).WentWell(holding: digest);
    }

    [PosixTheory]
    [InlineData("fe 14 00 <'a'> <'1'>", "a database that does not exist, 20")]
    [InlineData("00 <'a'> <'1'> 00 <'a'> <'2'>", "a duplicate key")]
    [InlineData("00 <'a'> <'1'> fe 01 00 <'a'> <'2'> fe 00 00 <'a'> <'3'>", "a duplicate key")]
    public void APreambleThatAStartRefusesIsNotSound(string records, string reason)
    {
        File.WriteAllBytes(Log, RdbBytes.File(records));
        Assert.Contains(reason, CapturedTerminal.Run("check-aof", Log).Output, StringComparison.Ordinal);
        Assert.Contains(reason, CapturedTerminal.Run("digest", Log).Error, StringComparison.Ordinal);
    }

    [PosixTheory]
    [InlineData()]
    [InlineData("--fix")]
    public void AnEmptyLogIsNeitherSoundNorCut(params string[] options)
    {
        File.WriteAllText(Log, "");
        var told = CapturedTerminal.Run(["check-aof", Log, .. options]);
        Assert.Equal((1, $"{Log} is empty\n"), (told.ExitCode, told.Output));
    }

    [PosixTheory]
    [InlineData("REDIS")]
    [InlineData("REDIS00")]
    [InlineData("REDIS0009\u00fa")]
    public void ADamagedPreambleIsNeverCut(string log)
    {
        File.WriteAllText(Log, log);
        var told = CapturedTerminal.Run("check-aof", "--fix", "--yes", Log);
        Assert.Contains("BadPreamble", told.Output, StringComparison.Ordinal);
        Assert.Equal((1, log), (told.ExitCode, File.ReadAllText(Log)));
    }

    [PosixFact]
    public void AFileThatIsNotThereIsOneLine() =>
        CapturedTerminal.Run("check-aof", Log).IsOneLineOfComplaint(exitCode: 2, holding: "a.aof");
}
