using Sim.Machine.Disk;
using Sim.Machine.Random;
using static Tests.Scenarios.Disk.DiskStory;

namespace Tests.Scenarios.Disk;

/// <summary>An image can say how it came about, and the telling ones are among those that are drawn.</summary>
public sealed class CrashStoryTests
{
    [Fact]
    public void LossOfNothingIsToldAsThat() =>
        Assert.Contains(
        "power loss after change 1 (posix-weak): nothing was lost", LossesOf(Given(("f", "a")).WriteAt("f", 0, "b")));

    [Fact]
    public void LostOperationsOnNamesAreLossesOf()
    {
        var losses = string.Join('\n', LossesOf(Given(("f", "a")).Create("g").MakeDirectory("d").Unlink("f")));
        Assert.Contains("lost change 1, the name g of new inode 3", losses, StringComparison.Ordinal);
        Assert.Contains("lost change 2, the name d of new directory 4", losses, StringComparison.Ordinal);
        Assert.Contains("lost change 3, the unlink of f", losses, StringComparison.Ordinal);
    }

    [Fact]
    public void TornBlockIsToldWithItsSectors()
    {
        var losses = LossesOf(Given(("f", Sectors('a', 'a'))).WriteAt("f", 0, Sectors('b', 'b')));
        Assert.Contains(
            "power loss after change 1 (posix-weak): "
                + "f block 0 is torn: sectors 1 as of change 1, the rest as it was before",
            losses);
        Assert.Contains("power loss after change 1 (posix-weak): f block 0 is as it was before", losses);
    }

    [Fact]
    public void SizeAndWhatShowsInsideItAreLossesOf()
    {
        var losses = LossesOf(Given(("f", "a")).Append("f", "bc"));
        Assert.Contains(
            "power loss after change 1 (posix-weak): f has 1 bytes, not 3; f block 0 is as it was before", losses);
        Assert.Contains(
            "power loss after change 1 (posix-weak): f block 0 is as it was before; what never arrived shows zeros",
            losses);
        Assert.Contains(
            "power loss after change 1 (posix-weak): f block 0 is as it was before; what never arrived shows stale "
            + "bytes", losses);
    }

    [Fact]
    public void KilledProcessAndGivenImageAreToldApart()
    {
        Assert.Equal("kill -9: the page cache survived", Given(("f", "a")).Crash().KillImage().Description);
        Assert.Equal("as it was given", DiskImage.Of(("d/f", "a"u8.ToArray())).Description);
        Assert.Equal("d/\nd/f 1 bytes\n", DiskImage.Of(("d/f", "a"u8.ToArray())).ToString());
    }

    [Fact]
    public void DescriptionStaysTrueWhenTheCrashMovesOn()
    {
        var story = Given(("f", "a")).Create("g").Append("f", "b").Sync("f").Sync(".");
        var model = story.Crash(position: 2);
        var images = model.PowerLossImages(DiskPreset.PosixWeak, bound: 100, new Prng(new Seed(1)));
        string[] before = [.. images.Select(image => image.Description)];
        model.MoveTo(4);
        Assert.Equal(before, images.Select(image => image.Description));
    }

    [Fact]
    public void TellingImagesAreDrawnWhenThereAreTooManyForAll()
    {
        var appended = new string('b', 5000);
        var story = Given(("log", "a")).Create("temp").Append("log", appended);
        var images = story.Images(bound: 32);
        Assert.False(images.IsExhaustive);
        string[] logs = [.. images.Select(image => Text(image, "log"))];
        Assert.Superset(
            new SortedSet<string>(StringComparer.Ordinal) { "a", "a" + appended, "a" + new string('\0', 5000) },
            new SortedSet<string>(logs, StringComparer.Ordinal));
        Assert.Contains(logs, text => text.Length is > 1 and < 5001 && text.AsSpan(1).IndexOfAnyExcept('b') < 0);
        Assert.Contains(logs,
            text => text.Length == 5001 && text.EndsWith(new string('b', 905), StringComparison.Ordinal)
                && text[1] != 'b');
        Assert.Contains(images, image => Text(image, "temp") == "(none)" && Text(image, "log") == "a" + appended);
    }

    [Fact]
    public void OrderedDiskWithManyStatesIsSampledWithBothEnds()
    {
        var story = Given(("f", string.Empty));
        for (var i = 0; i < 100; i++)
        {
            story.Append("f", "x");
        }

        var images = story.Images(DiskPreset.Ideal, bound: 10);
        Assert.False(images.IsExhaustive);
        Assert.Equal(10, images.Count);
        Assert.Equal([100, 0], images.Take(2).Select(image => Text(image, "f").Length));
    }

    [Fact]
    public void ManyUnsyncedNamesAreSampledToo()
    {
        var story = Given();
        for (var i = 0; i < 40; i++)
        {
            story.Create($"f{i}");
        }

        var images = story.Images(bound: 60);
        Assert.False(images.IsExhaustive);
        Assert.Contains(images, image => image.Count == 0);
        Assert.Contains(images, image => image.Count == 40);
        Assert.Contains(images, image => image.Count == 39);
    }

    private static string[] LossesOf(DiskStory story) => [.. story.Images().Select(image => image.Description)];
}
