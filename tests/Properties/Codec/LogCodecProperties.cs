using Aof.Load;
using FsCheck;
using FsCheck.Xunit;
using Tests.Properties.Given;

namespace Tests.Properties.Codec;

/// <summary>
/// What is written is read back, and where a log is torn, nothing but whole units of its beginning is read.
/// </summary>
[Properties(Arbitrary = [typeof(Datasets), typeof(Scripts)], QuietOnSuccess = true)]
public sealed class LogCodecProperties
{
    [Property(MaxTest = 90)]
    public void DecodingWhatWasEncodedGivesTheCommands(GivenDataset dataset)
    {
        // Deadlines are left out, and what is pending in streams: the log has them in its own form. Everything else
        // stands there as it was sent.
        var sent = new GivenDataset(
            [.. dataset.Keys.Where(key => key.Value is not GivenValue.Stream).Select(
                key => key with { Deadline = null })]).Commands().ToList();
        var server = RewriteServer.On([]);
        sent.ForEach(server.Send);
        var log = server.Log;
        var decoded = Wire.Decode(log).ConvertAll(command => command.Command);
        Assert.Equal(sent, decoded);
        Assert.Equal(Wire.Encode(decoded), log);
    }

    [Property(MaxTest = 90)]
    public void LoadingInvertsEncodingWithShortReadsToo(GivenDataset dataset, byte readAtMost)
    {
        var log = Wire.Encode(dataset.Commands());
        foreach (var most in (int[])[int.MaxValue, (readAtMost * 7) + Math.Max(1, log.Length / 500)])
        {
            var (result, data) = StoredLog.Load(log, most);
            Assert.Equal(log.Length == 0 ? LoadOutcome.Empty : LoadOutcome.Loaded, result.Outcome);
            Assert.Equal((log.Length, log.Length), (result.Offset, result.FileSize));
            Same.Content(dataset.Build(), data, "what was given", "what was loaded");
        }
    }

    [Property(MaxTest = 90)]
    public void WhatAServerWritesLoadsToItsDataset(Script script)
    {
        var server = RewriteServer.On([]);
        script.Commands.ToList().ForEach(server.Send);
        server.EndRewrite();
        var (result, data) = StoredLog.Load(server.Log);
        Assert.True(result.Outcome is LoadOutcome.Loaded or LoadOutcome.Empty, result.Reason);
        Same.Content(server.Server.Data, data, "the server", "its log");
    }

    [Property(MaxTest = 36)]
    public void EveryProperPrefixIsTruncatedToWholeUnits(Script script)
    {
        var log = Torn.LogOf(script);
        var torn = new Torn(log);
        var step = Math.Max(1, log.Length / 97);
        for (var length = 0; length < log.Length; length += step)
        {
            var cut = torn.CutAt(length);
            var (result, data) = StoredLog.Load(log[..length]);
            var whole = length == 0 ? LoadOutcome.Empty : LoadOutcome.Loaded;
            Assert.Equal(cut == length ? whole : LoadOutcome.UnexpectedEnd, result.Outcome);
            Assert.Equal(cut, result.Offset);
            Same.Content(torn.StateAt(cut), data, "the whole units", $"the first {length} bytes");
        }
    }

    [Property(MaxTest = 60)]
    public void AServerCutsATornLogAndGoesOn(Script script, NonNegativeInt at)
    {
        var log = Torn.LogOf(script);
        var torn = new Torn(log);
        var length = at.Get % (log.Length + 1);
        var cut = torn.CutAt(length);
        var server = RewriteServer.On(log[..length]);
        Assert.Equal(cut != length, server.Server.Loaded.Outcome == LoadOutcome.Truncated);
        Assert.Equal(log[..cut], server.Log);
        server.Send(["RPUSH", "after", "the", "cut"]);
        Same.Content(server.Server.Data, StoredLog.Load(server.Log).Data, "the server", "its log");
    }
}
