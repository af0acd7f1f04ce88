using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Sim.Machine.Crash;

/// <summary>Some of the images that a loss of power may leave, when there are too many for all of them.</summary>
internal sealed class PowerLossSampler(
    CrashState state, ImageCollector images, Metadata metadata, DiskPreset preset, FileSampler files, Prng prng, int bound)
{
    /// <summary>Blocks of a file that are tried one by one; of more than that, some are drawn.</summary>
    private const int BlocksAlone = 4;

    /// <summary>Sizes at which an append is cut, for each file.</summary>
    private const int CutsForEachFile = 4;

    /// <summary>Of the bound this share is left to chance, so that no kind of image is crowded out for good.</summary>
    private const int RandomShare = 4;

    private readonly int telling = Math.Max(1, bound - (bound / RandomShare));

    private bool IsFull => images.Count >= telling;

    /// <summary>The images that tell most: one thing missing, or one thing alone.</summary>
    public void AddTelling()
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
                AddTelling(all, state.File(entry.Inode));
            }
        }
    }

    /// <summary>Anything, up to the bound; fewer when chance keeps finding what is there already.</summary>
    public void AddRandom()
    {
        for (var tries = 2 * bound; tries > 0 && images.Count < bound; tries--)
        {
            var outcome = metadata.Any(prng);
            var kind = prng.Below(3) == 0 ? FileOutcome.Moment : FileOutcome.Anything;
            images.Add(outcome.Names, file => files.Choose(file.Under(preset, outcome.UpTo), kind));
        }
    }

    /// <summary>One file has lost something, the others nothing.</summary>
    private void AddTelling(MetadataOutcome outcome, FileHistory file)
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
            images.Add(outcome.Names, file => files.Choose(file.Under(preset, outcome.UpTo), all));
        }
    }

    private void Add(MetadataOutcome outcome, FileHistory affected, FileOutcome what)
    {
        if (!IsFull)
        {
            images.Add(outcome.Names, file =>
                files.Choose(file.Under(preset, outcome.UpTo), file == affected ? what : FileOutcome.Everything));
        }
    }

    private void AddBlock(MetadataOutcome outcome, FileHistory affected, int block, bool othersOldest, bool torn)
    {
        if (!IsFull)
        {
            images.Add(outcome.Names, file => file == affected
                ? files.ButOne(file.Under(preset, outcome.UpTo), block, othersOldest, torn)
                : files.Choose(file.Under(preset, outcome.UpTo), FileOutcome.Everything));
        }
    }
}
