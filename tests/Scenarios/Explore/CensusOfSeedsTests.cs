using System.Reflection;
using Aof;
using Aof.Data.Commands;
using Aof.Data.Execution;
using Aof.Data.Primitives;
using Aof.KnownDefects;
using Aof.State;
using Sim.Generate;
using Sim.Machine.Faults;
using Sim.Machine.Random;
using Sim.Plans;
using Sim.Search;

namespace Tests.Scenarios.Explore;

/// <summary>What seeds draw: everything comes, nothing is always there, and each part is drawn by itself.</summary>
public sealed class CensusOfSeedsTests
{
    [Fact]
    public void EveryFeatureCommandFaultEventDiskAndEncodingComes()
    {
        var wrong = Census.Of(1, 1000).Rows.Where(row => !row.IsRight);
        Assert.Empty(wrong);
    }

    /// <summary>A method or a setting that is added must be drawn as well.</summary>
    [Fact]
    public void EveryMethodAndSettingOfTheServerIsCounted()
    {
        var rows = Census.Of(1, 1).Rows;
        Assert.Equal(
            typeof(AofServer).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance
                | BindingFlags.DeclaredOnly).Where(method => !method.IsSpecialName).Select(method => method.Name).Order(
                StringComparer.Ordinal),
            Of("method of the server").Order(StringComparer.Ordinal));
        Assert.All(TestServer.Up().Send("CONFIG GET *").Trim('[', ']').Split(", ").Chunk(2), setting =>
            Assert.Contains(Of("CONFIG SET"), row => row.StartsWith(setting[0] + " ", StringComparison.Ordinal)));

        IEnumerable<string> Of(string sort) => rows.Where(row => row.Sort == sort).Select(row => row.Name);
    }

    /// <summary>But those two, which no client of a server sends.</summary>
    [Fact]
    public void EveryCommandThatWritesIsDrawn()
    {
        var drawn = Census.Of(1, 1).Rows.Where(row => row.Sort == "command").Select(row => row.Name);
        Assert.Equal(
            ["PFDEBUG", "RESTORE-ASKING"],
            RedisCommands.Of(Dialect.Redis72).All.Where(command => command.MayWrite).Select(command => command.Name)
                .Except(drawn));
    }

    /// <summary>
    /// A wrong type or number is drawn on purpose; a command that no server understands tests nothing. Minimizing may
    /// cut words, so this is no rule of the oracle.
    /// </summary>
    [Theory]
    [InlineData(Dialect.Redis6)]
    [InlineData(Dialect.Redis72)]
    public void NoCommandIsASyntaxErrorToTheServer(Dialect dialect)
    {
        var config = new AofConfig { Dialect = dialect, Policy = FsyncPolicy.No };
        var (server, workload) = (
            TestServer.Up(config), new Workload(new Seed(3).Stream(), Swarm.Everything, config.Dialect));
        var commands = Enumerable.Range(0, 4000).SelectMany(_ => workload.NextGroup()).ToList();
        foreach (var command in commands.Where(command => command[0] is not ("MULTI" or "EXEC" or "DISCARD")))
        {
            var reply = server.Send(new Session(new Reply()), [.. command.Select(Bytes.Of)]);
            Assert.False(
                reply.StartsWith("-ERR syntax", StringComparison.Ordinal)
                    || reply.StartsWith("-ERR wrong number", StringComparison.Ordinal)
                    || reply.StartsWith("-ERR unknown", StringComparison.Ordinal),
                $"{string.Join(' ', command)}: {reply}");
        }

        Assert.InRange(commands.Count, 4000, 40_000);
    }

    [Fact]
    public void WhatNeverComesIsNamed()
    {
        var rows = Census.Of(1, 20).Rows;
        Assert.Contains(rows, row => row is { Seeds: 0, IsRight: false });
        Assert.All(rows, row => Assert.InRange(row.Seeds, 0, 20));
    }

    [Fact]
    public void AQuarterOfTheSeedsHasThreeLivesOrMore()
    {
        var plans = Enumerable.Range(1, 400).Select(seed => PlanGenerator.Generate((ulong)seed, new ExploreOptions()));
        Assert.InRange(plans.Count(plan => plan.Steps.Count(step => step.Event == PlanEvent.KillServer) >= 2), 80, 160);
    }

    /// <summary>Each short write is a crash point: without a bound, one seed in some thousands took minutes.</summary>
    [Fact]
    public void NoShortCallIsForEver()
    {
        var faults = Enumerable.Range(1, 2000).SelectMany(
            seed => PlanGenerator.Generate((ulong)seed, new ExploreOptions()).Faults).ToList();
        var shorts = faults.Where(fault => fault.Kind == FaultKind.Short).ToList();
        Assert.NotEmpty(shorts);
        Assert.All(shorts, fault => Assert.InRange(fault.Times, 1, 100));
        Assert.Contains(faults, fault => fault.Times == Fault.ForEver);
    }

    [Fact]
    public void AWorkloadSendsWhatItsSwarmHasAndNothingElse()
    {
        foreach (var swarm in Enumerable.Range(1, 60).Select(seed => Swarm.Draw(new Seed((ulong)seed))))
        {
            var workload = new Workload(new Seed(7).Stream(), swarm);
            var sent = Enumerable.Range(0, 600).SelectMany(_ => workload.NextGroup()).Select(command => command[0])
                .ToList();
            Assert.Equal(swarm.Has(Feature.Transactions), sent.Contains("MULTI"));
            Assert.Equal(swarm.Has(Feature.Rewrites), sent.Contains("BGREWRITEAOF"));
            Assert.Equal(swarm.Has(Feature.Streams), sent.Contains("XADD"));
            Assert.Equal(swarm.Has(Feature.Hashes), sent.Contains("HSET"));
        }
    }

    [Fact]
    public void ASeedWithoutAFeatureHasNoneOfIt()
    {
        foreach (var seed in Enumerable.Range(1, 300))
        {
            var swarm = Swarm.Draw(new Seed((ulong)seed));
            var plan = PlanGenerator.Generate((ulong)seed, new ExploreOptions());
            Assert.Equal(swarm.Has(Feature.ServerKills), plan.Steps.Any(step => step.Event == PlanEvent.KillServer));
            Assert.Equal(swarm.Has(Feature.ClockSteps), plan.Steps.Any(step => step.Event == PlanEvent.StepClock));
            Assert.Equal(swarm.Has(Feature.LittleRoom), plan.Disk.CapacityBytes > 0);
            Assert.Equal(swarm.Has(Feature.SmallThresholds), plan.Config.ThresholdDivisor > 1);
            var isLater = plan.Config.Layout == LogLayout.MultiPart;
            Assert.Equal(isLater && swarm.Has(Feature.Timestamps), plan.Config.Timestamps);
            Assert.Equal(swarm.Has(Feature.StartsOff), plan.Config.StartsOff);
            Assert.True(
                (isLater && swarm.Has(Feature.SyncWaits)) || !plan.Steps.Any(step => step.Command is ["WAITAOF", ..]));
            Assert.Equal(swarm.On.Any(IsInjected), plan.Faults.Count > 0);
        }
    }

    [Fact]
    public void PairsAreCountedAndTheRarestComesFirst()
    {
        var pairs = new PairCount(["a", "b", "c"]);
        pairs.Add(name => name is "a" or "b");
        pairs.Add(name => name is "a" or "b" or "c");
        pairs.Add(name => name is "a");
        pairs.Add(name => name is "b" or "c");
        Assert.Equal([("a", "c", 1), ("a", "b", 2), ("b", "c", 2)], pairs.Rarest);
    }

    private static bool IsInjected(Feature feature) =>
        feature is Feature.SmallPipes or Feature.DeathsInCalls or >= Feature.WriteFaults and <= Feature.ReadOnlyDisk
        or >= Feature.ChildLosses and <= Feature.BrokenPipes;
}
