using System.Globalization;
using Aof.Data;
using Sim.Check.Rules;
using Sim.Plans;
using Sim.Run;

namespace Tests.Scenarios.Explore;

/// <summary>
/// The ruling on one crash state, whatever led to it. Four units were executed, three of them before the crash, and the
/// first two are promised.
/// </summary>
public sealed class RulingTests
{
    private static readonly RequiredPrefix Two = new(2, ViolationKind.LostPromised, "promised");
    private static readonly CrashFacts PowerLoss = new(CrashKind.PowerLoss, 0)
    {
        CutsTornTail = true,
        HasForeignBytes = static () => false,
    };

    [Theory]
    [InlineData("3", null)]
    [InlineData("2", null)]
    [InlineData("1", ViolationKind.LostPromised)]
    [InlineData("4", ViolationKind.NotAPrefix)]
    [InlineData("", ViolationKind.NotAPrefix)]
    [InlineData("1 3", null)]
    [InlineData("1 4", ViolationKind.LostPromised)]
    public void WhatCameBackIsOldAndNotTooOld(string matches, ViolationKind? broken) =>
        Assert.Equal(new Ruling(broken, IsExcused: false), Judge(PowerLoss, Outcome(matches)));

    [Theory]
    [InlineData("1", ViolationKind.LostPromised)]
    [InlineData("2", ViolationKind.NotAPrefix)]
    [InlineData("3", null)]
    public void WhatARestartLeftBehindDoesNotComeBack(string matches, ViolationKind? broken) =>
        Assert.Equal(new Ruling(broken, IsExcused: false),
            Judge(PowerLoss, Outcome(matches), new Restart(Position: 0, Back: 1, First: 3, Acks: 0)));

    /// <summary>Rule 6c: the syncs of the restart may not be true yet.</summary>
    [Theory]
    [InlineData(0, ViolationKind.NotAPrefix)]
    [InlineData(1, null)]
    public void WhatARestartLeftBehindMayComeBackWhereSyncsLie(int lag, ViolationKind? broken) =>
        Assert.Equal(new Ruling(broken, IsExcused: false),
            Judge(PowerLoss with { SyncLag = lag }, Outcome("2"),
                new Restart(Position: 0, Back: 1, First: 3, Acks: 0)));

    /// <summary>Rule 6f: the cut of the log that the restart found may not be on the disk.</summary>
    [Theory]
    [InlineData(CrashKind.PowerLoss, false, null)]
    [InlineData(CrashKind.PowerLoss, true, ViolationKind.NotAPrefix)]
    [InlineData(CrashKind.Kill, false, ViolationKind.NotAPrefix)]
    public void ADeadBranchMayComeBackUntilALogIsReliedOn(
        CrashKind kind, bool isReliable, ViolationKind? broken) =>
        Assert.Equal(new Ruling(broken, IsExcused: false),
            Judge(PowerLoss with { Kind = kind }, Outcome("2"), isReliable,
                new Restart(Position: 0, Back: 1, First: 3, Acks: 0)));

    [Theory]
    [InlineData("3", true, ViolationKind.AfterRecovery)]
    [InlineData("", true, ViolationKind.NotAPrefix)]
    [InlineData("", false, ViolationKind.AfterRecovery)]
    public void AfterAStartTheServerGoesOnSoundly(string matches, bool started, ViolationKind broken) =>
        Assert.Equal(new Ruling(broken, IsExcused: false),
            Judge(PowerLoss, Outcome(matches, started) with { Defect = "something" }));

    [Theory]
    [InlineData(CrashKind.BitRot, true, false, false, true, true)]
    [InlineData(CrashKind.PowerLoss, true, false, true, false, false)]
    [InlineData(CrashKind.PowerLoss, false, false, false, true, true)]
    [InlineData(CrashKind.PowerLoss, true, true, false, true, true)]
    [InlineData(CrashKind.Kill, true, true, false, false, false)]
    [InlineData(CrashKind.Kill, true, false, true, true, true)]
    [InlineData(CrashKind.Kill, false, false, false, true, false)]
    [InlineData(CrashKind.Kill, false, false, false, false, true)]
    public void AServerRefusesToStartOnlyForAReason(
        CrashKind kind, bool cuts, bool unreadable, bool pagesLost, bool rests, bool may)
    {
        var facts = new CrashFacts(kind, 0)
        {
            CutsTornTail = cuts,
            DiskLeavesUnreadable = unreadable,
            CacheLostPages = pagesLost,
            Rests = rests,
            HasForeignBytes = static () => false,
        };
        Assert.Equal(may ? null : ViolationKind.Refused, Judge(facts, Outcome("3") with { Refused = "torn" }).Broken);
    }

    [Theory]
    [InlineData(false, true, "", true, ViolationKind.NotAPrefix, true)]
    [InlineData(false, true, "1", true, ViolationKind.LostPromised, false)]
    [InlineData(true, false, "", true, ViolationKind.NotAPrefix, true)]
    [InlineData(true, false, "1", true, ViolationKind.LostPromised, false)]
    [InlineData(true, false, "", false, ViolationKind.NotAPrefix, true)]
    public void EvidenceExcusesSomeBreaches(
        bool cutShort, bool foreign, string matches, bool started, ViolationKind broken, bool excused) =>
        Assert.Equal(new Ruling(broken, excused),
            Judge(PowerLoss with { NewLogMayBeCutShort = cutShort, HasForeignBytes = () => foreign },
                Outcome(matches, started)));

    [Theory]
    [InlineData(true, false, false, true)]
    [InlineData(true, true, false, true)]
    [InlineData(false, true, false, false)]
    [InlineData(true, false, true, false)]
    [InlineData(false, true, true, false)]
    public void NoEvidenceExcusesAnUnsoundServer(bool cutShort, bool foreign, bool started, bool excused) =>
        Assert.Equal(new Ruling(ViolationKind.AfterRecovery, excused),
            Judge(PowerLoss with { NewLogMayBeCutShort = cutShort, HasForeignBytes = () => foreign },
                Outcome(started ? "3" : "", started) with { Defect = "something" }));

    [Theory]
    [InlineData("1", false, false, ViolationKind.LostPromised, true)]
    [InlineData("", false, false, ViolationKind.NotAPrefix, true)]
    [InlineData("", true, false, null, false)]
    [InlineData("", false, true, ViolationKind.AfterRecovery, false)]
    [InlineData("3", false, false, null, false)]
    public void ARottenLogIsRefusedOrLivedWith(
        string matches, bool refused, bool unsound, ViolationKind? broken, bool excused) =>
        Assert.Equal(new Ruling(broken, excused),
            Judge(PowerLoss with { Kind = CrashKind.BitRot },
                Outcome(matches) with { Refused = refused ? "rot" : null, Defect = unsound ? "something" : null }));

    private static Ruling Judge(CrashFacts facts, RecoveryOutcome outcome, params Restart[] restarts) =>
        Judge(facts, outcome, isReliable: true, restarts);

    private static Ruling Judge(
        CrashFacts facts, RecoveryOutcome outcome, bool isReliable, params Restart[] restarts)
    {
        var history = new History();
        history.Promises.Add(new DurabilityPoint(0, Executed: 3, Acknowledged: 3, Handed: 3, Always: 3, Acks: 3,
            EverysecBoundHolds: false, LogIsReliable: isReliable, Turn: 0, Unwritten: 0, Starts: false));
        restarts.ToList().ForEach(history.Restarts.Add);
        return Contract.Judge(outcome, history, Two, facts);
    }

    private static RecoveryOutcome Outcome(string matches, bool started = true)
    {
        var numbers = matches.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return new([.. numbers.Select(number => int.Parse(number, CultureInfo.InvariantCulture))], Refused: null,
            Defect: null, Accepted: 0, started ? new Dataset() : null);
    }
}
