using FsCheck;
using FsCheck.Fluent;

namespace Tests.Properties.Given;

/// <summary>Datasets and scripts that have no stream, for the laws of a format which does not have them yet.</summary>
public static class WithoutStreams
{
    public static Arbitrary<GivenDataset> AnyDataset() => Arb.From(
        Datasets.Any().Generator.Select(dataset => new GivenDataset([.. dataset.Keys.Where(key => key.Value is not GivenValue.Stream)])),
        Datasets.Any().Shrinker);

    public static Arbitrary<Script> AnyScript() => Arb.From(
        Scripts.Any().Generator.Select(script => new Script([.. script.Errands.Where(errand => !errand.Any(command => command[0].StartsWith('X')))])),
        Scripts.Any().Shrinker);
}
