using FsCheck.Xunit;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace Tests.Properties.Kernel;

/// <summary>
/// Makes an ordinary xunit test of a property that is skipped. The test case of FsCheck.Xunit reports a skipped property,
/// but never reports its end, and the test host then leaves it out of the counts.
/// </summary>
public sealed class SkippingDiscoverer(IMessageSink messages) : IXunitTestCaseDiscoverer
{
    private readonly PropertyDiscoverer properties = new(messages);
    private readonly FactDiscoverer facts = new SkippedDiscoverer(messages);

    /// <inheritdoc/>
    public IEnumerable<IXunitTestCase> Discover(
        ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute)
    {
        ArgumentNullException.ThrowIfNull(factAttribute);
        IXunitTestCaseDiscoverer chosen =
            factAttribute.GetNamedArgument<string>(nameof(FactAttribute.Skip)) is null ? properties : facts;
        return chosen.Discover(discoveryOptions, testMethod, factAttribute);
    }

    /// <summary>A fact may have no parameters; a skipped property is never called, so its parameters do not matter.</summary>
    private sealed class SkippedDiscoverer(IMessageSink messages) : FactDiscoverer(messages)
    {
        public override IEnumerable<IXunitTestCase> Discover(
            ITestFrameworkDiscoveryOptions discoveryOptions, ITestMethod testMethod, IAttributeInfo factAttribute) =>
            [CreateTestCase(discoveryOptions, testMethod, factAttribute)];
    }
}
