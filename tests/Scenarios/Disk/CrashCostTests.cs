using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Machine.FileSystem;
using Sim.Machine.Random;
using static Tests.Scenarios.Disk.DiskStory;

namespace Tests.Scenarios.Disk;

/// <summary>
/// The same images for the same seed, and at a price that does not depend on how long the machine has run.
/// </summary>
public sealed class CrashCostTests
{
    private const int Bound = 24;

    [Fact]
    public void SameSeedGivesTheSameImages()
    {
        var story = LongHistory(rounds: 20);
        ulong[] first = [.. story.Images(bound: Bound, seed: 5).Select(image => image.Hash)];
        ulong[] again = [.. story.Images(bound: Bound, seed: 5).Select(image => image.Hash)];
        Assert.Equal(first, again);
        Assert.NotEqual(first, story.Images(bound: Bound, seed: 6).Select(image => image.Hash));
    }

    [Fact]
    public void ImagesOfOneSeedAreTheSameOnEveryMachine()
    {
        var fingerprint = LongHistory(rounds: 20).Images(bound: Bound, seed: 5).Aggregate(
            0UL, (sum, image) => (sum * 31) + image.Hash);
        Assert.Equal(15908979071804896789UL, fingerprint);
    }

    [Fact]
    public void GoingBackGivesTheSameImagesAsHavingStoppedThere()
    {
        var story = LongHistory(rounds: 10);
        var model = story.Crash();
        model.MoveTo(31);
        var stopped = story.Crash(position: 31);
        Assert.Equal(Hashes(stopped), Hashes(model));
        Assert.Equal(stopped.KillImage().Hash, model.KillImage().Hash);
    }

    [Fact]
    public void NoImageComesTwice()
    {
        var images = LongHistory(rounds: 20).Images(bound: 200);
        Assert.Equal(images.Count, new SortedSet<ulong>(images.Select(image => image.Hash)).Count);
        Assert.InRange(images.Built, images.Count, 600);
    }

    [Fact]
    public void EveryKillImageIsWhatTheDiskHeldAtThatMoment()
    {
        var images = new List<DiskImage>();
        var story = Given(("log", "start"));
        story.Disk.Changing += () => images.Add(story.Disk.CachedImage());
        Extend(story, rounds: 12);
        var model = new CrashModel(images[0], story.Disk.Journal);
        for (var position = 0; position < images.Count; position++)
        {
            model.MoveTo(position);
            Assert.True(images[position].ContentEquals(model.KillImage()));
        }
    }

    [Fact]
    public void PositionLateInALongJournalCostsWhatAnEarlyOneCosts()
    {
        var story = LongHistory(rounds: 4000);
        var model = story.Crash(position: 0);
        var early = AllocatedBytes(model, from: 100, to: 1100);
        model.MoveTo(story.Disk.Journal.Count - 1001);
        var late = AllocatedBytes(model, from: model.Position, to: model.Position + 1000);
        Assert.InRange(late, early / 2, early * 3 / 2);
    }

    [Fact]
    public void GrowingLogIsNotCopiedForItsImages()
    {
        var story = Given(("log", new string('a', 1_000_000))).Append("log", "b").Sync("log").Append(
            "log", new string('c', 100));
        var model = story.Crash();
        _ = model.PowerLossImages(DiskPreset.PosixWeak with { Stale = StaleBytes.Zeros, TornBlocks = false }, bound: 4,
            new Prng(new Seed(1)));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var images = model.PowerLossImages(DiskPreset.Ideal, bound: 4, new Prng(new Seed(1)));
        Assert.Equal(2, images.Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
    }

    [Fact]
    public void PageWritesIntoALargeFileCopyOnlyPages()
    {
        const int size = 100_000_000;
        var image = DiskImage.Of(("data", new byte[size]));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var disk = VirtualDisk.From(image);
        var (file, page) = (disk.Lookup("data").Value, new byte[4096]);
        for (var i = 1; i <= 10_000; i++)
        {
            page[0] = (byte)i;
            _ = disk.Write(file, (long)i * 7919 % (size / 4096) * 4096, page);
        }

        var model = new CrashModel(image, disk.Journal);
        model.MoveTo(disk.Journal.Count);
        Assert.Equal(4, model.PowerLossImages(DiskPreset.Xfs, bound: 4, new Prng(new Seed(1))).Count);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 600_000_000);
    }

    private static DiskStory LongHistory(int rounds)
    {
        var story = Given(("log", "start"));
        Extend(story, rounds);
        return story;
    }

    /// <summary>
    /// A log as a server writes it: a few appends, a sync, now and then a new file that is renamed over it.
    /// </summary>
    private static void Extend(DiskStory story, int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            story.Append("log", $"*3 set key:{round} value\r\n").Append("log", "*2 incr n\r\n").Append(
                "log", "*2 lpop q\r\n");
            if (round % 3 == 0)
            {
                story.Sync("log");
            }

            if (round % 8 == 7)
            {
                story.Create("temp").Append("temp", "*1 snapshot\r\n").Sync("temp").Rename("temp", "log").Sync(".");
            }
        }
    }

    private static ulong[] Hashes(CrashModel model) =>
        [.. model.PowerLossImages(DiskPreset.PosixWeak, Bound, new Prng(new Seed(3))).Select(image => image.Hash)];

    private static long AllocatedBytes(CrashModel model, int from, int to)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var position = from; position < to; position++)
        {
            model.MoveTo(position);
            _ = model.PowerLossImages(DiskPreset.PosixWeak, Bound, new Prng(new Seed((ulong)position)));
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
