using Aof.Data;
using Aof.Data.Primitives;
using Aof.KnownDefects;

namespace Tests.Scenarios.Data;

/// <summary>
/// What real servers recorded: their logs give their datasets, and their commands give their replies and their logs.
/// </summary>
public class CorpusTests
{
    public static TheoryData<string, string> Redis605 => Recording.Families("redis-6.0.5");

    public static TheoryData<string, string> Redis307 => Recording.Families("redis-3.0.7");

    public static TheoryData<string, string> Redis7015 => Recording.Families("redis-7.0.15");

    [Theory]
    [MemberData(nameof(Redis605))]
    [MemberData(nameof(Redis307))]
    [MemberData(nameof(Redis7015))]
    public void ReplayingARecordedLogGivesTheRecordedDataset(string version, string family)
    {
        var recording = new Recording(version, family);
        foreach (var file in (string[])["appendonly.aof", "rewritten.aof"])
        {
            // Redis 3.0 counted on in a string that SETBIT had padded with NULs (INCR of s:12).
            // Redis 7.0 keeps a score of -0 in a small sorted set as the integer 0.
            var executor = new TestExecutor(
                new Dataset(dialect: version == "redis-7.0.15" ? Dialect.Redis7 : Dialect.Redis6),
                [.. (Profile.Named(version) ?? Profile.Hardened).Defects.Each]);
            executor.Replay(recording.Log(file));
            Assert.Equal(recording.Digest, executor.Data.Digest());
        }
    }

    [Theory]
    [MemberData(nameof(Redis605))]
    public void RecordedCommandsGiveTheRecordedRepliesAndDataset(string version, string family)
    {
        var recording = new Recording(version, family);
        var expected = recording.Replies();
        var executor = new TestExecutor();
        var number = 0;
        foreach (var argv in recording.Commands)
        {
            var reply = Bytes.Of(executor.Send(executor.Client, argv)).ToString();
            Assert.True(expected[number] == reply,
                $"#{number} {string.Join(' ', argv)}\nexpected {expected[number]}\nactual   {reply}");
            number++;
        }

        Assert.Equal(expected.Count, number);
        Assert.Equal(recording.Digest, executor.Data.Digest());
    }

    [Theory]
    [MemberData(nameof(Redis605))]
    public void ExecutingRecordedCommandsLogsWhatTheServerLogged(string version, string family)
    {
        var recording = new Recording(version, family);
        var executor = new TestExecutor(Defect.DeliveriesInManyRecords, Defect.RedeliveryNotLogged);
        recording.Commands.ForEach(argv => executor.Send(executor.Client, argv));

        var expected = recording.Log("appendonly.aof");
        var actual = LogText.AsWritten(executor).ToList();
        for (var i = 0; i < Math.Min(expected.Count, actual.Count); i++)
        {
            Assert.True(
                LogText.Same(expected[i], actual[i]),
                $"#{i}\nexpected {string.Join(' ', expected[i])}\nactual   {string.Join(' ', actual[i])}");
        }

        Assert.Equal(expected.Count, actual.Count);
    }

    [Theory]
    [MemberData(nameof(Redis605))]
    public void WhatWasLoggedReplaysToTheDatasetItCameFrom(string version, string family)
    {
        var executor = new TestExecutor();
        new Recording(version, family).Commands.ForEach(argv => executor.Send(executor.Client, argv));

        var again = new TestExecutor();
        again.Replay(LogText.AsWritten(executor));
        Assert.Null(executor.Data.FirstDifference(again.Data, "the original", "its replay"));
        Assert.Equal(executor.Data.Fingerprint(), again.Data.Fingerprint());
    }
}
