using Aof.Data.Primitives;
using Aof.KnownDefects;
using Sim.Check;
using Sim.Check.Rules;
using Sim.Machine.Tracing;
using Sim.Plans;

namespace Tests.Scenarios.Explore;

/// <summary>
/// The oracle knows what a command for one key does. Mistakes are planted: the server executes another command than the
/// one that was sent, and logs that one, so live server and replay agree.
/// </summary>
public sealed class KeyModelTests
{
    private static readonly string[] Before =
        ["SET s old PX 90000", "SET n 5", "RPUSH l a", "SET t other", "SET u x PXAT 1700000900000", "SADD m a"];

    [Theory]
    [InlineData("EXPIRE s 100", 2, "10")]
    [InlineData("EXPIRE s 100", 1, "n")]
    [InlineData("PEXPIREAT s 1700000100000", 2, "1700000100001")]
    [InlineData("SET s v EX 100", 4, "10")]
    [InlineData("SET s v EX 100", 3, "PX")]
    [InlineData("SET s v XX", 3, "NX")]
    [InlineData("SET s v KEEPTTL", 3, "XX")]
    [InlineData("SETNX s v", 0, "GETSET")]
    [InlineData("APPEND s abc", 2, "abd")]
    [InlineData("INCRBY n 6", 2, "7")]
    [InlineData("DECRBY n 6", 0, "INCRBY")]
    [InlineData("PERSIST s", 1, "n")]
    [InlineData("UNLINK s", 1, "n")]
    [InlineData("RENAME s t", 1, "n")]
    [InlineData("RENAMENX s t", 0, "RENAME")]
    [InlineData("GETDEL s", 1, "n")]
    [InlineData("EXPIRE s 50 GT", 3, "LT")]
    [InlineData("EXPIRE s 50 LT", 3, "GT")]
    [InlineData("PEXPIREAT s 1700000100000 XX", 3, "NX")]
    [InlineData("PEXPIREAT n 1700000100000 NX", 3, "XX")]
    [InlineData("SET s v PXAT 1700000900000", 4, "1700000900100")]
    [InlineData("SET s v EXAT 1700000900 GET", 4, "1700000901")]
    [InlineData("PEXPIREAT u 1700000900000 GT", 3, "XX")]
    [InlineData("DEL gone", 1, "t")]
    [InlineData("GETSET s v", 1, "n")]
    [InlineData("SUNIONSTORE s m", 1, "gone")]
    [InlineData("SET s new IFEQ old", 4, "none")]
    [InlineData("SET s new IFNE old", 4, "none")]
    [InlineData("SET s new IFNE none", 4, "old")]
    [InlineData("DELIFEQ s old", 2, "none")]
    [InlineData("DELIFEQ s none", 2, "old")]
    public void ACommandThatDoesSomethingElseIsFound(string command, int word, string instead)
    {
        Assert.Null(Broken(command, _ => { }));
        Assert.Equal(ViolationKind.WrongReply, Broken(command, argv => argv[word] = Bytes.Of(instead)));
    }

    private static ViolationKind? Broken(string command, Action<Bytes[]> mistake)
    {
        var steps = Before.Append(command).Select(
            (line, i) => new PlanStep { AtUs = i * 1000, Command = line.Split(' ') });
        var plan = new Plan
        {
            Seed = 1,
            Config = new PlanConfig
            {
                Layout = LogLayout.MultiPart,
                Dialect = command.StartsWith("DELIFEQ", StringComparison.Ordinal) ? Dialect.Valkey9 : Dialect.Redis86,
            },
            Steps = [.. steps],
        };
        return CheckedRun.Execute(plan, new Trace(Plan.StartUs), run =>
            run.CommandTaken += (_, argv) =>
            {
                if (string.Join(' ', argv.Select(each => each.ToLatin1())) == command)
                {
                    mistake((Bytes[])argv);
                }
            }).Broken?.Kind;
    }
}
