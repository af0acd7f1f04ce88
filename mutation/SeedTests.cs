using Sim.Generate;
using Sim.Machine.Disk;
using Sim.Search;

namespace Tests.Scenarios;

/// <summary>A few seeds of the explorer on each disk: every promise is kept at every crash.</summary>
public sealed class SeedTests
{
    public static TheoryData<string> Disks() => [.. DiskPreset.All.Select(disk => disk.Name)];

    [Theory]
    [MemberData(nameof(Disks))]
    public void EveryPromiseIsKept(string disk)
    {
        for (var seed = 1UL; seed <= 12; seed++)
        {
            _ = PlanAssert.Check(
                PlanGenerator.Generate(seed, new ExploreOptions { Disk = disk, ImagesPerCrash = 2 }));
        }
    }
}
