using Aof;
using Sim.Explore;
using Sim.Versions;

namespace Tests.Scenarios.Peer;

/// <summary>
/// What the table of versions says of a real redis-server is done again: the simulated server with the switch on loses what the record says, with it off
/// it does not, and the real one is on the side where the record has it.
/// </summary>
public sealed class SightingLaws
{
    public static TheoryData<Defect, SightingWay> All => Where(_ => true);

    public static TheoryData<Defect, SightingWay> Live => Where(sighting => sighting.Way == SightingWay.Live);

    public static TheoryData<Defect, SightingWay> Images => Where(sighting => sighting.Way == SightingWay.Image);

    [PeerTheory]
    [MemberData(nameof(All))]
    public void TheRealServerDoesWhatTheRecordSays(Defect defect, SightingWay way)
    {
        var sighting = Of(defect, way);
        using var witness = new RealWitness(sighting, Log(sighting));
        Assert.Equal(sighting.Seen ? sighting.Lost : sighting.Kept, witness.Testify(sighting));
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

    /// <summary>The crash that left the image breaks a promise, and without the switch none of the same run does.</summary>
    [Theory]
    [MemberData(nameof(Images))]
    public void AnImageIsWhatItsSwitchMakes(Defect defect, SightingWay way)
    {
        var plan = Sightings.PlanOf(Of(defect, way));
        Assert.Equal([defect.ToString()], plan.Config.Defects);
        Assert.Equal(plan.Crash, Replayer.Replay(plan).Verdict.Violation?.Crash);
        Assert.Null(Replayer.Replay(plan with { Crash = null, Config = plan.Config with { Defects = [] } }).Verdict.Violation);
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
        typeof(Sightings).Assembly.GetManifestResourceNames().Where(name => name.StartsWith("Sim.Versions.Seen.", StringComparison.Ordinal) && name != "Sim.Versions.Seen.json").Order(StringComparer.Ordinal),
        Sightings.Kept.All.Where(sighting => sighting.Plan is not null).Select(sighting => "Sim.Versions.Seen." + sighting.Plan).Order(StringComparer.Ordinal));

    /// <summary>What the server does live is in the range of its versions, what it does not is not.</summary>
    [Theory]
    [MemberData(nameof(Live))]
    public void TheCatalogueSaysTheSameOfTheVersion(Defect defect, SightingWay way) =>
        Assert.Equal(Of(defect, way).Seen, DefectCatalogue.Of(defect).IsIn(new Version(7, 0, 15)));

    /// <summary>There is one of each way at most.</summary>
    private static Sighting Of(Defect defect, SightingWay way) => Assert.Single(Sightings.Kept.Of(defect), sighting => sighting.Way == way);

    private static TheoryData<Defect, SightingWay> Where(Func<Sighting, bool> asked)
    {
        var data = new TheoryData<Defect, SightingWay>();
        Sightings.Kept.All.Where(asked).ToList().ForEach(sighting => data.Add(sighting.Switch, sighting.Way));
        return data;
    }

    [PeerTheory]
    [InlineData("redis-server", "7.0.15")]
    public void TheRecordIsAboutTheServerThatIsHere(string program, string version)
    {
        Assert.Equal($"{program} {version}", Sightings.Kept.Server);
        Assert.Contains($"v={version} ", RedisProcess.Version(), StringComparison.Ordinal);
    }

    private static string[] Simulated(Sighting sighting, Defects defects)
    {
        using var witness = new SimulatedWitness(sighting, defects, Log(sighting));
        return witness.Testify(sighting);
    }

    /// <summary>What the crash left of the log; null when nothing, or when there is no crash.</summary>
    private static byte[]? Log(Sighting sighting)
    {
        if (sighting.Plan is null)
        {
            return null;
        }

        var plan = Sightings.PlanOf(sighting);
        Assert.True(new CrashedDisk(LiveRun.Execute(plan, new Sim.Trace(Plan.StartUs))).TryCrash(plan.Crash!, out var image, out var problem), problem);
        return image.TryGet(World.AofName, out var log) ? log.ToArray() : null;
    }
}
