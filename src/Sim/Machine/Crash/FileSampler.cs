using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Sim.Machine.Crash;

/// <summary>The outcome to build for a file, when there are too many images to build all.</summary>
internal enum FileOutcome
{
    /// <summary>All changes arrived.</summary>
    Everything,

    /// <summary>Only synced changes arrived.</summary>
    Nothing,

    /// <summary>The size arrived, the data did not; they read as zeros (rule B4).</summary>
    SizeThenZeros,

    /// <summary>The size arrived, the data did not; stale bytes show (rule B4).</summary>
    SizeThenStale,

    /// <summary>The data arrived, the size did not (rule S1).</summary>
    DataWithoutSize,

    /// <summary>The data arrived, with a size on the way (rule S2).</summary>
    Cut,

    /// <summary>The file as it was cached at some moment since the last sync.</summary>
    Moment,

    /// <summary>A random size and a random pick for each block.</summary>
    Anything,
}

/// <summary>Draws one possible content of a file, for disks with too many images to build all.</summary>
internal readonly struct FileSampler(DiskPreset preset, StaleSource stale, Prng prng)
{
    public FileChoice Choose(FileHistory file, FileOutcome outcome) => outcome switch
    {
        FileOutcome.Everything => Uniform(file, file.LastSize, oldest: false, showsStale: false),
        FileOutcome.Nothing => Uniform(file, file.Sizes[0].Size, oldest: true, showsStale: false),
        FileOutcome.SizeThenZeros => Uniform(file, file.LastSize, oldest: true, showsStale: false),
        FileOutcome.SizeThenStale => Uniform(file, file.LastSize, oldest: true, showsStale: stale.DiffersFromZeros),
        FileOutcome.DataWithoutSize => Uniform(file, file.Sizes[0].Size, oldest: false, showsStale: false),
        FileOutcome.Cut => Uniform(file, AnySize(file), oldest: false, showsStale: false),
        FileOutcome.Moment => At(file, SomeMoment(file)),
        FileOutcome.Anything => Anything(file),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    /// <summary>The file as it was cached before a change of the journal, but not before its last sync (rule
    /// O1).</summary>
    public FileChoice At(FileHistory file, int change)
    {
        var size = Before(file.Sizes, change).Size;
        var picks = new BlockPick[file.Blocks.Count];
        for (var i = 0; i < picks.Length; i++)
        {
            var block = file.Blocks[i];
            picks[i] = BlockPick.Whole(block, Before(Inside(file, block, size), change), showsStale: false);
        }

        return Choice(file, size, picks);
    }

    /// <summary>The file when only the blocks before this one arrived of a write of the journal (rule O2).</summary>
    public FileChoice InTheMiddleOf(FileHistory file, int change, int block)
    {
        var (before, after) = (Before(file.Sizes, change).Size, Before(file.Sizes, change + 1).Size);
        var picks = new BlockPick[file.Blocks.Count];
        for (var i = 0; i < picks.Length; i++)
        {
            var open = file.Blocks[i];
            picks[i] = BlockPick.Whole(
                open, Before(open.Versions, open.Index < block ? change + 1 : change), showsStale: false);
        }

        return new FileChoice(file, Math.Max(before, Math.Min(after, (long)block * Block.Size)), picks, stale);
    }

    /// <summary>
    /// The file when one block differs: only that block arrived, only that block is missing, or it is torn (rule B2).
    /// The size arrived.
    /// </summary>
    public FileChoice ButOne(FileHistory file, int exception, bool othersOldest, bool torn)
    {
        var picks = new BlockPick[file.Blocks.Count];
        for (var i = 0; i < picks.Length; i++)
        {
            var block = file.Blocks[i];
            var oldest = othersOldest == (i != exception);
            picks[i] = torn && i == exception
                ? Torn(file, block, file.LastSize)
                : Extreme(file, block, file.LastSize, oldest, ShowsStale());
        }

        return Choice(file, file.LastSize, picks);
    }

    private FileChoice Uniform(FileHistory file, long size, bool oldest, bool showsStale)
    {
        var picks = new BlockPick[file.Blocks.Count];
        for (var i = 0; i < picks.Length; i++)
        {
            var block = file.Blocks[i];
            picks[i] = Extreme(file, block, size, oldest, showsStale);
        }

        return Choice(file, size, picks);
    }

    private FileChoice Anything(FileHistory file)
    {
        var size = prng.Below(8) switch
        {
            < 3 => file.LastSize,
            3 => file.Sizes[0].Size,
            _ => AnySize(file),
        };
        var picks = new BlockPick[file.Blocks.Count];
        for (var i = 0; i < picks.Length; i++)
        {
            picks[i] = AnyPick(file, file.Blocks[i], size);
        }

        return Choice(file, size, picks);
    }

    /// <summary>Rule B5: where the picks cannot come out together, the last block arrived.</summary>
    private FileChoice Choice(FileHistory file, long size, BlockPick[] picks)
    {
        if (!file.MayShow(size, picks, preset))
        {
            var last = file.Blocks.FindIndex(block => block.Start + Block.Size >= size);
            var block = file.Blocks[last];
            picks[last] = BlockPick.Whole(block, file.InsideAlone(block, size, preset)[^1], picks[last].ShowsStale);
        }

        return new FileChoice(file, size, picks, stale);
    }

    private BlockPick AnyPick(FileHistory file, OpenBlock block, long size) => prng.Below(8) switch
    {
        < 3 => Extreme(file, block, size, oldest: false, ShowsStale()),
        3 => Extreme(file, block, size, oldest: true, ShowsStale()),
        < 6 => AnyWhole(file, block, size),
        _ => Torn(file, block, size),
    };

    /// <summary>
    /// Some sectors of a newer version, the rest of an older one (rule B2). A whole version when there is only one, or
    /// when the disk tears no blocks.
    /// </summary>
    private BlockPick Torn(FileHistory file, OpenBlock block, long size)
    {
        var versions = Inside(file, block, size);
        if (!preset.TornBlocks || versions.Count == 1)
        {
            return AnyWhole(file, block, size);
        }

        var newer = prng.Range(1, versions.Count - 1);
        var older = prng.Below(newer);
        var sectors = (byte)prng.Range(1, BlockPick.AllSectors - 1);
        return new BlockPick(block.Index, versions[older], versions[newer], sectors, ShowsStale());
    }

    private BlockPick AnyWhole(FileHistory file, OpenBlock block, long size)
    {
        var versions = Inside(file, block, size);
        return BlockPick.Whole(block, versions[prng.Below(versions.Count)], ShowsStale());
    }

    private BlockPick Extreme(FileHistory file, OpenBlock block, long size, bool oldest, bool showsStale)
    {
        var versions = Inside(file, block, size);
        return BlockPick.Whole(block, oldest ? versions[0] : versions[^1], showsStale);
    }

    /// <summary>Rules B5 and B6.</summary>
    private List<FileVersion> Inside(FileHistory file, OpenBlock block, long size) =>
        file.Inside(block, size, preset);

    private bool ShowsStale() => stale.DiffersFromZeros && prng.Below(2) == 0;

    /// <summary>Rules S1 to S3.</summary>
    private long AnySize(FileHistory file)
    {
        var fillings = file.Fillings(preset);
        var index = prng.Below(file.Sizes.Count + fillings.Count);
        if (index >= file.Sizes.Count)
        {
            return fillings[index - file.Sizes.Count].FilledTo;
        }

        var version = file.Sizes[index];
        var step = preset.SizesOnTheWay.Step();
        return index > 0 && version.GrownFrom >= 0 && step > 0
            ? Math.Min(
            version.Size, step * prng.Range((version.GrownFrom / step) + 1, (version.Size + step - 1) / step))
            : version.Size;
    }

    /// <summary>The position right after one of the changes since the last sync.</summary>
    private int SomeMoment(FileHistory file)
    {
        var versions = file.Blocks.Count == 0 ? file.Sizes : file.Blocks[prng.Below(file.Blocks.Count)].Versions;
        return versions[prng.Below(versions.Count)].Change + 1;
    }

    private static FileVersion Before(List<FileVersion> versions, int change) =>
        versions[FileVersion.LastBefore(versions, change)];
}
