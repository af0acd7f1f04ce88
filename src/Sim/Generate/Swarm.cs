using Sim.Machine.Random;

namespace Sim.Generate;

/// <summary>
/// The features of a seed, each family of commands with a weight. A plan with a little of everything has nothing often
/// enough for two rare events to meet. A plan without most features repeats the others (Groce and others, "Swarm
/// Testing", ISSTA 2012). Each feature draws from its own stream, so a new one leaves the others as they were. In half
/// of the seeds no call fails, and in half no process is lost.
/// </summary>
public sealed class Swarm
{
    private const int MaxWeight = 4;

    private readonly int[] weights;

    private Swarm(int[] weights) => this.weights = weights;

    /// <summary>Every feature, with equal weights.</summary>
    public static Swarm Everything { get; } = new([.. Enum.GetValues<Feature>().Select(_ => 1)]);

    /// <summary>The features that are on, in order.</summary>
    public IEnumerable<Feature> On => Enum.GetValues<Feature>().Where(Has);

    /// <summary>Draws the features of a seed.</summary>
    public static Swarm Draw(Seed root)
    {
        var seed = root.Fork("swarm");
        return new Swarm([.. Enum.GetValues<Feature>().Select(feature => WeightOf(feature, seed))]);
    }

    /// <summary>Is the feature on?</summary>
    public bool Has(Feature feature) => weights[(int)feature] > 0;

    /// <summary>The weight among features of its kind: 1 to 4; 0 when it is off.</summary>
    public int Weight(Feature feature) => weights[(int)feature];

    /// <summary>The features of the clients' commands with their weights, then the others.</summary>
    public override string ToString() =>
        string.Join(' ',
        On.Where(feature => feature <= Feature.LargeValues).Select(
            feature => Invariant($"{feature}*{Weight(feature)}")))
        + "; " + string.Join(' ', On.Where(feature => feature > Feature.LargeValues));

    private static int WeightOf(Feature feature, Seed seed)
    {
        var draw = seed.Stream(feature.ToString());
        var odds = feature <= Feature.Streams
            ? Features.OddsOfData(few: seed.Stream("data").OneIn(Odds.FewKindsOfData))
            : feature.Odds();
        var on = draw.Chance(odds) && (feature.Gate() is not { } gate || seed.Stream(gate).OneIn(Odds.OpenGate));
        return on ? draw.Range(1, MaxWeight) : 0;
    }
}
