using Aof.State;
using FsCheck.Xunit;
using Sim.Machine.Time;
using Tests.Properties.Given;

namespace Tests.Properties.Rewrite;

/// <summary>A rewritten log is its dataset: exactly, again and again, and whatever is written meanwhile.</summary>
[Properties(Arbitrary = [typeof(Datasets), typeof(Scripts)], QuietOnSuccess = true)]
public sealed class RewriteProperties
{
    [Property(MaxTest = 150)]
    public void LoadAfterRewriteIsIdentity(GivenDataset dataset)
    {
        var given = dataset.Build();
        var rewritten = RewriteServer.On(Wire.Encode(dataset.Commands())).Rewritten();
        var loaded = StoredLog.Load(rewritten).Data;
        Same.Content(given, loaded, "what was given", "the rewritten log");
        Assert.Equal(given.Fingerprint(), loaded.Fingerprint());
        Assert.Equal(given.Digest(), loaded.Digest());
    }

    [Property(MaxTest = 60)]
    public void RewritingWhatWasRewrittenGivesTheSameBytes(GivenDataset dataset)
    {
        // The order of a dataset depends on its content alone, so this holds of bytes and not only of datasets.
        var once = RewriteServer.On(Wire.Encode(dataset.Commands())).Rewritten();
        Assert.Equal(once, RewriteServer.On(once).Rewritten());
        Assert.Equal(once, RewriteServer.On(Wire.Encode(dataset.Shuffled(1).Commands())).Rewritten());
    }

    [Property(MaxTest = 90)]
    public void FeedingARewrittenLogAgainChangesNothingButLists(GivenDataset dataset)
    {
        // SET, SADD, HMSET, ZADD and PEXPIREAT say what is to be there. RPUSH says what is to be added: the format has
        // no command that would state a list, so each list is there twice, and everything else is as it was.
        var once = RewriteServer.On(Wire.Encode(dataset.Commands())).Rewritten();
        var expected = dataset.WithValues(
            value => value is GivenValue.Sequence list
                ? new GivenValue.Sequence([.. list.Items, .. list.Items])
                : value);
        var twice = StoredLog.Load([.. once, .. once]).Data;
        Same.Content(expected.Build(), twice, "the dataset with each list twice", "the log fed twice");
    }

    [Property(MaxTest = 60)]
    public void ARewrittenLogTakesNoMoreThanSixtyFourItemsACommand(GivenDataset dataset)
    {
        var commands = Wire.Decode(RewriteServer.On(Wire.Encode(dataset.Commands())).Rewritten()).ConvertAll(
            command => command.Command);
        Assert.All(commands,
            command => Assert.InRange(command.Length, 2, 2 + (64 * (command[0] is "ZADD" or "HMSET" ? 2 : 1))));
        Assert.Equal(
            dataset.Keys.Sum(key => CommandsOf(key.Value)) + dataset.Keys.Count(key => key.Deadline is not null),
            commands.Count(command => command[0] != "SELECT"));
    }

    /// <summary>
    /// Of a stream: its entries, or one that makes it; the last id; groups and what is pending; and what is put in to
    /// be deleted again.
    /// </summary>
    private static int CommandsOf(GivenValue value) => value switch
    {
        GivenValue.Text => 1,
        GivenValue.Stream stream =>
            Math.Max(1, stream.Size + stream.Gone.Count) + 1 + stream.Groups.Sum(group => 1 + group.Pending.Count)
            + ((stream.Gone.Count + 63) / 64),
        _ => (value.Size + 63) / 64,
    };

    [Property(MaxTest = 120)]
    public void WritesGoOnMeanwhile(GivenDataset dataset, Script script, byte slowdown)
    {
        var server = During(dataset, script, slowdown);
        server.EndRewrite();
        var (result, loaded) = StoredLog.Load(server.Log);
        Assert.True(result.Usable, result.Reason);
        Same.Content(server.Server.Data, loaded, "the server", "its rewritten log");
        server.Send(["RPUSH", "after", "the", "rewrite"]);
        Same.Content(server.Server.Data, StoredLog.Load(server.Log).Data, "the server a write later", "its log");
    }

    [Property(MaxTest = 40)]
    public void ALogIsNeverAMixtureOfOldAndNew(GivenDataset dataset, Script script, byte slowdown)
    {
        // At every change of the disk the name leads to a log that gives one of the states that there were, and none
        // that is older than the one before it: not half of the new log, nor the new one without its difference.
        var server = During(dataset, script, slowdown);
        server.EndRewrite();
        var at = 0;
        foreach (var log in server.LogsAfterKills())
        {
            var loaded = StoredLog.Load(log).Data;
            var found = server.States.FindIndex(at, state => state.ContentEquals(loaded));
            var expected = $"state {at} of {server.States.Count}";
            Assert.True(found >= 0, $"{server.States[at].FirstDifference(loaded, expected, "what a kill leaves")}");
            at = found;
        }

        Same.Content(server.States[at], server.Server.Data, "the last log", "the server");
    }

    /// <summary>
    /// A server with a dataset, a child that has begun to write it, and a client that sends the rest of its script.
    /// </summary>
    private static RewriteServer During(GivenDataset dataset, Script script, byte slowdown)
    {
        var server = RewriteServer.On(Wire.Encode(dataset.Commands()),
            RewriteServer.Config with { Policy = FsyncPolicy.No }, MachineTimings.Default);
        server.Machine.ChildSlowdown = 1 + (slowdown / 4);
        var half = script.Errands.Count / 2;
        script.Errands.Take(half).SelectMany(errand => errand).ToList().ForEach(server.Send);
        server.BeginRewrite();
        script.Errands.Skip(half).SelectMany(errand => errand).ToList().ForEach(server.Send);
        return server;
    }
}
