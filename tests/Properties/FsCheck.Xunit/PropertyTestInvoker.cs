using System.Reflection;
using Microsoft.FSharp.Core;
using Xunit.Abstractions;
using Xunit.Sdk;

namespace FsCheck.Xunit;

/// <summary>
/// Where xunit would call the test method once, FsCheck calls it often: on the one instance of the test class that
/// xunit has made and will dispose of.
/// </summary>
internal sealed class PropertyTestInvoker(
    ITest test,
    IMessageBus messageBus,
    Type testClass,
    object[] constructorArguments,
    MethodInfo testMethod,
    IReadOnlyList<BeforeAfterTestAttribute> beforeAfterAttributes,
    ExceptionAggregator aggregator,
    CancellationTokenSource cancellationTokenSource,
    ITestOutputHelper output)
    : XunitTestInvoker(test, messageBus, testClass, constructorArguments, testMethod, [], beforeAfterAttributes, aggregator, cancellationTokenSource)
{
    protected override async Task<decimal> InvokeTestMethodAsync(object testClassInstance)
    {
        // Off the scheduler's own thread: a property may run for long, and FsCheck waits for those that give a Task.
        await Aggregator.RunAsync(() => Timer.AggregateAsync(() => Task.Run(() => Check(testClassInstance))));
        return Timer.Total;
    }

    private void Check(object? testClassInstance)
    {
        var settings = PropertySettings.Of(TestMethod, TestClass);
        var runner = new VerdictRunner(output, settings.Verbose ?? false);
        var config = settings.ToConfig(runner);
        FsCheck.Check.Method(config, TestMethod, testClassInstance is null ? FSharpOption<object>.None : FSharpOption<object>.Some(testClassInstance));
        switch (runner.Verdict)
        {
            case TestResult.Passed passed:
                if (!config.QuietOnSuccess)
                {
                    output.WriteLine(Runner.onFinishedToString(string.Empty, passed));
                }

                break;
            case { } verdict:
                throw new PropertyFailedException(verdict);
            default:
                throw new InvalidOperationException("FsCheck ended without a verdict.");
        }
    }
}
