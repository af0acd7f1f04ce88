using Aof.Load;
using FsCheck;
using FsCheck.Xunit;
using Tests.Properties.Given;
using Tests.Scenarios;

namespace Tests.Properties.Check;

/// <summary>The checker accepts what the server writes. A repair keeps the longest beginning of whole units.</summary>
[Properties(Arbitrary = [typeof(Scripts), typeof(Datasets), typeof(Damages)], QuietOnSuccess = true)]
public sealed class AofCheckProperties
{
    [Property(MaxTest = 150)]
    public void EveryLogThatAServerWritesIsAccepted(Script script)
    {
        var server = RewriteServer.On([]);
        script.Commands.ToList().ForEach(server.Send);
        server.EndRewrite();
        Accepts(server.Log);
        Accepts(server.Rewritten());
    }

    [Property(MaxTest = 150)]
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

    [Property(MaxTest = 300)]
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

    [Property(MaxTest = 500)]
    public void WhatIsRepairedHasNoDamageThatTheFormatCanTell(HostileLog hostile)
    {
        var repaired = Repaired(hostile.Bytes);
        Accepts(repaired);
        Loads(repaired);
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
        Assert.Equal(check.Value.Diff == 0, check.Value.Error is null);
        return machine.Disk.CachedImage().TryGet(TestServer.AofName, out var content) ? content.ToArray() : [];
    }
}
