using System.Text;
using Tests.Scenarios.Posix;
using Tests.Scenarios.Rdb;

namespace Tests.Scenarios.Cli;

public sealed class CheckAofVerbTests : IDisposable
{
    private const string Whole = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n";
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
