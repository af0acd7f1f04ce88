using Aof.KnownDefects;
using Sim.Plans;

namespace Tests.Scenarios.Explore;

/// <summary>The log is switched off and on in the middle of transactions.</summary>
public sealed class SwitchInTransactionTests
{
    private static readonly string[][] Inside =
        [["CONFIG", "SET", "appendonly", "no"], ["CONFIG", "SET", "appendonly", "yes"], ["SELECT", "1"], ["INCR", "n"]];

    private static readonly string[][] Transaction = [["MULTI"], ["INCR", "n"], ["INCR", "n"], ["EXEC"]];

    /// <summary>Every transaction of four such commands, between plain ones; every crash.</summary>
    [Theory]
    [InlineData(LogLayout.SingleFile, 0)]
    [InlineData(LogLayout.SingleFile, 1)]
    [InlineData(LogLayout.MultiPart, 0)]
    [InlineData(LogLayout.MultiPart, 1)]
    [InlineData(LogLayout.MultiPart, 2)]
    [InlineData(LogLayout.MultiPart, 3)]
    public void EveryOrderKeepsThePromises(LogLayout layout, int first)
    {
        for (var order = 0; order < 64; order++)
        {
            string[][] commands =
            [
                .. Transaction,
                ["MULTI"], Inside[first], Inside[order % 4], Inside[order / 4 % 4], Inside[order / 16], ["EXEC"],
                .. Transaction,
            ];
            PlanAssert.Check(new Plan
            {
                Seed = 1,
                Config = new PlanConfig { Layout = layout, AutoRewritePercentage = 0 },
                Disk = new PlanDisk { Preset = "ideal", ImagesPerCrash = 1 },
                Steps = [.. commands.Select(command => new PlanStep { Command = command })],
            });
        }
    }
}
