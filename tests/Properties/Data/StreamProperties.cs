using System.Globalization;
using Aof.Data;
using Aof.Data.Commands;
using Aof.Data.Commands.Streams;
using Aof.Data.Primitives;
using Aof.Data.Values;
using Aof.Format;
using Aof.KnownDefects;
using Aof.Rewrite;
using FsCheck.Xunit;
using Tests.Properties.Given;
using Tests.Scenarios.Data;

namespace Tests.Properties.Data;

/// <summary>
/// Two streams with two groups each, and everything that can be done to them: replay, rewrite and snapshot are exact.
/// </summary>
public class StreamProperties
{
    private static readonly string[] Templates =
    [
        "XADD K N f V", "XADD K N f V g V", "XADD K MAXLEN A N f V", "XADD s MAXLEN ~ 1 * f V", "XDEL K I I",
        "XTRIM K MAXLEN A", "XSETID K I",
        "XGROUP CREATE K G 0 MKSTREAM", "XGROUP CREATE K G $ MKSTREAM", "XGROUP SETID K G I", "XGROUP DESTROY K G",
        "XGROUP DELCONSUMER K G C",
        "XREADGROUP GROUP G C STREAMS K >", "XREADGROUP GROUP G C COUNT 2 STREAMS K K > >",
        "XREADGROUP GROUP G C STREAMS K K > I", "XREADGROUP GROUP G C STREAMS K 0",
        "XREADGROUP GROUP G C NOACK COUNT 1 STREAMS K >", "XACK K G I I", "XCLAIM K G C 0 I I FORCE",
        "XCLAIM K G C 5 I JUSTID TIME A LASTID I",
        "XCLAIM K G C 0 I FORCE RETRYCOUNT A IDLE 7", "XINFO STREAM K FULL", "XPENDING K G - + 10 C", "XRANGE K I +",
        "RENAME K K", "DEL K", "MULTI", "EXEC", "TICK",
    ];

    [Property(MaxTest = 90)]
    public void EveryUnitIsWhatReplayingTheLogUpToItGives((byte Template, byte A)[] steps)
    {
        var executor = new TestExecutor();
        var states = new List<(int Commands, Dataset State)>();
        executor.Executor.UnitApplied += () => states.Add((executor.Fed.Count, executor.Data.Snapshot()));
        Run(executor, steps);
        foreach (var (commands, state) in states)
        {
            var again = new TestExecutor();
            again.Replay(executor.Fed.Take(commands).Select(fed => fed.Args));
            Same.Content(state, again.Data, "the unit", "its replay");
            Assert.Equal(state.Fingerprint(), again.Data.Fingerprint());
        }
    }

    [Property(MaxTest = 90)]
    public void ARewriteGivesTheSameStreams((byte Template, byte A)[] steps)
    {
        var executor = new TestExecutor();
        Run(executor, steps);
        var output = new ByteBuffer();
        var writer = new SnapshotWriter(output, Defects.None, Thresholds.Default);
        Assert.All(writer.Write(executor.Data.Snapshot()).ToList(), step => Assert.True(Enum.IsDefined(step)));
        Same.Content(executor.Data, StoredLog.Load(output.Span.ToArray()).Data, "the streams", "the rewritten log");
    }

    [Property(MaxTest = 60)]
    public void OnlyUnitsChangeTheDatasetAndNoneChangesASnapshot((byte Template, byte A)[] steps)
    {
        var executor = new TestExecutor();
        var kept = new List<(Dataset Snapshot, string Digest, ulong Fingerprint)>();
        var last = executor.Data.Snapshot();
        executor.Executor.UnitApplied += () => last = executor.Data.Snapshot();
        foreach (var step in Lengthened(steps))
        {
            Step(executor, step);
            Same.Content(last, executor.Data, "after the last unit", "now");
            kept.Add((last, last.Digest(), last.Fingerprint()));
        }

        Assert.All(kept,
            one => Assert.Equal((one.Digest, one.Fingerprint), (one.Snapshot.Digest(), one.Snapshot.Fingerprint())));
    }

    [Property(MaxTest = 180)]
    public void NoArgumentsMakeACommandThrow(byte row, byte[] words)
    {
        string[] vocabulary = ["x", "g", "c", "0", "1", "-1", "1-1", "*", ">", "$", "+", "-", "~", "=", "COUNT",
            "BLOCK", "STREAMS", "GROUP", "NOACK", "MAXLEN", "FORCE", "JUSTID", "IDLE", "LASTID", "TIME", "FULL",
            "CREATE", "SETID", "MKSTREAM", "9223372036854775807", "18446744073709551615-18446744073709551615"];
        var executor = new TestExecutor();
        Array.ForEach((string[])["XADD x 1-1 f v", "XGROUP CREATE x g 0", "XREADGROUP GROUP g c STREAMS x >"],
            line => executor.Do(line));
        var rows = RedisCommands.Table.All.Where(command => command.Name[0] == 'X').ToList();
        Bytes[] argv = [rows[row % rows.Count].NameBytes, Bytes.Of(row % 2 == 0 ? "x" : "CREATE"),
            .. words.Select(word => Bytes.Of(vocabulary[word % vocabulary.Length]))];
        Assert.EndsWith("\r\n", executor.Send(executor.Client, argv), StringComparison.Ordinal);
        executor.Replay([argv]);
    }

    /// <summary>Sizes of listpacks that redis-server wrote into a DUMP.</summary>
    [Theory]
    [InlineData(29, 0, "1-1 a b")]
    [InlineData(39, 0, "1-1 a b", "2-1 a 5")]
    [InlineData(45, 0, "1-1 a b", "2-1 c 500")]
    [InlineData(118, 0, "1-5 a b", "1000000-1 a -5000 c 63*")]
    [InlineData(120, 0, "1-5 a 64*", "99999999999-1 a 9223372036854775807")]
    [InlineData(186, 0, "1-5 f 130*", "2-0 f 01", "3-0 f -0")]
    [InlineData(28, 0, "1-0 f 127")]
    [InlineData(29, 0, "1-0 f 128")]
    [InlineData(29, 0, "1-0 f -4096")]
    [InlineData(30, 0, "1-0 f -4097")]
    [InlineData(31, 0, "1-0 f 32768")]
    [InlineData(31, 0, "1-0 f 8388607")]
    [InlineData(32, 0, "1-0 f 8388608")]
    [InlineData(36, 0, "1-0 f -2147483649")]
    public void ANodeIsAsLargeAsRedisMakesIt(long size, int deleted, params string[] entries)
    {
        var given = entries.Select(line => line.Split(' ')).Select(words => Entry(words[0], words[1..])).ToList();
        Assert.Equal(size,
            given.Skip(1).Aggregate(StreamNode.Of(given[0]), (node, entry) => node.With(entry)).WithDeleted(
                deleted).Size);
    }

    /// <summary>Numbers of nodes that redis-server reported, with one entry in each listpack.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2, "1-0")]
    [InlineData(6, "1-0", "2-0")]
    [InlineData(4, "1-0", "1-1")]
    [InlineData(9, "1-5", "256-0", "257-3")]
    [InlineData(11, "1-0", "1099511627776-0", "9223372036854775808-7", "18446744073709551615-18446744073709551615")]
    public void ARadixTreeHasAsManyNodesAsInRedis(int nodes, params string[] ids) =>
        Assert.Equal(nodes, RadixTreeSize.Of([.. ids.Select(Id)]));

    [Fact]
    public void ALargerRadixTreeHasAsManyNodesAsInRedis()
    {
        var ids = Enumerable.Range(1, 39).Select(i => new StreamId((ulong)(i * 7919), (ulong)(i % 3))).ToList();
        Assert.Equal(85, RadixTreeSize.Of([.. ids]));
        Assert.Equal(45, RadixTreeSize.Of([.. ids.Where((_, i) => i % 2 == 1)]));
    }

    private static StreamId Id(string text) =>
        StreamId.TryParse(Bytes.Of(text), 0, out var id) ? id : throw new FormatException(text);

    /// <summary>"64*" stands for so many letters.</summary>
    private static StreamEntry Entry(string id, string[] pairs) =>
        new(Id(id), Array.ConvertAll(pairs,
        text => Bytes.Of(
            text.EndsWith('*') ? new string('x', int.Parse(text[..^1], CultureInfo.InvariantCulture)) : text)));

    private static void Run(TestExecutor executor, (byte Template, byte A)[] steps)
    {
        foreach (var step in Lengthened(steps))
        {
            Step(executor, step);
        }
    }

    /// <summary>
    /// Each given step stands for a few, so that streams have a past by the time something happens to them.
    /// </summary>
    private static IEnumerable<(int Template, int A, int Number)> Lengthened((byte Template, byte A)[] steps) =>
        steps.SelectMany(
        (step, n) =>
            Enumerable.Range(0, 5).Select(
            i => (i % 2 == 0 ? (step.Template + i) % 16 : step.Template + (i * 13), step.A + (i * 7), (n * 5) + i)));

    private static void Step(TestExecutor executor, (int Template, int A, int Number) step)
    {
        var template = Templates[step.Template % Templates.Length];
        if (template == "TICK")
        {
            executor.NowMs += 10;
            return;
        }

        executor.Do(string.Join(' ', template.Split(' ').Select((word, i) => word switch
        {
            "K" => "xy"[(step.A + i) % 2].ToString(),
            "G" => "gh"[step.A / 2 % 2].ToString(),
            "C" => "abc"[step.A / 4 % 3].ToString(),
            "N" => Invariant($"{step.Number + 1}-{step.A % 2}"),
            "I" => Invariant($"{Math.Max(1, step.Number - ((step.A + i) % 12))}-{(step.A + i) % 2}"),
            "A" => (step.A % 5).ToString(CultureInfo.InvariantCulture),
            "V" => "v" + (step.A % 7).ToString(CultureInfo.InvariantCulture),
            _ => word,
        })));
    }
}
