using System.Reflection;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace FsCheck.Xunit;

/// <summary>xunit's runner of a test case, but for the runner of the one test in it.</summary>
internal sealed class PropertyTestCaseRunner(
    IXunitTestCase testCase,
    string displayName,
    string skipReason,
    object[] constructorArguments,
    IMessageBus messageBus,
    ExceptionAggregator aggregator,
    CancellationTokenSource cancellationTokenSource)
    : XunitTestCaseRunner(testCase, displayName, skipReason, constructorArguments, [], messageBus, aggregator, cancellationTokenSource)
{
    protected override XunitTestRunner CreateTestRunner(
        ITest test,
        IMessageBus messageBus,
        Type testClass,
        object[] constructorArguments,
        MethodInfo testMethod,
        object[] testMethodArguments,
        string skipReason,
        IReadOnlyList<BeforeAfterTestAttribute> beforeAfterAttributes,
        ExceptionAggregator aggregator,
        CancellationTokenSource cancellationTokenSource) =>
        new PropertyTestRunner(
            test, messageBus, testClass, constructorArguments, testMethod, skipReason, beforeAfterAttributes, aggregator, cancellationTokenSource);
}

/// <summary>
/// xunit's runner of a test: skipping, the output of the test and the messages about it are xunit's. A test class that
/// asked for no ITestOutputHelper gets one here, since FsCheck has something to say about every property.
/// </summary>
internal sealed class PropertyTestRunner(
    ITest test,
    IMessageBus messageBus,
    Type testClass,
    object[] constructorArguments,
    MethodInfo testMethod,
    string skipReason,
    IReadOnlyList<BeforeAfterTestAttribute> beforeAfterAttributes,
    ExceptionAggregator aggregator,
    CancellationTokenSource cancellationTokenSource)
    : XunitTestRunner(test, messageBus, testClass, constructorArguments, testMethod, [], skipReason, beforeAfterAttributes, aggregator, cancellationTokenSource)
{
    protected override async Task<Tuple<decimal, string>> InvokeTestAsync(ExceptionAggregator aggregator)
    {
        var output = new TestOutputHelper();
        output.Initialize(MessageBus, Test);

        // xunit has a function in the place of each test's own output; the array itself serves every test of the class.
        object[] arguments = [.. ConstructorArguments.Select(argument => argument is Func<TestOutputHelper> ? output : argument)];
        var seconds = await new PropertyTestInvoker(
            Test, MessageBus, TestClass, arguments, TestMethod, BeforeAfterAttributes, aggregator, CancellationTokenSource, output).RunAsync();
        var text = output.Output;
        output.Uninitialize();
        return Tuple.Create(seconds, text);
    }
}
