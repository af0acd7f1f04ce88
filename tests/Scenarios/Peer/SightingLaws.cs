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
    public static TheoryData<int> All => [.. Enumerable.Range(0, Sightings.Kept.All.Count)];

    public static TheoryData<int> Images => [.. Enumerable.Range(0, Sightings.Kept.All.Count).Where(number => Sightings.Kept.All[number].Way == SightingWay.Image)];

    [PeerTheory]
    [MemberData(nameof(All))]
    public void TheRealServerDoesWhatTheRecordSays(int number)
    {
        var sighting = Sightings.Kept.All[number];
        using var witness = new RealWitness(sighting, Log(sighting));
        Assert.Equal(sighting.Seen ? sighting.Lost : sighting.Kept, witness.Testify(sighting));
    }

    [Theory]
    [MemberData(nameof(All))]
    public void TheSwitchMakesTheDifference(int number)
    {
        var sighting = Sightings.Kept.All[number];
        Assert.Equal(sighting.Lost, Simulated(sighting, Defects.Of(sighting.Switch)));
        if (sighting.Kept.Count > 0)
        {
            Assert.Equal(sighting.Kept, Simulated(sighting, Defects.None));
        }
    }

    /// <summary>The crash that left the image breaks a promise, and without the switch none of the same run does.</summary>
    [Theory]
    [MemberData(nameof(Images))]
    public void AnImageIsWhatItsSwitchMakes(int number)
    {
        var (sighting, plan) = (Sightings.Kept.All[number], Sightings.PlanOf(Sightings.Kept.All[number]));
        Assert.Equal([sighting.Switch.ToString()], plan.Config.Defects);
        Assert.Equal(plan.Crash, Replayer.Replay(plan).Verdict.Violation?.Crash);
        Assert.Null(Replayer.Replay(plan with { Crash = null, Config = plan.Config with { Defects = [] } }).Verdict.Violation);
    }

    /// <summary>Of a live sighting both outcomes are known, so that the server is on one side or the other.</summary>
    [Theory]
    [MemberData(nameof(All))]
    public void ARecordCanFail(int number)
    {
        var sighting = Sightings.Kept.All[number];
        Assert.NotEmpty(sighting.Lost);
        Assert.NotEqual(sighting.Lost, sighting.Kept);
        Assert.True(sighting.Kept.Count > 0 || (sighting.Seen && sighting.Way == SightingWay.Image));
        Assert.Equal(sighting.Way == SightingWay.Image, sighting.Plan is not null);
        Assert.EndsWith(".", sighting.CarriesOver, StringComparison.Ordinal);
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
        Assert.True(new CrashedDisk(plan, LiveRun.Execute(plan, new Sim.Trace(LiveRun.StartUs))).TryCrash(plan.Crash!, out var image, out var problem), problem);
        return image.TryGet(World.AofName, out var log) ? log.ToArray() : null;
    }
}
