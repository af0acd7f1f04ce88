using Sim.Chance;
using Sim.Disk;
using static Tests.Scenarios.Disk.DiskStory;

namespace Tests.Scenarios.Disk;

/// <summary>When there are few enough images, all of them come, and only those the specification allows.</summary>
public sealed class ExhaustionLaws
{
    private const int Bound = 20_000;

    public static TheoryData<int> Series => [.. Enumerable.Range(0, 8)];

    [Theory]
    [MemberData(nameof(Series))]
    public void ImagesAreThoseOfTheReferenceModel(int series)
    {
        for (var number = 0; number < 25; number++)
        {
            var story = SmallHistory.Draw(new Seed((ulong)series).Fork(number));
            var images = story.Images(bound: Bound);
            Assert.True(images.IsExhaustive);
            string[] found = [.. images.Select(ReferenceModel.Describe).Order(StringComparer.Ordinal)];
            Assert.Equal(new ReferenceModel(SmallHistory.Initial, story.Disk.Journal, SmallHistory.Noise).States(), found);
        }
    }

    [Theory]
    [MemberData(nameof(Series))]
    public void EveryImageOfTheIdealDiskIsAmongThoseOfThePosixWeakOne(int series)
    {
        for (var number = 0; number < 25; number++)
        {
            var story = SmallHistory.Draw(new Seed((ulong)series).Fork(number));
            var weak = new SortedSet<ulong>(story.Images(bound: Bound).Select(image => image.Hash));
            Assert.All(story.Images(DiskPreset.Ideal, Bound), image => Assert.Contains(image.Hash, weak));
        }
    }

    [Theory]
    [MemberData(nameof(Series))]
    public void EverySampledImageIsAmongTheExhaustiveOnes(int series)
    {
        for (var number = 0; number < 25; number++)
        {
            var story = SmallHistory.Draw(new Seed((ulong)series).Fork(number));
            var all = new SortedSet<ulong>(story.Images(bound: Bound).Select(image => image.Hash));
            var sampled = story.Images(bound: 12);
            Assert.True(sampled.Count <= 12);
            Assert.All(sampled, image => Assert.Contains(image.Hash, all));
        }
    }

    [Fact]
    public void ThreeSectorsInThreeBlocksMakeEightImages()
    {
        var story = Given(("f", Blocks('a', 'a', 'a'))).WriteAt("f", 100, "b").WriteAt("f", 5000, "b").WriteAt("f", 9000, "b");
        Assert.Equal(8, story.Possible("f").Length);
    }

    [Fact]
    public void TearOfOneBlockHasTwoVersionsAndNotThree()
    {
        // Three versions on three sectors: 27 mixtures, without the 6 that take a different version for every sector.
        var story = Given(("f", Sectors('a', 'a', 'a'))).WriteAt("f", 0, Sectors('b', 'b', 'b')).WriteAt("f", 0, Sectors('c', 'c', 'c'));
        Assert.Equal(21, story.Possible("f").Length);
    }

    [Fact]
    public void WholeBlockTearsInto256Mixtures() =>
        Assert.Equal(256, Given(("f", Blocks('a'))).WriteAt("f", 0, Blocks('b')).Possible("f").Length);

    [Fact]
    public void AppendOfTwoBytesMakesSevenImages() =>
        Assert.Equal(7, Given(("f", "abc")).Append("f", "de").Possible("f").Length);

    [Fact]
    public void TornAppendAcrossASectorKeepsEitherSide()
    {
        var possible = Given(("f", new string('a', 510))).Append("f", "bcde").Possible("f");
        Assert.Contains(new string('a', 510) + "\0\0de", possible);
        Assert.Contains(new string('a', 510) + "bc\0\0", possible);
    }
}
