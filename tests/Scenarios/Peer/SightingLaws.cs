using Aof;
using Sim.Disk;
using Sim.Explore;
using Sim.Versions;

namespace Tests.Scenarios.Peer;

/// <summary>
/// What the table of versions says of a real redis-server is done again: the simulated server with the switch on loses what the record says, with it off
/// it does not, and the real one is on the side where the record has it.
/// </summary>
public sealed class SightingLaws
{
    public static TheoryData<int> Live => [.. Numbers(SightingWay.Live)];

    [Theory]
    [MemberData(nameof(Live))]
    public void TheSwitchMakesTheDifference(int number)
    {
        var sighting = Sightings.Kept.All[number];
        Assert.Equal(sighting.Lost, Simulated(sighting, Defects.Of(sighting.Switch)));
        Assert.Equal(sighting.Kept, Simulated(sighting, Defects.None));
    }

    [PeerTheory]
    [MemberData(nameof(Live))]
    public void TheRealServerDoesWhatTheRecordSays(int number)
    {
        var sighting = Sightings.Kept.All[number];
        using var witness = new RealWitness(sighting, log: null);
        Assert.Equal(sighting.Seen ? sighting.Lost : sighting.Kept, witness.Testify(sighting));
    }

    private static string[] Simulated(Sighting sighting, Defects defects, byte[]? log = null)
    {
        using var witness = new SimulatedWitness(sighting, defects, log);
        return witness.Testify(sighting);
    }

    private static IEnumerable<int> Numbers(SightingWay way) => Enumerable.Range(0, Sightings.Kept.All.Count).Where(number => Sightings.Kept.All[number].Way == way);
}
