using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Sim.Cli.Output;
using Sim.Generate;
using Sim.Plans;
using Sim.Search;

namespace Sim.Cli.Options;

/// <summary>SEED|PLAN.json: the plan that a seed and the options give, or a kept plan.</summary>
internal static class PlanArgument
{
    internal static Argument<string> Create() =>
        OptionFactory.PathArgument("SEED|PLAN.json", "a seed, or the file that a violation was kept in");

    /// <summary>Reads the plan. False, after one error line, when there is none.</summary>
    internal static bool TryRead(
        string what, ExploreOptions options, Terminal terminal, [NotNullWhen(true)] out Plan? plan)
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
