using Sim.Generate;
using Sim.Machine.Faults;
using Sim.Machine.Random;
using Sim.Plans;

namespace Sim.Search;

/// <summary>
/// Leads an exploration to where few have been: a plan that reached something (<see cref="Coverage"/>) is kept as its parent, the shortest one for each thing, and most of the
/// next plans are changed copies of the parents of what was reached least often, with faults that were seen least often (<see cref="RarestFaultPicker"/>). It learns in rounds, so what it does depends on the
/// first seed and the number of plans, and not on how many machines run side by side.
/// </summary>
internal sealed class CorpusGuide(ExploreOptions options)
{
    /// <summary>So many plans are made before anything that they show is used.</summary>
    public const int Round = 64;

    private const int FreshOneIn = 4;

    /// <summary>Of so many things, the one that was reached least often is gone after.</summary>
    private const int Candidates = 4;

    private readonly Dictionary<string, int> numbers = new(StringComparer.Ordinal);
    private readonly List<(Plan Parent, int Times)> reached = [];
    private readonly List<SeedResult> round = [];
    private readonly RarestFaultPicker aim = new();

    /// <summary>How many different things were reached up to the last round.</summary>
    public int Reached => reached.Count;

    /// <summary>The plan of a place in the order, and whether it is a changed copy of another.</summary>
    public (Plan Plan, bool Changed) PlanOf(ulong seed)
    {
        var draw = new Seed(seed).Stream("guide");
        return reached.Count == 0 || draw.Below(FreshOneIn) == 0
            ? (PlanGenerator.Generate(seed, options), false)
            : (Mutation.Of(Parent(draw), () => Parent(draw), aim, draw, options), true);
    }

    /// <summary>Takes note of what a plan came to, in order.</summary>
    public void Saw(SeedResult result) => round.Add(result);

    /// <summary>From here on plans are made with what the last round has shown.</summary>
    public void Learn()
    {
        foreach (var result in round)
        {
            foreach (InjectedFault strike in result.Struck)
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
        reached[number] = (plan.Faults.Count + plan.Steps.Count < parent.Faults.Count + parent.Steps.Count ? plan : parent, times + 1);
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
