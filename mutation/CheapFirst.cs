using Xunit.Sdk;
using Xunit.v3;

[assembly: TestCollectionOrderer(typeof(Tests.Scenarios.CheapFirst))]

namespace Tests.Scenarios;

/// <summary>Runs of plans come last: a mutant ends at the first test that fails.</summary>
public sealed class CheapFirst : ITestCollectionOrderer
{
    /// <inheritdoc/>
    public IReadOnlyCollection<T> OrderTestCollections<T>(IReadOnlyCollection<T> testCollections)
        where T : ITestCollection =>
        [.. testCollections.OrderBy(collection => IsOfPlans(collection.TestCollectionDisplayName)
                ? 1 : 0).ThenBy(collection => collection.TestCollectionDisplayName, StringComparer.Ordinal)];

    private static bool IsOfPlans(string name) =>
        name.Contains(".Explore.", StringComparison.Ordinal) || name.Contains("SeedTests", StringComparison.Ordinal);
}
