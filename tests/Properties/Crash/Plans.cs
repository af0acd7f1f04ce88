using FsCheck;
using FsCheck.Fluent;
using Sim.Generate;
using Sim.Minimize;
using Sim.Plans;
using Sim.Search;

namespace Tests.Properties.Crash;

/// <summary>
/// Plans for FsCheck: plain data. FsCheck draws the seed, the project's own generator makes the plan of it, and
/// the shrinker's candidates are what FsCheck shrinks to. Its state-machine API is not used: it runs on after a failure
/// and shrinks only the list.
/// </summary>
public static class Plans
{
    public static Arbitrary<Plan> Any() => With(new ExploreOptions { ImagesPerCrash = 4 });

    /// <summary>Plans that the generator makes with these options.</summary>
    internal static Arbitrary<Plan> With(ExploreOptions options) => Arb.From(
        Gen.Choose(1, int.MaxValue).Select(seed => PlanGenerator.Generate((ulong)seed, options)),
        Minimizer.Candidates);
}
