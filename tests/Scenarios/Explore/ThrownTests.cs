using Sim.Check;
using Sim.Check.Rules;
using Sim.Machine.Tracing;
using Sim.Plans;
using Sim.Run;

namespace Tests.Scenarios.Explore;

/// <summary>An exception in the server, or in a check, is a failure with a plan, as any other.</summary>
public sealed class ThrownTests
{
    private static readonly Plan Plan = new()
    {
        Seed = 1,
        Steps = [new PlanStep { Command = ["SET", "a", "b"] }],
    };

    [Fact]
    public void InTheRunItIsAViolation()
    {
        var run = CheckedRun.Execute(Plan, new Trace(Plan.StartUs), static run =>
            run.CommandTaken += static (_, _) => throw new FormatException("no digit"));
        Assert.Equal(RunEnd.Threw, run.Run.End);
        Assert.Equal(ViolationKind.Threw, run.Broken?.Kind);
        Assert.StartsWith("the server threw FormatException at Tests.", run.Broken!.Summary, StringComparison.Ordinal);
        Assert.EndsWith(": no digit", run.Broken.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void OnACrashImageItIsAViolation()
    {
        var run = CheckedRun.Execute(Plan, new Trace(Plan.StartUs));
        var verdict = new Verifier(run) { Judged = _ => throw new FormatException("no digit") }.Judge();
        Assert.Equal(ViolationKind.Threw, verdict.Violation?.Kind);
        Assert.Contains("FormatException", verdict.Violation!.Summary, StringComparison.Ordinal);
    }
}
