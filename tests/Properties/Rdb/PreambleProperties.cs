using Aof.Data;
using Aof.Data.Primitives;
using Aof.Load;
using Aof.State;
using FsCheck.Xunit;
using Sim.Os;
using Tests.Properties.Given;
using Tests.Scenarios.Data;

namespace Tests.Properties.Rdb;

/// <summary>
/// A dataset written as an RDB preamble is read back exactly, wherever its values lie beside the bounds of the
/// encodings.
/// </summary>
[Properties(Arbitrary = [typeof(Datasets), typeof(Scripts)], QuietOnSuccess = true)]
public sealed class PreambleProperties
{
    private static readonly AofConfig Config = RewriteServer.Config with { UseRdbPreamble = true };

    [Property(MaxTest = 120)]
    public void LoadAfterRewriteIsIdentity(GivenDataset dataset, byte readAtMost)
    {
        var given = dataset.Build();
        var rewritten = Written(dataset);
        foreach (var most in (int[])[int.MaxValue, (readAtMost * 7) + Math.Max(1, rewritten.Length / 500)])
        {
            var (result, loaded) = RewriteServer.Load(rewritten, most);
            Assert.Equal((LoadOutcome.Loaded, rewritten.Length, dataset.Keys.Count),
                (result.Outcome, result.Offset, result.Keys));
            Same.Content(given, loaded, "what was given", "the preamble");
            Assert.Equal(given.Fingerprint(), loaded.Fingerprint());
        }
    }

    [Property(MaxTest = 30)]
    public void TheSameDatasetGivesTheSameBytes(GivenDataset dataset)
    {
        var once = Written(dataset);
        Assert.Equal(once, RewriteServer.On(once, Config).Rewritten());
        Assert.Equal(once, Written(dataset.Shuffled(1)));
    }

    [Property(MaxTest = 30)]
    public void EveryProperPrefixIsRefusedByLoaderAndChecker(GivenDataset dataset)
    {
        var log = Written(dataset);
        for (var length = 5; length < log.Length; length += Math.Max(1, log.Length / 53))
        {
            var result = RewriteServer.Load(log[..length]).Result;
            Assert.Equal(LoadOutcome.BadFormat, result.Outcome);
            var check = AofCheck.Check(RewriteServer.Files(log[..length]).Host.Files, RewriteServer.AofName).Value;
            Assert.Equal((AofErrorKind.BadPreamble, 0), (check.Error!.Kind, check.Diff));
        }

        Assert.Null(AofCheck.Check(RewriteServer.Files(log).Host.Files, RewriteServer.AofName).Value.Error);
    }

    [Property(MaxTest = 60)]
    public void EveryPrefixIsLoadedToAWholeUnitOrRefusedWithOffset(
        GivenDataset dataset, Script script, byte first)
    {
        var lab = RewriteServer.On(Wire.Encode(dataset.Commands()), Config);
        var preamble = lab.Rewritten().Length;
        script.Commands.Where(command => command[0] != "BGREWRITEAOF").ToList().ForEach(lab.Send);
        var (log, torn) = (lab.Log, new Torn(lab.Log[preamble..], dataset.Commands()));
        var step = Math.Max(1, log.Length / 23);
        int[] bounds = [1, 4, 5, 8, preamble - 1, preamble, preamble + 1, log.Length - 1, log.Length];
        foreach (var length in bounds.Concat(Enumerable.Range(0, 23).Select(i => (i * step) + (first % step))).Where(
            length => length > 0 && length <= log.Length))
        {
            if (length < preamble)
            {
                IsRefused(log[..length]);
            }
            else
            {
                var cut = torn.CutAt(length - preamble);
                IsLoaded(log[..length], preamble + cut, torn.StateAt(cut));
            }
        }
    }

    [Property(MaxTest = 30)]
    public void WritesGoOnMeanwhile(GivenDataset dataset, Script script)
    {
        var lab = RewriteServer.On(Wire.Encode(dataset.Commands()), Config);
        var half = script.Errands.Count / 2;
        script.Errands.Take(half).SelectMany(errand => errand).ToList().ForEach(lab.Send);
        lab.BeginRewrite();
        script.Errands.Skip(half).SelectMany(errand => errand).ToList().ForEach(lab.Send);
        lab.EndRewrite();
        var (result, loaded) = RewriteServer.Load(lab.Log);
        Assert.True(result.Usable, result.Reason);
        Same.Content(lab.Server.Data, loaded, "the server", "its log");
    }

    [Property(MaxTest = 60)]
    public void RestoreAfterDumpIsIdentity(GivenDataset dataset)
    {
        var (from, to) = (new TestExecutor(), new TestExecutor());
        from.Replay(dataset.Commands().Select(Wire.Argv));
        foreach (var key in dataset.Keys.Where(key => key.Deadline is null))
        {
            Bytes[] select = [Bytes.Of("SELECT"), Bytes.Of(key.Database)];
            (_, _) = (from.Send(from.Client, select), to.Send(to.Client, select));
            var dumped = from.Send(from.Client, [Bytes.Of("DUMP"), Bytes.Of(key.Key)]);
            var payload = Bytes.Of(dumped[(dumped.IndexOf("\r\n", StringComparison.Ordinal) + 2)..^2]);
            Assert.Equal(
                "+OK\r\n", to.Send(to.Client, [Bytes.Of("RESTORE"), Bytes.Of(key.Key), Bytes.Of("0"), payload]));
        }

        var expected = new GivenDataset([.. dataset.Keys.Where(key => key.Deadline is null)]).Build();
        Same.Content(expected, to.Data, "what was given", "what was restored");
    }

    /// <summary>Nothing is cut from a preamble: the loader says why and where, the server does not start.</summary>
    private static void IsRefused(byte[] log)
    {
        var result = RewriteServer.Load(log).Result;
        Assert.Equal(LoadOutcome.BadFormat, result.Outcome);
        Assert.InRange(result.Offset, 0, log.Length);
        Assert.EndsWith($", at byte {result.Offset}", result.Reason, StringComparison.Ordinal);
        var exit = Assert.Throws<ProcessExit>(() => RewriteServer.On(log, Config));
        Assert.Contains(result.Reason, exit.Message, StringComparison.Ordinal);
    }

    /// <summary>A server comes up with the state up to there, and cuts the rest of the log.</summary>
    private static void IsLoaded(byte[] log, int upTo, Dataset state)
    {
        var (result, loaded) = RewriteServer.Load(log);
        Assert.Equal((upTo == log.Length ? LoadOutcome.Loaded : LoadOutcome.UnexpectedEnd, upTo),
            (result.Outcome, (int)result.Offset));
        Same.Content(state, loaded, "the whole units", "the prefix");
        var lab = RewriteServer.On(log, Config);
        Same.Content(state, lab.Server.Data, "the whole units", "the server that was started on the prefix");
        Assert.Equal(log[..upTo], lab.Log);
    }

    private static byte[] Written(GivenDataset dataset) =>
        RewriteServer.On(Wire.Encode(dataset.Commands()), Config).Rewritten();
}
