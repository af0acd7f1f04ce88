using System.Globalization;
using Sim.Machine.Random;

namespace Sim.Generate;

/// <summary>
/// What a seed is about: some of the features, each family of commands with a weight. A plan that has everything a little has nothing often enough
/// for two rare things to meet; a plan that leaves most of it out has them again and again (Groce and others, "Swarm Testing", ISSTA 2012).
/// Each feature draws from a stream of its own, so that a new one leaves the others as they were. In half of the seeds no call fails, and in half no process is lost.
/// </summary>
public sealed class Swarm
{
    private const int MaxWeight = 4;

    private readonly int[] weights;

    private Swarm(int[] weights) => this.weights = weights;

    /// <summary>Every feature, each family of commands as often as the next.</summary>
    public static Swarm Everything { get; } = new([.. Enum.GetValues<Feature>().Select(_ => 1)]);

    /// <summary>What is on, in order.</summary>
    public IEnumerable<Feature> On => Enum.GetValues<Feature>().Where(Has);

    /// <summary>What the seed of a plan draws.</summary>
    public static Swarm Draw(Seed root)
    {
        var seed = root.Fork("swarm");
        return new Swarm([.. Enum.GetValues<Feature>().Select(feature => WeightOf(feature, seed))]);
    }

    /// <summary>Is the feature on?</summary>
    public bool Has(Feature feature) => weights[(int)feature] > 0;

    /// <summary>How much more often than others of its kind: 1 to 4; 0 when it is off.</summary>
    public int Weight(Feature feature) => weights[(int)feature];

    /// <summary>What clients send, with its weights; then the rest.</summary>
    public override string ToString() =>
        string.Join(' ', On.Where(feature => feature <= Feature.LargeValues).Select(feature => string.Create(CultureInfo.InvariantCulture, $"{feature}*{Weight(feature)}")))
        + "; " + string.Join(' ', On.Where(feature => feature > Feature.LargeValues));

    private static int WeightOf(Feature feature, Seed seed)
    {
        var draw = seed.Stream(feature.ToString());
        var odds = feature <= Feature.Streams ? Features.OddsOfData(few: seed.Stream("data").Below(2) == 0) : feature.Odds();
        var on = draw.Chance(odds) && (feature.Gate() is not { } gate || seed.Stream(gate).Below(2) == 0);
        return on ? draw.Range(1, MaxWeight) : 0;
    }
}
