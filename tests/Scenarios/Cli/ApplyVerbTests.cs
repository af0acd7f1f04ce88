using System.Text;
using System.Text.RegularExpressions;
using Tests.Scenarios.Posix;

namespace Tests.Scenarios.Cli;

public sealed class ApplyVerbTests : IDisposable
{
    private const string Set = "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n";
    private const string SetWithTime = "*5\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n$2\r\nEX\r\n$3\r\n900\r\n";
    private const string Select = "*2\r\n$6\r\nSELECT\r\n$1\r\n0\r\n";
    private readonly TemporaryDirectory directory = new();

    private string Commands => directory["commands.resp"];

    private string Out => directory["out"];

    public void Dispose() => directory.Dispose();

    [PosixTheory]
    [InlineData("strings")]
    [InlineData("lists")]
    [InlineData("hashes")]
    [InlineData("zsets")]
    public void ARecordedStreamGivesTheRecordedDigests(string family)
    {
        var recorded = RecordedStream.Of("redis-6.0.5", family);
        var digest = File.ReadAllText(Path.Combine(recorded, "digest.txt")).Trim();
        _ = CapturedTerminal.Run("apply", Path.Combine(recorded, "commands.resp"), "--out", Out).WentWell(
            holding: digest);

        Assert.Equal(digest + "\n", File.ReadAllText(Result("digest.txt")));
        _ = CapturedTerminal.Run("digest", Result("appendonly.aof")).WentWell(holding: digest);
        _ = CapturedTerminal.Run("digest", Result("rewritten.aof")).WentWell(holding: digest);
        _ = CapturedTerminal.Run("digest", Result("preamble.aof")).WentWell(holding: digest);
    }

    [PosixTheory]
    [InlineData("lists")]
    [InlineData("hashes")]
    [InlineData("sets")]
    [InlineData("zsets")]
    [InlineData("bits")]
    [InlineData("server")]
    public void TheLogAndTheRepliesAreThoseOfARealServer(string family)
    {
        var recorded = RecordedStream.Of("redis-6.0.5", family);
        _ = CapturedTerminal.Run("apply", Path.Combine(recorded, "commands.resp"), "--out", Out);
        foreach (var name in new[] { "appendonly.aof", "replies.resp" })
        {
            Assert.Equal(File.ReadAllBytes(Path.Combine(recorded, name)), File.ReadAllBytes(Result(name)));
        }
    }

    /// <summary>Only the moments of deadlines depend on when the commands were executed.</summary>
    [PosixTheory]
    [InlineData("lists")]
    [InlineData("strings")]
    [InlineData("mixed")]
    public void TheDirectoriesAreThoseOfARealServer7(string family)
    {
        var recorded = RecordedStream.Of("redis-7.0.15", family);
        var told = CapturedTerminal.Run(
            "apply", Path.Combine(recorded, "commands.resp"), "--out", Out, "--profile", "redis-7.0");
        _ = told.WentWell(holding: File.ReadAllText(Path.Combine(recorded, "digest.txt")).Trim());
        Assert.Equal(Undated(Path.Combine(recorded, "replies.resp")), Undated(Result("replies.resp")));
        foreach (var state in new[] { "appendonly.dir", "rewritten.dir", "preamble.dir" })
        {
            var files = Directory.GetFiles(Path.Combine(recorded, state)).Select(Path.GetFileName).Order().ToArray();
            Assert.Equal(files, Directory.GetFiles(Result(state)).Select(Path.GetFileName).Order());
            var byteForByte = files.Where(name => !name!.Contains(".base.", StringComparison.Ordinal));
            Assert.All(byteForByte, name => Assert.Equal(
                Undated(Path.Combine(recorded, state, name!)), Undated(Path.Combine(Result(state), name!))));
        }
    }

    private static string Undated(string path) => Regex.Replace(
        File.ReadAllText(path, Encoding.Latin1),
        @"(?<=PXAT\r\n|PEXPIREAT\r\n\$\d+\r\n[^\r]+\r\n)\$13\r\n\d{13}", "(moment)");

    [PosixFact]
    public void NothingButTheFiveFilesStays()
    {
        Apply(Set);
        var names = Directory.GetFiles(Out).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        Assert.Equal(["appendonly.aof", "digest.txt", "preamble.aof", "replies.resp", "rewritten.aof"], names);
    }

    [PosixTheory]
    [InlineData("redis-3.0", SetWithTime, "*3\r\n$3\r\nSET")]
    [InlineData("redis-6.0.5", "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1\r\nv\r\n*3\r\n$9\r\nPEXPIREAT", "REDIS")]
    [InlineData("hardened", "*1\r\n$5\r\nMULTI", "REDIS")]
    public void TheLogIsThatOfTheProfile(string profile, string log, string preamble)
    {
        File.WriteAllText(Commands, SetWithTime);
        _ = CapturedTerminal.Run("apply", Commands, "--out", Out, "--profile", profile).WentWell(holding: "digest");
        Assert.StartsWith(Select + log, File.ReadAllText(Result("appendonly.aof")), StringComparison.Ordinal);
        Assert.StartsWith(preamble,
            File.ReadAllText(Result("preamble.aof")).Replace(Select, "", StringComparison.Ordinal),
            StringComparison.Ordinal);
    }

    [PosixFact]
    public void UnknownCommandsAndWhatTheyAbortAreReported()
    {
        File.WriteAllText(Commands, Resp.Log(
            "EVAL x 0", "MULTI", "SET a 1", "EVAL x 0", "EXEC", "MULTI", "NOPE", "DISCARD", "MULTI", "GET", "EXEC",
            "SET b 1"));
        var told = CapturedTerminal.Run("apply", Commands, "--out", Out);
        Assert.Equal(0, told.ExitCode);
        Assert.Contains("commands  12", told.Output, StringComparison.Ordinal);
        Assert.Equal("sim: 3 commands are not known here and were answered with an error: EVAL (2), NOPE (1); "
            + $"transactions aborted because of them: 1{Environment.NewLine}", told.Error);
    }

    [PosixFact]
    public void OneUnknownCommandIsOne()
    {
        File.WriteAllText(Commands, Resp.Log("EVAL x 0"));
        Assert.StartsWith("sim: 1 command is not known here and was answered with an error: EVAL (1);",
            CapturedTerminal.Run("apply", Commands, "--out", Out).Error, StringComparison.Ordinal);
    }

    [PosixFact]
    public void TheHelpNamesOneDefault()
    {
        var help = CapturedTerminal.Run("apply", "--help").WentWell(holding: "default: redis-6.0.5, byte for byte");
        Assert.Equal(2, help.Output.Split("efault: redis-6.0.5").Length);
        Assert.DoesNotContain("default: with every known defect fixed", help.Output, StringComparison.Ordinal);
    }

    /// <summary>
    /// Commands that change no data end no transaction; the digest is that of redis-server 6.0.5. WAIT has no replica.
    /// </summary>
    [PosixTheory]
    [InlineData("PUBLISH ch hi", ":0")]
    [InlineData("CLIENT SETNAME me", "+OK")]
    [InlineData("HELLO 2", "*14")]
    [InlineData("WAIT 1 10", ":0")]
    [InlineData("SCRIPT EXISTS 0123", "*1")]
    [InlineData("SCRIPT LOAD return", "$40")]
    public void ATransactionWithAHarmlessCommandIsExecuted(string command, string reply)
    {
        Apply(Resp.Log("MULTI", "LPUSH q job", command, "EXEC"));
        Assert.Equal("0b36d3bb3fc01732740d4cb85025af3a19ea4802\n", File.ReadAllText(Result("digest.txt")));
        Assert.Contains($"*2\r\n:1\r\n{reply}\r\n", File.ReadAllText(Result("replies.resp")), StringComparison.Ordinal);
    }

    [PosixFact]
    public void ARewriteThatTheCommandsBeginEndsBeforeOurs()
    {
        Apply(Set + "*1\r\n$12\r\nBGREWRITEAOF\r\n" + Set);
        Assert.Equal(Select + Set, File.ReadAllText(Result("rewritten.aof")));
        Assert.Contains("rewriting started", File.ReadAllText(Result("replies.resp")), StringComparison.Ordinal);
    }

    [PosixFact]
    public void AWaitEndsWhenItsTimeIsOverAndOneForEverIsTold()
    {
        const string Wait = "*3\r\n$5\r\nBLPOP\r\n$1\r\nl\r\n$4\r\n0.01\r\n";
        Apply(Wait + Set);
        Assert.Equal("*-1\r\n+OK\r\n", File.ReadAllText(Result("replies.resp")));
        Assert.Equal(Select + Set, File.ReadAllText(Result("appendonly.aof")));

        File.WriteAllText(Commands, Set + Wait.Replace("$4\r\n0.01", "$1\r\n0", StringComparison.Ordinal));
        CapturedTerminal.Run("apply", Commands, "--out", Out, "--force").IsOneLineOfComplaint(
            exitCode: 2, holding: "BLPOP l would block for ever");
    }

    [Theory]
    [InlineData("*1\r\n$4\r\nPI", 0, "the file ends inside")]
    [InlineData("*2\r\n$4\r\nPING\r\n", 0, "the file ends inside")]
    [InlineData("*1", 0, "the file ends inside")]
    [InlineData("*1\r\n$x\r\n", 4, "no number")]
    [InlineData("*1\r\n$-1\r\n", 9, "an argument of negative length")]
    [InlineData("*1\r\n$4\r\nPINGxx", 12, "CRLF")]
    [InlineData("*1\r\n:4\r\n", 4, "'$' should")]
    [InlineData("PING\r\n", 0, "'*' should")]
    [InlineData("*99999999\r\n", 0, "no number")]
    [InlineData("*1\r\n$999999999999\r\nx", 4, "no number")]
    [InlineData("*1000000\r\n$500000000\r\nx", 0, "the file ends inside")]
    [InlineData("*11111111111111111111111111111111", 0, "no number")]
    public void ADamagedStreamIsNamedWithItsOffsetAndNothingIsDone(string damage, int offset, string problem)
    {
        File.WriteAllText(Commands, Set + damage);
        var told = CapturedTerminal.Run("apply", Commands, "--out", Out);
        told.IsOneLineOfComplaint(exitCode: 1, holding: $", at byte {Set.Length + offset}{Environment.NewLine}");
        Assert.StartsWith($"sim: {Commands}: {problem}", told.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Out));
    }

    [PosixFact]
    public void ALogThatIsNotEmptyIsReplacedOnlyByForce()
    {
        Apply(Set + Set);
        var before = File.ReadAllText(Result("appendonly.aof"));
        File.WriteAllText(Commands, Set);
        CapturedTerminal.Run("apply", Commands, "--out", Out).IsOneLineOfComplaint(exitCode: 2, holding: "--force");
        Assert.Equal(before, File.ReadAllText(Result("appendonly.aof")));

        _ = CapturedTerminal.Run("apply", Commands, "--out", Out, "--force").WentWell(holding: "commands  1");
        Assert.Equal(Select + Set, File.ReadAllText(Result("appendonly.aof")));
    }

    [PosixFact]
    public void ItsOwnInputIsNeverReplaced()
    {
        File.WriteAllText(directory["appendonly.aof"], Set);
        CapturedTerminal.Run("apply", directory["appendonly.aof"], "--out", directory.Path, "--force")
            .IsOneLineOfComplaint(exitCode: 2, holding: "overwritten");
        Assert.Equal(Set, File.ReadAllText(directory["appendonly.aof"]));
    }

    [PosixFact]
    public void AFolderThatCannotBeMadeIsOneLine()
    {
        File.WriteAllText(Commands, Set);
        CapturedTerminal.Run("apply", Commands, "--out", Path.Combine(Commands, "sub")).IsOneLineOfComplaint(
            exitCode: 2, holding: Commands);
    }

    private void Apply(string commands)
    {
        File.WriteAllText(Commands, commands);
        _ = CapturedTerminal.Run("apply", Commands, "--out", Out).WentWell(holding: "digest");
    }

    private string Result(string name) => Path.Combine(Out, name);
}
