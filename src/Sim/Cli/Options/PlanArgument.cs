using System.Diagnostics.CodeAnalysis;
using Sim.Cli.Output;
using Sim.Generate;
using Sim.Plans;
using Sim.Search;

namespace Sim.Cli.Options;

/// <summary>SEED|PLAN.json: a seed's plan as the options make it, or a kept one.</summary>
internal static class PlanArgument
{
    /// <summary>The plan; false, after one line of complaint, when there is none.</summary>
    internal static bool TryRead(string what, ExploreOptions options, Terminal terminal, [NotNullWhen(true)] out Plan? plan)
    {
        if (SeedRange.TryParseSeed(what, out var seed))
        {
            plan = PlanGenerator.Generate(seed, options);
            return true;
        }

        if (PlanFile.TryRead(InputFile.ReadText(what), out plan, out var problem))
        {
            return true;
        }

        terminal.Complain($"{what} is not a plan: {problem}");
        return false;
    }
}
