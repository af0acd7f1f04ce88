using Sim.Machine.Disk;
using Sim.Machine.Random;
using static Tests.Scenarios.Disk.DiskStory;

namespace Tests.Scenarios.Disk;

/// <summary>When there are few enough images, all of them come, and only those the specification allows.</summary>
public sealed class ExhaustionTests
{
    private const int Bound = 20_000;
    private const int Sector = 512;

    public static TheoryData<string> Presets =>
        [.. DiskPreset.Every.Where(preset => preset != DiskPreset.PosixStale).Select(preset => preset.Name)];

    /// <summary>Those whose sizes on the way are few enough for files of several blocks.</summary>
    public static TheoryData<string> BlockPresets => [.. DiskPreset.Every.Where(
        preset => preset.SizesOnTheWay != SizesOnTheWay.Bytes).Select(preset => preset.Name)];

    [Theory]
    [MemberData(nameof(Presets))]
    public void ImagesAreThoseOfTheReferenceModel(string preset)
    {
        var small = new SmallHistory(scale: 1);
        for (var number = 0; number < 100; number++)
        {
            var story = small.Draw(new Seed(1).Fork(number), steps: 8, letters: 1, DiskPreset.Named(preset));
            var images = story.Images(DiskPreset.Named(preset), Bound);
            Assert.True(images.IsExhaustive);
            var reference = new ReferenceModel(
                small.Initial, story.Changes(), ReferenceRules.Of(preset), SmallHistory.Noise);
            Assert.Equal(reference.States(),
                images.Select(image => ReferenceModel.Describe(image)).Order(StringComparer.Ordinal));
        }
    }

    [Theory]
    [MemberData(nameof(BlockPresets))]
    public void ImagesOfSeveralBlocksAreThoseOfTheReferenceModel(string preset)
    {
        var small = new SmallHistory(Sector);
        var compared = 0;
        for (var number = 0; number < 60; number++)
        {
            var story = small.Draw(new Seed(2).Fork(number), steps: 5, letters: 10, DiskPreset.Named(preset));
            var images = story.Images(DiskPreset.Named(preset) with { Stale = StaleBytes.Zeros }, bound: 400);
            if (images.IsExhaustive)
            {
                compared++;
                var reference = new ReferenceModel(small.Initial, story.Changes(),
                    ReferenceRules.Of(preset) with { Noise = false }, SmallHistory.Noise, Sector);
                Assert.Equal(reference.States(),
                    images.Select(image => ReferenceModel.Describe(image, Sector)).Order(StringComparer.Ordinal));
            }
        }

        Assert.InRange(compared, 30, 60);
    }

    /// <summary>Stories in which a rule changes nothing would not test it.</summary>
    [Fact]
    public void RareRulesMatterInTheseStories()
    {
        Assert.True(Matters(DiskPreset.Ext4Ordered, rules => rules with { StaysUnwritten = false }), "F5");
        Assert.True(Matters(DiskPreset.Xfs, rules => rules with { Fills = false }), "S3");
    }

    private static bool Matters(DiskPreset preset, Func<ReferenceRules, ReferenceRules> without)
    {
        var small = new SmallHistory(Sector);
        var rules = ReferenceRules.Of(preset.Name);
        for (var number = 0; number < 60; number++)
        {
            var story = small.Draw(new Seed(2).Fork(number), steps: 5, letters: 10, preset);
            SortedSet<string> States(ReferenceRules chosen) =>
                new ReferenceModel(small.Initial, story.Changes(), chosen, SmallHistory.Noise, Sector).States();

            if (story.Images(preset, bound: 400).IsExhaustive && !States(rules).SetEquals(States(without(rules))))
            {
                return true;
            }
        }

        return false;
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public void EverySampledImageIsAmongTheExhaustiveOnes(string preset)
    {
        for (var number = 0; number < 60; number++)
        {
            var story = new SmallHistory(scale: 1).Draw(new Seed(3).Fork(number), steps: 8, letters: 3);
            var all = Hashes(story, preset, Bound);
            var sampled = Hashes(story, preset, bound: 12);
            Assert.True(sampled.Count <= 12);
            Assert.Subset(all, sampled);
        }
    }

    [Theory]
    [InlineData("ideal", "ext4-journal")]
    [InlineData("ideal", "btrfs")]
    [InlineData("ext4-journal", "ext4-ordered")]
    [InlineData("ext4-journal", "xfs")]
    [InlineData("ext4-ordered", "ext4-writeback")]
    [InlineData("xfs", "posix-weak")]
    [InlineData("ext4-dioread-lock", "ext4-ordered")]
    [InlineData("ext4-writeback", "posix-weak")]
    [InlineData("btrfs", "posix-weak")]
    [InlineData("redirty", "posix-weak")]
    [InlineData("posix-weak", "lying-disk")]
    public void WhatOneDiskLeavesTheOtherMayLeaveToo(string strong, string weak)
    {
        for (var number = 0; number < 150; number++)
        {
            var story = new SmallHistory(scale: 1).Draw(new Seed(4).Fork(number), steps: 8, letters: 3);
            Assert.Subset(Hashes(story, weak, Bound), Hashes(story, strong, Bound));
        }
    }

    [Fact]
    public void ThreeSectorsInThreeBlocksMakeEightImages()
    {
        var story = Given(("f", Blocks('a', 'a', 'a'))).WriteAt("f", 100, "b").WriteAt("f", 5000, "b").WriteAt(
            "f", 9000, "b");
        Assert.Equal(8, story.Possible("f").Length);
    }

    [Fact]
    public void TearOfOneBlockHasTwoVersionsAndNotThree()
    {
        // Three versions on three sectors: 27 mixtures, without the 6 that take a different version for every sector.
        var story = Given(("f", Sectors('a', 'a', 'a'))).WriteAt("f", 0, Sectors('b', 'b', 'b')).WriteAt(
            "f", 0, Sectors('c', 'c', 'c'));
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

    private static SortedSet<ulong> Hashes(DiskStory story, string preset, int bound)
    {
        var images = story.Images(DiskPreset.Named(preset), bound);
        Assert.True(images.IsExhaustive || bound < Bound);
        return [.. images.Select(image => image.Hash)];
    }
}
