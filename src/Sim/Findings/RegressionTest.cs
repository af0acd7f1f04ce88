using Sim.Check.Rules;
using Sim.Machine.CrashTesting.Texts;
using Sim.Plans;

namespace Sim.Findings;

/// <summary>
/// Writes a failing plan, or a token, as an xunit test in C#. The test stands alone, and fails until the bug is fixed.
/// </summary>
public static class RegressionTest
{
    /// <summary>The text of a file that compiles in a project which references this assembly and xunit 2.</summary>
    /// <param name="plan">The plan. If it names a crash, the test checks only that crash.</param>
    /// <param name="violation">The violation that the plan shows now; null when every promise is kept.</param>
    /// <param name="className">The name of the test class.</param>
    /// <exception cref="ArgumentException">The name is not a valid class name.</exception>
    public static string Emit(Plan plan, Violation? violation, string className)
    {
        RegressionText.MustBeClass(className);
        var story = violation is null
            ? "    // Every promise was kept when this was written.\n"
            : RegressionText.Comments(violation.Story.Prepend(violation.Summary));
        return RegressionText.Head + Invariant($$"""
            // Written by `emit --xunit`. It fails until the bug is fixed, and then keeps it fixed.
            using Sim.Check;
            using Sim.Plans;
            using Xunit;

            public sealed class {{className}}
            {
            {{story}}    [Fact]
                public void EveryPromiseIsKept()
                {
                    Assert.True(PlanFile.TryRead(Plan, out var plan, out var problem), problem);
                    var violation = Replayer.Replay(plan!).Verdict.Violation;
                    var report = violation == null ? "" : violation.Summary + "\n" + string.Join("\n", violation.Story);
                    Assert.True(violation == null, report);
                }

                private const string Plan = @"{{PlanFile.Write(plan).Replace("\"", "\"\"", StringComparison.Ordinal)}}";
            }

            """);
    }

    /// <summary>The same for a failure of another store. It compiles in the project that has its test.</summary>
    /// <param name="token">The token of the failure.</param>
    /// <param name="tested">The program under test, as C# with full names.</param>
    /// <param name="className">The name of the test class.</param>
    /// <exception cref="ArgumentException">The name is not a valid class name.</exception>
    public static string Emit(string token, string tested, string className) => RegressionText.OfToken(
        className, tested, token, options: null, RegressionText.Comments(
            ["Written by `emit --xunit`. It fails until the bug is fixed, and then keeps it fixed."]));
}
