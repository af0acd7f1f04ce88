using Aof.Data.Commands;
using Aof.Load;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Sim.Cli;
using Sim.Cli.Output;
using Tests.Properties.Given;
using Tests.Scenarios;
using Tests.Scenarios.MultiPart;

namespace Tests.Properties.Check;

/// <summary>The checker accepts what the server writes. A repair keeps the longest beginning of whole units.</summary>
[Properties(Arbitrary = [typeof(Scripts), typeof(Datasets), typeof(Damages), typeof(AnyFiles)], QuietOnSuccess = true)]
public sealed class AofCheckProperties
{
    [Property(MaxTest = 90)]
    public void EveryLogThatAServerWritesIsAccepted(Script script)
    {
        var server = RewriteServer.On([]);
        script.Commands.ToList().ForEach(server.Send);
        server.EndRewrite();
        Accepts(server.Log);
        Accepts(server.Rewritten());
    }

    [Property(MaxTest = 90)]
    public void ALogThatEndsInZerosIsRepairedToItsWholeUnits(Script script, NonNegativeInt at, bool isTorn)
    {
        // Zeros never complete a command: here the checker must find exactly what was whole.
        var log = Torn.LogOf(script);
        var begin = at.Get % (log.Length + 1);
        var torn = new Torn(log);
        var cut = torn.CutAt(begin);
        var repaired = Repaired(isTorn ? log[..begin] : [.. log[..begin], .. new byte[log.Length - begin]]);
        Assert.Equal(log[..cut], repaired);
        Same.Content(torn.StateAt(cut), StoredLog.Load(repaired).Data, "the whole units", "the repaired log");
    }

    [Property(MaxTest = 180)]
    public void RepairCutsAtTheDamageAndASecondRepairDoesNothing(Script script, Damage damage)
    {
        var log = Torn.LogOf(script);
        var damaged = damage.Of(log);
        var repaired = Repaired(damaged);
        Assert.Equal(damaged[..repaired.Length], repaired);
        Assert.True(
            repaired.Length >= new Torn(log).CutAt(damage.Begin(log)), $"only {repaired.Length} bytes were kept");
        Accepts(repaired);
        Assert.Equal(repaired, Repaired(repaired));
        Loads(repaired);
    }

    [Property(MaxTest = 300)]
    public void WhatIsRepairedHasNoDamageThatTheFormatCanTell(HostileLog hostile)
    {
        var repaired = Repaired(hostile.Bytes);
        if (repaired.Length == hostile.Bytes.Length)
        {
            return;
        }

        Accepts(repaired);
        Loads(repaired);
    }

    /// <summary>
    /// A repair changes nothing, or leaves exactly the bytes up to the offset that it reports, and those are sound.
    /// </summary>
    [Property(MaxTest = 900)]
    public void ARepairCutsWhatItReportsAndNothingElse(AnyFile file)
    {
        var before = AofCheck.Check(StoredLog.On(file.Bytes).Host.Files, TestServer.AofName).Value;
        var repaired = Repaired(file.Bytes);
        Assert.Equal(before.Diff == 0 ? file.Bytes : file.Bytes[..(int)before.OkUpTo], repaired);
        Assert.True(before.Error is not null || before.OkUpTo == file.Bytes.Length, "Not all of it was read.");
        if (before.Diff > 0 && repaired.Length > 0)
        {
            Accepts(repaired);
        }
    }

    /// <summary>
    /// A log of another version is kept: with annotations between its commands, behind another head, or with commands
    /// that are not known here.
    /// </summary>
    [Property(MaxTest = 180)]
    public void ALogOfAnotherVersionIsKept(Script script, OtherVersion other)
    {
        var check = AofCheck.Check(StoredLog.On(other.Of(Torn.LogOf(script))).Host.Files, TestServer.AofName).Value;
        Assert.True(check.Error is not null, "It is another format.");
        Assert.True(check.ReasonToKeep is not null, check.Error.ToString());
    }

    /// <summary>What the checker calls sound, a server starts with.</summary>
    [Property(MaxTest = 900)]
    public void AServerStartsOnWhatIsCalledSound(AnyFile file)
    {
        var check = AofCheck.Check(StoredLog.On(file.Bytes).Host.Files, TestServer.AofName).Value;
        if (check.Error is null)
        {
            var server = TestServer.Up(RewriteServer.Config, file.Content);
            Assert.True(server.ExitCode is null, server.ExitReason);
        }
    }

    /// <summary>The same of the first and the last file of a log of several, with the commands of 7.0.</summary>
    [Property(MaxTest = 900)]
    public void AServerStartsOnPartsThatAreCalledSound(AnyFile first, AnyFile last)
    {
        var config = Parts.Config() with { AutoRewritePercentage = 0, ExpireKeysPerCron = 0 };
        var disk = Parts.Disk(Parts.Manifest, Parts.FirstManifest, Parts.Base(1), first.Content, Parts.Increment(1),
            last.Content);
        var check = LogCheck.Check(StoredLog.On(disk).Host.Files, config).Value;
        if (check.Check.Error is null)
        {
            var server = TestServer.On(config, disk);
            Assert.True(server.ExitCode is null, server.ExitReason);
        }
    }

    /// <summary>The same of the command line: `digest` loads what `check-aof` calls sound.</summary>
    [Property(MaxTest = 120)]
    public void DigestLoadsWhatCheckAofCallsSound(AnyFile file)
    {
        var path = Path.GetTempFileName();
        File.WriteAllBytes(path, file.Bytes);
        using var output = new StringWriter();
        var terminal = new Terminal(TextWriter.Null, output, Live: null);
        if (CommandLine.Run(["check-aof", path], terminal) == ExitCode.Good)
        {
            _ = CommandLine.Run(["digest", path], terminal);
        }

        File.Delete(path);
        Assert.Equal("", output.ToString());
    }

    /// <summary>The properties above are about all of these.</summary>
    [Fact]
    public void FilesOfEveryKindAreDrawn()
    {
        // Always the same sample: a rare kind would be missing from some others.
        var sample = AnyFiles.One().Generator.Sample(size: 40, seed: new Rnd(1, 3), numberOfSamples: 1500);
        var kinds = sample.GroupBy(
            file => AofCheck.Check(StoredLog.On(file.Bytes).Host.Files, TestServer.AofName).Value.Error?.Kind);
        var drawn = kinds.ToDictionary(kind => kind.Key?.ToString() ?? "sound", kind => kind.Count());
        string[] wanted = ["sound", .. Enum.GetNames<AofErrorKind>().Except(
            [nameof(AofErrorKind.TooLong), nameof(AofErrorKind.LaterTime)])];
        Assert.All(wanted, kind => Assert.InRange(drawn.GetValueOrDefault(kind), 3, 1500));
        var sound7 = sample.Count(file => AofCheck.Check(StoredLog.On(file.Bytes).Host.Files, TestServer.AofName,
            new AofCheckOptions { Commands = RedisCommands.Table7 }).Value.Error is null);
        Assert.InRange(sound7 - drawn["sound"], 3, 1500);
    }

    private static void Accepts(byte[] log)
    {
        var check = AofCheck.Check(StoredLog.On(log).Host.Files, TestServer.AofName);
        Assert.True(check.Ok, check.Error.ToString());
        Assert.Equal(new AofCheckResult(log.Length, log.Length, Error: null), check.Value);
    }

    /// <summary>What the checker calls sound, the server loads.</summary>
    private static void Loads(byte[] log)
    {
        var result = StoredLog.Load(log).Result;
        Assert.True(result.Outcome is LoadOutcome.Loaded or LoadOutcome.Empty, $"{result.Outcome}: {result.Reason}");
    }

    private static byte[] Repaired(byte[] log)
    {
        var (machine, host) = StoredLog.On(log);
        var check = AofCheck.Repair(host.Files, TestServer.AofName);
        Assert.True(check.Ok, check.Error.ToString());
        return machine.Disk.CachedImage().TryGet(TestServer.AofName, out var content) ? content.ToArray() : [];
    }
}
