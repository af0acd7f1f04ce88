using Aof.KnownDefects;
using Sim.Check;
using Sim.Check.Crashes;
using Sim.Machine.Tracing;
using Sim.Plans;
using Sim.Run;
using Sim.Versions;

namespace Tests.Scenarios.Peer;

/// <summary>
/// What the table of versions says of a real redis-server is done again: the simulated server with the switch on loses
/// what the record says, with it off it does not, and the real one is on the side where the record has it.
/// </summary>
public sealed class ObservationTests
{
    public static TheoryData<Defect, SightingWay> All => Where(_ => true);

    public static TheoryData<Defect, SightingWay> Live => Where(sighting => sighting.Way == SightingWay.Live);

    public static TheoryData<Defect, SightingWay> Images => Where(sighting => sighting.Way == SightingWay.Image);

    /// <summary>The record is about 7.0.15. Of what it does, a later server does not do what is fixed in it.</summary>
    [AnyPeerTheory]
    [MemberData(nameof(All))]
    public void TheRealServerDoesWhatTheRecordSays(Defect defect, SightingWay way)
    {
        var sighting = Of(defect, way);
        using var witness = new RealDefectRecorder(sighting, Log(sighting));
        var isFixed = Profile.Redis70.Defects.Has(defect) && !PeerProfile.Current.Defects.Has(defect);
        var replies = witness.Testify(sighting);
        if (isFixed && sighting.Kept.Count == 0)
        {
            Assert.NotEqual(sighting.Lost, replies);
        }
        else
        {
            Assert.Equal(sighting.Seen && !isFixed ? sighting.Lost : sighting.Kept, replies);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void TheSwitchMakesTheDifference(Defect defect, SightingWay way)
    {
        var sighting = Of(defect, way);
        Assert.Equal(sighting.Lost, Simulated(sighting, Defects.Of(sighting.Switch)));
        if (sighting.Kept.Count > 0)
        {
            Assert.Equal(sighting.Kept, Simulated(sighting, Defects.None));
        }
    }

    /// <summary>
    /// The crash that left the image breaks a promise, and without the switch none of the same run does.
    /// </summary>
    [Theory]
    [MemberData(nameof(Images))]
    public void AnImageIsWhatItsSwitchMakes(Defect defect, SightingWay way)
    {
        var plan = Observations.PlanOf(Of(defect, way));
        Assert.Equal([defect.ToString()], plan.Config.Defects);
        Assert.Equal(plan.Crash, Replayer.Replay(plan).Verdict.Violation?.Crash);
        Assert.Null(Replayer.Replay(
            plan with { Crash = null, Config = plan.Config with { Defects = [] } }).Verdict.Violation);
    }

    /// <summary>Of a live sighting both outcomes are known, so that the server is on one side or the other.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void ARecordCanFail(Defect defect, SightingWay way)
    {
        var sighting = Of(defect, way);
        Assert.NotEmpty(sighting.Lost);
        Assert.NotEqual(sighting.Lost, sighting.Kept);
        Assert.True(sighting.Kept.Count > 0 || (sighting.Seen && sighting.Way == SightingWay.Image));
        Assert.Equal(sighting.Way == SightingWay.Image, sighting.Plan is not null);
        Assert.EndsWith(".", sighting.CarriesOver, StringComparison.Ordinal);
    }

    [Fact]
    public void EveryPlanThatIsKeptHasASighting() => Assert.Equal(
        typeof(Observations).Assembly.GetManifestResourceNames().Where(
            name => name.StartsWith("Sim.Versions.Seen.", StringComparison.Ordinal) && name != "Sim.Versions.Seen.json")
                .Order(StringComparer.Ordinal),
        Observations.Kept.All.Where(sighting => sighting.Plan is not null).Select(
            sighting => "Sim.Versions.Seen." + sighting.Plan).Order(StringComparer.Ordinal));

    /// <summary>What the server does live is in the range of its versions, what it does not is not.</summary>
    [Theory]
    [MemberData(nameof(Live))]
    public void TheCatalogueSaysTheSameOfTheVersion(Defect defect, SightingWay way) =>
        Assert.Equal(Of(defect, way).Seen, DefectCatalogue.Of(defect).IsIn(new Version(7, 0, 15)));

    /// <summary>There is one of each way at most.</summary>
    private static Observation Of(Defect defect, SightingWay way) =>
        Assert.Single(Observations.Kept.Of(defect), sighting => sighting.Way == way);

    private static TheoryData<Defect, SightingWay> Where(Func<Observation, bool> asked)
    {
        var data = new TheoryData<Defect, SightingWay>();
        Observations.Kept.All.Where(asked).ToList().ForEach(sighting => data.Add(sighting.Switch, sighting.Way));
        return data;
    }

    [PeerTheory]
    [InlineData("redis-server", "7.0.15")]
    public void TheRecordIsAboutTheServerThatIsHere(string program, string version)
    {
        Assert.Equal($"{program} {version}", Observations.Kept.Server);
        Assert.Contains($"v={version} ", RedisProcess.Version(), StringComparison.Ordinal);
    }

    private static string[] Simulated(Observation sighting, Defects defects)
    {
        using var witness = new SimulatedDefectRecorder(sighting, defects, Log(sighting));
        return witness.Testify(sighting);
    }

    /// <summary>What the crash left of the log; null when nothing, or when there is no crash.</summary>
    private static byte[]? Log(Observation sighting)
    {
        if (sighting.Plan is null)
        {
            return null;
        }

        var plan = Observations.PlanOf(sighting);
        Assert.True(new CrashedDisk(LiveRun.Execute(plan, new Trace(Plan.StartUs))).TryCrash(
            plan.Crash!, out var image, out var problem), problem);
        return image.TryGet(TestServer.AofName, out var log) ? log.ToArray() : null;
    }
}
