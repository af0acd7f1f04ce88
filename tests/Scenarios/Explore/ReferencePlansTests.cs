using Aof.Diagnostics;
using Aof.KnownDefects;
using Sim.Machine.Tracing;
using Sim.Matrix;
using Sim.Plans;
using Sim.Run;

namespace Tests.Scenarios.Explore;

public sealed class ReferencePlansTests
{
    /// <summary>In both layouts of the log the reference plans end the server in order in every state.</summary>
    [Theory]
    [InlineData(LogLayout.SingleFile)]
    [InlineData(LogLayout.MultiPart)]
    public void EveryKindOfEndIsTaken(LogLayout layout)
    {
        var hits = new long[Probes.Count];
        var before = Probes.Watch(hits);
        foreach (var plan in ReferencePlans.Of(layout).All)
        {
            _ = LiveRun.Execute(plan, new Trace(Plan.StartUs));
        }

        _ = Probes.Watch(before);
        Probe[] ends =
        [
            Probe.EndedInOrder, Probe.EndRefused, Probe.EndGivesRewriteUp, Probe.EndWaitsForExec,
            Probe.EndWithRewriteScheduled, Probe.EndWithClosePending, Probe.EndBeforeSwitchedOn,
        ];
        Assert.All(ends, probe => Assert.True(hits[(int)probe] > 0, probe.ToString()));
    }
}
