using Microsoft.FSharp.Collections;
using Microsoft.FSharp.Core;
using Xunit.Abstractions;

namespace FsCheck.Xunit;

/// <summary>Hears what FsCheck tells while it tries a property, and keeps the verdict.</summary>
internal sealed class VerdictRunner(ITestOutputHelper output, bool verbose) : IRunner
{
    /// <summary>Null until FsCheck has finished.</summary>
    public TestResult? Verdict { get; private set; }

    public void OnStartFixture(Type fixture)
    {
    }

    public void OnArguments(int test, FSharpList<object> arguments, FSharpFunc<int, FSharpFunc<FSharpList<object>, string>> every)
    {
        if (verbose)
        {
            output.WriteLine(Runner.onArgumentsToString(test, arguments));
        }
    }

    public void OnShrink(FSharpList<object> arguments, FSharpFunc<FSharpList<object>, string> everyShrink)
    {
        if (verbose)
        {
            output.WriteLine(Runner.onShrinkToString(arguments));
        }
    }

    public void OnFinished(string name, TestResult result) => Verdict = result;
}
