using Sim.Generate;
using Sim.Machine.Random;
using Sim.Plans;

namespace Sim.Search;

/// <summary>
/// Guides an exploration by coverage. For each thing reached, the corpus keeps the shortest plan that reached it. Most
/// new plans are changed copies of corpus plans for what was reached least often, with faults that were seen least
/// often (<see cref="RarestFaultPicker"/>). It learns in rounds: the plans depend on the first seed and the count, not
/// on the number of parallel machines.
/// </summary>
internal sealed class CorpusGuide(ExploreOptions options)
{
    /// <summary>The size of a round: so many plans are made before their coverage is used.</summary>
    public const int Round = 64;

    private const int FreshOneIn = 4;

    /// <summary>It draws so many things and takes the one that was reached least often.</summary>
    private const int Candidates = 4;

    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<(Plan Parent, int Times)> reached = [];
    private readonly List<SeedResult> round = [];
    private readonly RarestFaultPicker aim = new();

    /// <summary>The number of different things reached up to the last round.</summary>
    public int Reached => reached.Count;

    /// <summary>The plan at a place in the order, and whether it is a changed copy of another.</summary>
    public (Plan Plan, bool Changed) PlanOf(ulong seed)
    {
        var draw = new Seed(seed).Stream("guide");
        return reached.Count == 0 || draw.Below(FreshOneIn) == 0
            ? (PlanGenerator.Generate(seed, options), false)
            : (Mutation.Of(Parent(draw), () => Parent(draw), aim, draw, options), true);
    }

    /// <summary>Notes the result of a plan, in order.</summary>
    public void Saw(SeedResult result) => round.Add(result);

    /// <summary>Ends a round: later plans use its coverage.</summary>
    public void Learn()
    {
        foreach (var result in round)
        {
            foreach (var strike in result.Struck)
            {
                aim.Saw(strike);
            }

            foreach (var name in result.Reached)
            {
                Learn(name, result.Plan);
            }
        }

        round.Clear();
    }

    private void Learn(string name, Plan plan)
    {
        if (!numbers.TryGetValue(name, out var number))
        {
            numbers[name] = reached.Count;
            reached.Add((plan, 1));
            return;
        }

        var (parent, times) = reached[number];
        reached[number] = (plan.Faults.Count + plan.Steps.Count < parent.Faults.Count + parent.Steps.Count ? plan
            : parent, times + 1);
    }

    private Plan Parent(Prng draw)
    {
        var least = reached[draw.Below(reached.Count)];
        for (var n = 1; n < Candidates; n++)
        {
            var other = reached[draw.Below(reached.Count)];
            least = other.Times < least.Times ? other : least;
        }

        return least.Parent;
    }
}
