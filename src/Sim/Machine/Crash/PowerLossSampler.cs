using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Sim.Machine.Crash;

/// <summary>
/// A sample of the images of a power loss, when there are too many to build all. Every image obeys the same rules.
/// </summary>
internal sealed class PowerLossSampler(
    CrashState state, ImageCollector images, Metadata metadata, DiskPreset preset, FileSampler files, Prng prng,
    int bound)
{
    /// <summary>Each block of a file with up to this many open blocks is tried; else this many random ones.</summary>
    private const int BlocksAlone = 4;

    /// <summary>The number of sizes on the way (rule S2) that are tried for each file.</summary>
    private const int CutsForEachFile = 4;

    /// <summary>One image in so many is random, so that every kind of image has a chance.</summary>
    private const int RandomShare = 4;

    private readonly int maxExtreme = Math.Max(1, bound - (bound / RandomShare));

    private bool IsFull => images.Count >= maxExtreme;

    /// <summary>Adds the images that find most failures: one change is missing, or only one change arrived.</summary>
    public void AddExtreme()
    {
        var all = metadata.All;
        var none = metadata.None;
        Add(none, FileOutcome.Nothing);
        Add(all, FileOutcome.Everything);
        Add(all, FileOutcome.Nothing);
        Add(none, FileOutcome.Everything);
        Add(all, FileOutcome.SizeThenZeros);
        Add(all, FileOutcome.SizeThenStale);
        Add(all, FileOutcome.DataWithoutSize);
        for (var operation = state.Operations.Count - 1; operation >= 0 && !IsFull; operation--)
        {
            if (metadata.Without(operation) is { } outcome)
            {
                Add(outcome, FileOutcome.Everything);
            }
        }

        foreach (var entry in all.Names.Paths)
        {
            if (!state.IsDirectory(entry.Inode) && !state.File(entry.Inode).IsSettled)
            {
                AddExtreme(all, state.File(entry.Inode));
            }
        }
    }

    /// <summary>Adds random images up to the bound; fewer when too many of them equal earlier ones.</summary>
    public void AddRandom()
    {
        for (var tries = 2 * bound; tries > 0 && images.Count < bound; tries--)
        {
            var outcome = metadata.Any(prng);
            var kind = prng.Below(3) == 0 ? FileOutcome.Moment : FileOutcome.Anything;
            images.Add(outcome.Names, file => files.Choose(file.Under(preset, outcome), kind));
        }
    }

    /// <summary>Adds images in which only this file lost something.</summary>
    private void AddExtreme(MetadataOutcome outcome, FileHistory file)
    {
        Add(outcome, file, FileOutcome.Nothing);
        Add(outcome, file, FileOutcome.SizeThenZeros);
        Add(outcome, file, FileOutcome.SizeThenStale);
        Add(outcome, file, FileOutcome.DataWithoutSize);
        for (var cut = 0; cut < CutsForEachFile; cut++)
        {
            Add(outcome, file, FileOutcome.Cut);
        }

        var blocks = file.Blocks.Count;
        for (var i = 0; i < Math.Min(blocks, BlocksAlone); i++)
        {
            var block = blocks <= BlocksAlone ? i : prng.Below(blocks);
            AddBlock(outcome, file, block, othersOldest: false, torn: true);
            AddBlock(outcome, file, block, othersOldest: false, torn: false);
            AddBlock(outcome, file, block, othersOldest: true, torn: false);
        }
    }

    private void Add(MetadataOutcome outcome, FileOutcome all)
    {
        if (!IsFull)
        {
            images.Add(outcome.Names, file => files.Choose(file.Under(preset, outcome), all));
        }
    }

    private void Add(MetadataOutcome outcome, FileHistory affected, FileOutcome what)
    {
        if (!IsFull)
        {
            images.Add(outcome.Names, file =>
                files.Choose(file.Under(preset, outcome), file == affected ? what : FileOutcome.Everything));
        }
    }

    private void AddBlock(MetadataOutcome outcome, FileHistory affected, int block, bool othersOldest, bool torn)
    {
        if (!IsFull)
        {
            images.Add(outcome.Names, file => file == affected
                ? files.ButOne(file.Under(preset, outcome), block, othersOldest, torn)
                : files.Choose(file.Under(preset, outcome), FileOutcome.Everything));
        }
    }
}
