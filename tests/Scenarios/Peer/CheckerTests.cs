using System.Text;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.State;
using Sim.Machine.Random;
using Tests.Scenarios.Cli;
using Tests.Scenarios.Rdb;

namespace Tests.Scenarios.Peer;

/// <summary>
/// check-aof and redis-check-aof on the same files: sound, torn and damaged, with and without a preamble. Both give the
/// same verdict, ok_up_to, diff and exit status, and after --fix the same bytes. 6.0.5 and 7.0 differ for an empty
/// file; check-aof follows 6.0.5, and another test covers that.
/// </summary>
public sealed class CheckerTests : IDisposable
{
    private const int Cases = 24;

    private static readonly string[] Commands = ["*1\r\n$4\r\nEXEC\r\n", "*1\r\n$5\r\nMULTI\r\n",
        "*1\r\n$7\r\nDISCARD\r\n"];

    private readonly TemporaryDirectory directory = new();

    /// <summary>Each seed without a preamble and with one.</summary>
    public static TheoryData<ulong, bool> Logs
    {
        get
        {
            var data = new TheoryData<ulong, bool>();
            foreach (var seed in PeerTests.Seeds)
            {
                data.Add(seed, false);
                data.Add(seed, true);
            }

            return data;
        }
    }

    public void Dispose() => directory.Dispose();

    [CheckerTheory]
    [MemberData(nameof(Logs))]
    public void BothSayTheSameAndCutTheSame(ulong seed, bool preamble)
    {
        var (log, chance) = (Log(seed, preamble), new Seed(seed).Stream("checker"));
        Assert.True(AreSameOf(log));
        var compared = 0;
        for (var i = 0; i < Cases; i++)
        {
            compared += AreSameOf(i % 2 == 0 ? log[..chance.Range(8, log.Length)] : Damaged(log, chance)) ? 1 : 0;
        }

        Assert.InRange(compared, Cases / 2, Cases);
    }

    /// <summary>
    /// A value of a module that is not loaded is sound: only a server needs the module. A value from before 4.0.0 does
    /// not say where it ends.
    /// </summary>
    [CheckerTheory]
    [InlineData(
        "07 <'m'> 81 b2 a6 a9 95 d7 bf 2c 03 02 05 01 07 04 00 00 00 00 00 00 f0 3f 03 00 00 80 3f 05 <'text'> 00",
        true)]
    [InlineData("07 <'m'> 81 b2 a6 a9 95 d7 bf 2c 03 06 05 00", false)]
    [InlineData("07 <'m'> 81 b2 a6 a9 95 d7 bf 2c 03 02 05", false)]
    [InlineData("06 <'m'> 81 b2 a6 a9 95 d7 bf 2c 03 05", false)]
    [InlineData("f7 81 01 02 03 04 05 06 07 08 02 01 01 05 05 <'text'> 00", true)]
    [InlineData("f8 40 ff", true)]
    [InlineData("f9 ff", true)]
    [InlineData("f9 ff f8 05 fc 01 00 00 00 00 00 00 00", true)]
    [InlineData("08 <'m'> 00", false)]
    public void BothSayTheSameOfWhatIsRare(string record, bool isSound)
    {
        var log = Encoding.Latin1.GetString(RdbBytes.File($"{record} 00 <'a'> <'1'>")) + Resp.Log("SELECT 0", "INCR a");
        Assert.True(AreSameOf(log));
        Assert.Equal(isSound ? 0 : 1, CapturedTerminal.Run("check-aof", Saved("rare.aof", log)).ExitCode);
    }

    [CheckerTheory]
    [InlineData("y\n")]
    [InlineData("Y\n")]
    [InlineData("yes\n")]
    [InlineData("Yup\n")]
    [InlineData("n\n")]
    [InlineData(" y\n")]
    [InlineData("\n")]
    [InlineData("")]
    public void BothTakeTheSameAnswers(string typed)
    {
        var log = Resp.Log("SET a 1") + "*2\r\n$3\r\nDEL";
        var theirs = RedisChecker.Fix(Saved("theirs.aof", log), typed);
        var ours = CapturedTerminal.RunAnswering(typed, "check-aof", "--fix", Saved("ours.aof", log));
        Assert.Equal((theirs.ExitCode, Content("theirs.aof")), (ours.ExitCode, Content("ours.aof")));
    }

    /// <summary>
    /// Fails where they differ. False when they cannot be compared, because the original accepts what a server refuses:
    /// it checks neither names nor numbers of arguments (Defect.CheckerIgnoresNames), and accepts a command without a
    /// name.
    /// </summary>
    private bool AreSameOf(string log)
    {
        var (theirs, ours) =
            (RedisChecker.Aof(Saved("theirs.aof", log)), CapturedTerminal.Run("check-aof", Saved("ours.aof", log)));
        var (outputs, isRefused) = ($"{theirs.Output}\n{ours.Output}",
            ours.Output.Contains("UnknownCommand", StringComparison.Ordinal)
                || ours.Output.Contains("WrongArity", StringComparison.Ordinal));
        var (mine, original) = (RedisChecker.AnalysisIn(ours.Output)!.Value, theirs.Analyzed);
        if (isRefused || mine.OkUpTo < original?.OkUpTo)
        {
            Assert.True(mine.OkUpTo == original!.Value.OkUpTo
                || TestServer.On(log[..(int)original.Value.OkUpTo]).ExitCode == 1, outputs);
            return false;
        }

        Assert.True(theirs.ExitCode == ours.ExitCode, outputs);
        var agree = original is null
            ? ours.Output.Contains("BadPreamble", StringComparison.Ordinal)
            : original == mine;
        Assert.True(agree, outputs);

        var (fixedByThem, fixedByUs) = (RedisChecker.Fix(directory["theirs.aof"], "y\n"),
            CapturedTerminal.Run("check-aof", "--fix", "--yes", directory["ours.aof"]));
        Assert.True(fixedByThem.ExitCode == fixedByUs.ExitCode, $"{fixedByThem.Output}\n{fixedByUs.Output}");
        Assert.Equal(Content("theirs.aof"), Content("ours.aof"));
        return true;
    }

    /// <summary>
    /// What a server logs of a random stream: with a rewrite in the middle for a log with a preamble, else without.
    /// </summary>
    private static string Log(ulong seed, bool preamble)
    {
        var world =
            TestServer.Up(new AofConfig { UseRdbPreamble = true, Policy = FsyncPolicy.No, AutoRewritePercentage = 0 });
        Session[] sessions = [.. Enumerable.Range(0, CommandStream.Clients).Select(_ => new Session(new Reply()))];
        var stream = CommandStream.Of(seed, count: 300);
        for (var i = 0; i < stream.Count; i++)
        {
            _ = world.Send(sessions[stream[i].Client], [.. stream[i].Words.Select(Bytes.Of)]);
            if (preamble && i == stream.Count / 2)
            {
                _ = world.Rewrite();
            }
        }

        return world.Content(TestServer.AofName);
    }

    /// <summary>The log with damage at a random place.</summary>
    private static string Damaged(string log, Prng chance)
    {
        var at = chance.Range(8, log.Length - 1);
        return chance.Below(5) switch
        {
            0 => log[..at] + chance.Pick<string>(["x", "7", "\0", "\n", "\r"]) + log[(at + 1)..],
            1 => log[..at] + new string('\0', log.Length - at),
            2 => log + chance.Pick<string>([.. Commands, "\0\0\0", "junk", "*1\r\n", "*"]),
            3 => log[..at] + log[Math.Min(log.Length, at + chance.Range(1, 40))..],
            _ => log.LastIndexOf("*2\r\n$6\r\nSELECT", StringComparison.Ordinal) is >= 0 and var select
                ? log[..select] + chance.Pick<string>(Commands) + log[select..]
                : log,
        };
    }

    private string Saved(string name, string log)
    {
        File.WriteAllBytes(directory[name], Encoding.Latin1.GetBytes(log));
        return directory[name];
    }

    private string Content(string name) => Encoding.Latin1.GetString(File.ReadAllBytes(directory[name]));
}
