using System.Globalization;
using Sim.Generate;
using Sim.Plans;
using Sim.Search;
using Tests.Scenarios;

namespace Tests.Properties.Crash;

/// <summary>
/// Kept failures, and the seeds that the environment names: SIM_SEED and SIM_COUNT (the first seed, and how many), or
/// SIM_PLAN (the file of a plan, from the folder of Sim.sln). A seed is the explorer's.
/// </summary>
public sealed class SeedProperties
{
    private const ulong Count = 40;

    [Fact]
    public void WhatFailedBeforeFailsNoMore()
    {
        foreach (var (path, text) in PlanAssert.KnownBefore)
        {
            var plan = Read(path, text);

            // What was found with a known defect switched on says nothing about the program as it is.
            if (plan.Config.Defects.Count == 0)
            {
                _ = PlanAssert.Check(plan with { Crash = null });
            }
        }
    }

    [Fact]
    public void TheSeedsAskedForKeepTheContract()
    {
        if (Variable("SIM_PLAN") is { } path)
        {
            var file = Path.Combine(PlanAssert.Root, path);
            _ = PlanAssert.Check(Read(file, File.ReadAllText(file)));
            return;
        }

        var first = Number("SIM_SEED", 1);
        for (var seed = first; seed - first < Number("SIM_COUNT", Variable("SIM_SEED") is null ? Count : 1); seed++)
        {
            _ = PlanAssert.Check(PlanGenerator.Generate(seed, new ExploreOptions()));
        }
    }

    private static Plan Read(string path, string text)
    {
        Assert.True(PlanFile.TryRead(text, out var plan, out var problem),
            $"{path} is not a plan: {problem}");
        return plan;
    }

    private static ulong Number(string name, ulong otherwise)
    {
        var text = Variable(name);
        var number = otherwise;
        Assert.True(text is null || ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number),
            $"{name} takes a whole number, not '{text}'");
        return number;
    }

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
