using Aof.KnownDefects;
using Aof.State;
using Sim.Generate;
using Sim.Machine.Faults;
using Sim.Machine.Tracing;
using Sim.Matrix;
using Sim.Os;
using Sim.Plans;
using Sim.Run;

namespace Tests.Scenarios.Cli;

/// <summary>Call site × fault × outcome. `.ci/run` fills the whole matrix; these tests check parts of it.</summary>
public sealed class MatrixVerbTests
{
    [Fact]
    public void WhatIsExplainedIsWhatCannotHappen()
    {
        var close = new FaultSite(SystemCall.Close, Actor.Background, FaultPlace.Log);
        var eio = FaultColumn.All.Single(column => column.Name == "EIO");
        Assert.Null(Why(eio, FaultOutcome.Survived));
        Assert.Equal("nothing depends on its result", Why(eio, FaultOutcome.Refused));
        Assert.Equal("a fault of this kind cannot be injected into such a call",
            Why(FaultColumn.All.Single(column => column.Name == "exit"), FaultOutcome.Survived));

        string? Why(FaultColumn column, FaultOutcome outcome) =>
            EmptyCells.Why(LogLayout.SingleFile, close, column, outcome);
    }

    [Fact]
    public void EveryCallOfTheSubsystemIsMade()
    {
        var made = Enum.GetValues<LogLayout>().SelectMany(FaultMatrix.Sites).Select(site => (site.Call, site.By))
            .Distinct().ToList();
        Assert.All(PlanGenerator.Sites, site => Assert.Contains(site, made));
    }

    /// <summary>After a short write the server cuts, seeks and tries again: each of these calls fails too.</summary>
    [LongFact]
    public void ASecondFaultStrikesTheHandlingOfTheFirst()
    {
        var write = new FaultSite(SystemCall.Write, Actor.Server, FaultPlace.Log);
        var faults = SecondFaults.Fill(LogLayout.SingleFile, [write]);
        Assert.Empty(faults.Broken);
        Assert.InRange(faults.Second, 2 * faults.First, 100 * faults.First);
    }

    /// <summary>
    /// The three outcomes: the server continues a short write, reports a full disk, and exits after a failed fsync
    /// under always.
    /// </summary>
    [Theory]
    [InlineData("only 3 bytes on write by server of appendonly.aof, 2nd call, once", FaultOutcome.Survived)]
    [InlineData("EIO on pipe-create by server, 1st call, once", FaultOutcome.Refused)]
    [InlineData("EIO on sync-data by server of appendonly.aof, 1st call, once", FaultOutcome.Fatal)]
    public void AStrikeHasItsOutcome(string line, FaultOutcome outcome) =>
        HasOutcome(ReferencePlans.Everything(FsyncPolicy.Always), line, outcome);

    [Theory]
    [InlineData("EIO on mkdir by server of appendonlydir, 1st call, once", FaultOutcome.Refused)]
    [InlineData("EIO on rename by server of appendonlydir/*.manifest, 2nd call, once", FaultOutcome.Refused)]
    [InlineData("EIO on open by server of appendonlydir/*incr*, 1st call, once", FaultOutcome.Refused)]
    [InlineData("EIO on unlink by server of appendonlydir/*.base.*, 1st call, once", FaultOutcome.Survived)]
    [InlineData("EIO on sync-data by server of appendonlydir/*incr*, 1st call, once", FaultOutcome.Fatal)]
    public void AStrikeAtPartsHasItsOutcome(string line, FaultOutcome outcome) =>
        HasOutcome(ReferencePlans.InParts(ReferencePlans.Everything(FsyncPolicy.Always)), line, outcome);

    private static void HasOutcome(Plan reference, string line, FaultOutcome outcome)
    {
        Assert.True(Fault.TryParse(line, out var fault, out var problem), problem);
        var plan = reference with { Faults = [fault] };
        var cell = Assert.Single(LiveRun.Execute(plan, new Trace(Plan.StartUs)).Struck);
        Assert.Equal((outcome, 1), (cell.Outcome, cell.Count));
        Assert.Equal(fault.Kind == FaultKind.Error ? Errno.EIO : Errno.None, cell.Strike.Errno);
    }
}
