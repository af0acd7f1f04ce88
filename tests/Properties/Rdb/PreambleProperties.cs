using System.Text;
using Aof.Data;
using Aof.Data.Primitives;
using Aof.Load;
using Aof.State;
using FsCheck.Xunit;
using Tests.Properties.Given;
using Tests.Scenarios;
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

    [Property(MaxTest = 72)]
    public void LoadAfterRewriteIsIdentity(GivenDataset dataset, byte readAtMost)
    {
        var given = dataset.Build();
        var rewritten = Written(dataset);
        foreach (var most in (int[])[int.MaxValue, (readAtMost * 7) + Math.Max(1, rewritten.Length / 500)])
        {
            var (result, loaded) = StoredLog.Load(rewritten, most);
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
            var result = StoredLog.Load(log[..length]).Result;
            Assert.Equal(LoadOutcome.BadFormat, result.Outcome);
            var check = AofCheck.Check(StoredLog.On(log[..length]).Host.Files, TestServer.AofName).Value;
            Assert.Equal((AofErrorKind.BadPreamble, 0), (check.Error!.Kind, check.Diff));
        }

        Assert.Null(AofCheck.Check(StoredLog.On(log).Host.Files, TestServer.AofName).Value.Error);
    }

    [Property(MaxTest = 36)]
    public void EveryPrefixIsLoadedToAWholeUnitOrRefusedWithOffset(
        GivenDataset dataset, Script script, byte first)
    {
        var server = RewriteServer.On(Wire.Encode(dataset.Commands()), Config);
        var preamble = server.Rewritten().Length;
        script.Commands.Where(command => command[0] != "BGREWRITEAOF").ToList().ForEach(server.Send);
        var (log, torn) = (server.Log, new Torn(server.Log[preamble..], dataset.Commands()));
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
        var server = RewriteServer.On(Wire.Encode(dataset.Commands()), Config);
        var half = script.Errands.Count / 2;
        script.Errands.Take(half).SelectMany(errand => errand).ToList().ForEach(server.Send);
        server.BeginRewrite();
        script.Errands.Skip(half).SelectMany(errand => errand).ToList().ForEach(server.Send);
        server.EndRewrite();
        var (result, loaded) = StoredLog.Load(server.Log);
        Assert.True(result.Usable, result.Reason);
        Same.Content(server.Server.Data, loaded, "the server", "its log");
    }

    [Property(MaxTest = 36)]
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
        var result = StoredLog.Load(log).Result;
        Assert.Equal(LoadOutcome.BadFormat, result.Outcome);
        Assert.InRange(result.Offset, 0, log.Length);
        Assert.EndsWith($", at byte {result.Offset}", result.Reason, StringComparison.Ordinal);
        var refused = TestServer.Up(Config, Encoding.Latin1.GetString(log));
        Assert.Contains(result.Reason, refused.ExitReason, StringComparison.Ordinal);
    }

    /// <summary>A server comes up with the state up to there, and cuts the rest of the log.</summary>
    private static void IsLoaded(byte[] log, int upTo, Dataset state)
    {
        var (result, loaded) = StoredLog.Load(log);
        Assert.Equal((upTo == log.Length ? LoadOutcome.Loaded : LoadOutcome.UnexpectedEnd, upTo),
            (result.Outcome, (int)result.Offset));
        Same.Content(state, loaded, "the whole units", "the prefix");
        var server = RewriteServer.On(log, Config);
        Same.Content(state, server.Server.Data, "the whole units", "the server that was started on the prefix");
        Assert.Equal(log[..upTo], server.Log);
    }

    private static byte[] Written(GivenDataset dataset) =>
        RewriteServer.On(Wire.Encode(dataset.Commands()), Config).Rewritten();
}
