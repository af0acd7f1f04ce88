using Aof.Data;
using Aof.Data.Commands;
using Aof.Data.Primitives;
using FsCheck.Xunit;
using Tests.Scenarios.Data;

namespace Tests.Properties.Data;

/// <summary>Whatever is executed: the log replays to it, unit by unit, and snapshots stay what they were.</summary>
public class HistoryProperties
{
    private static readonly string[] Templates =
    [
        "SET K V", "SET K V PX T", "SET K V KEEPTTL", "APPEND K V", "INCR K", "INCRBYFLOAT K 0.1", "SETRANGE K 3 V",
        "GETSET K V", "SETEX K 9 V",
        "MSET K V K V", "MSETNX K V K V", "SETBIT K 9 1", "RPUSH K V V", "LPUSH K V", "RPOPLPUSH K K", "LREM K 1 V",
        "LTRIM K 0 2", "LINSERT K BEFORE V V",
        "HSET K V V", "HDEL K V", "HINCRBYFLOAT K V 0.3", "SADD K V V", "SPOP K", "SPOP K 2", "SMOVE K K V",
        "SUNIONSTORE K K K", "SDIFFSTORE K K K",
        "ZADD K 1 V 2 V", "ZINCRBY K 0.7 V", "ZPOPMIN K", "ZUNIONSTORE K 2 K K", "ZREMRANGEBYRANK K 0 0",
        "SORT K ALPHA STORE K",
        "BITOP XOR K K K", "BITOP NOT K K", "BITFIELD K INCRBY u5 #2 9", "PFADD K V V", "PFCOUNT K", "PFMERGE K K K",
        "GEOADD K 1 2 V",
        "GEORADIUS K 1 2 5 km STORE K", "DEL K K", "RENAME K K", "MOVE K 1", "PEXPIRE K T", "EXPIRE K -1", "PERSIST K",
        "SELECT 1", "SELECT 0", "SWAPDB 0 1", "FLUSHDB",
        "MULTI", "EXEC", "EXEC", "DISCARD", "GET K", "TICK", "TICK", "CYCLE",
    ];

    [Property(MaxTest = 90)]
    public void EveryUnitIsWhatReplayingTheLogUpToItGives((byte Template, byte A, byte B)[] steps)
    {
        var executor = new TestExecutor();
        var states = new List<(int Commands, Dataset State)>();
        executor.Executor.UnitApplied += () =>
            states.Add((LogText.AsWritten(executor).Count(), executor.Data.Snapshot()));
        Run(executor, steps);

        var log = LogText.AsWritten(executor).ToList();
        foreach (var (commands, state) in states)
        {
            var again = new TestExecutor();
            again.Replay(log.Take(commands));
            Assert.Null(state.FirstDifference(again.Data, "the unit", "its replay"));
            Assert.Equal(state.Fingerprint(), again.Data.Fingerprint());
        }
    }

    [Property(MaxTest = 90)]
    public void AUnitEndsWheneverTheDatasetHasChanged((byte Template, byte A, byte B)[] steps)
    {
        var executor = new TestExecutor();
        var last = executor.Data.Snapshot();
        executor.Executor.UnitApplied += () => last = executor.Data.Snapshot();
        foreach (var step in Lengthen(steps))
        {
            Step(executor, step);
            Assert.Null(last.FirstDifference(executor.Data, "after the last unit", "now"));
        }
    }

    [Property(MaxTest = 60)]
    public void ASnapshotNeverChanges((byte Template, byte A, byte B)[] steps)
    {
        var executor = new TestExecutor();
        var kept = new List<(Dataset Snapshot, string Digest, ulong Fingerprint)>();
        foreach (var step in Lengthen(steps))
        {
            Step(executor, step);
            var snapshot = executor.Data.Snapshot();
            kept.Add((snapshot, snapshot.Digest(), snapshot.Fingerprint()));
        }

        Assert.All(kept,
            one => Assert.Equal((one.Digest, one.Fingerprint), (one.Snapshot.Digest(), one.Snapshot.Fingerprint())));
    }

    [Property(MaxTest = 120)]
    public void NoArgumentsMakeACommandThrow(byte row, byte[][] arguments)
    {
        var executor = new TestExecutor();
        foreach (var seed in (string[])["SET 1 9", "RPUSH 2 1 2", "SADD 3 1 2", "ZADD 4 1 a 2 b", "HSET 5 1 2"])
        {
            executor.Do(seed);
        }

        var command = RedisCommands.Table.All[row % RedisCommands.Table.All.Count];
        Bytes[] argv = [command.NameBytes, .. arguments.Select(argument => Bytes.Copy(argument))];
        var reply = executor.Send(executor.Client, argv);
        Assert.True(executor.Client.Blocked || reply.EndsWith("\r\n", StringComparison.Ordinal), reply);
        new TestExecutor().Replay(
            [argv, [RedisCommands.Table.Named("MULTI").NameBytes], argv,
                [RedisCommands.Table.Named("EXEC").NameBytes]]);
    }

    private static void Run(TestExecutor executor, (byte Template, byte A, byte B)[] steps)
    {
        foreach (var step in Lengthen(steps))
        {
            Step(executor, step);
        }
    }

    /// <summary>
    /// Each given step stands for a few, so that values have a past by the time something happens to them.
    /// </summary>
    private static IEnumerable<(int Template, int A, int B)> Lengthen((byte Template, byte A, byte B)[] steps) =>
        steps.SelectMany(
        step => Enumerable.Range(0, 4).Select(i => (step.Template + (i * 13), step.A + (i * 7), step.B + (i * 3))));

    private static void Step(TestExecutor executor, (int Template, int A, int B) step)
    {
        var template = Templates[step.Template % Templates.Length];
        switch (template)
        {
            case "TICK":
                executor.NowMs += 30_000;
                break;
            case "CYCLE":
                executor.Executor.ExpireCycle(2);
                break;
            default:
                var words = template.Split(' ');
                var draw = step.A;
                executor.Do(string.Join(' ', words.Select((word, i) => word switch
                {
                    "K" => Key(draw + (i * step.B)),
                    "V" => ((step.B + i) % 5).ToString(System.Globalization.CultureInfo.InvariantCulture),
                    "T" => "100000",
                    _ => word,
                })));
                break;
        }
    }

    private static string Key(int number) => ((string[])["a", "b", "c", "d", "e", "f"])[number % 6];
}
