using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Sim.Machine.Crash;

/// <summary>How a file is to come out, when not everything can be tried.</summary>
internal enum FileOutcome
{
    /// <summary>All of it arrived.</summary>
    Everything,

    /// <summary>Nothing arrived that had not been synced.</summary>
    Nothing,

    /// <summary>The size arrived, the data did not: zeros.</summary>
    SizeThenZeros,

    /// <summary>The size arrived, the data did not: stale bytes.</summary>
    SizeThenStale,

    /// <summary>The data arrived, the size did not.</summary>
    DataWithoutSize,

    /// <summary>The data arrived, and the size stopped on its way.</summary>
    Cut,

    /// <summary>As it was at some moment since the last sync.</summary>
    Moment,

    /// <summary>Anything.</summary>
    Anything,
}

/// <summary>Draws what one file turns out to be.</summary>
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

    /// <summary>The file as it was cached before that change of the journal, not earlier than its last sync.</summary>
    public FileChoice At(FileHistory file, int change)
    {
        var size = Before(file.Sizes, change).Size;
        var picks = new BlockPick[file.Blocks.Count];
        for (var i = 0; i < picks.Length; i++)
        {
            var block = file.Blocks[i];
            picks[i] = BlockPick.Whole(block, Before(Inside(block, size), change), showsStale: false);
        }

        return new FileChoice(file, size, picks, stale);
    }

    /// <summary>The file when of that write of the journal the blocks before this one had arrived.</summary>
    public FileChoice InTheMiddleOf(FileHistory file, int change, int block)
    {
        var (before, after) = (Before(file.Sizes, change).Size, Before(file.Sizes, change + 1).Size);
        var picks = new BlockPick[file.Blocks.Count];
        for (var i = 0; i < picks.Length; i++)
        {
            var open = file.Blocks[i];
            picks[i] = BlockPick.Whole(open, Before(open.Versions, open.Index < block ? change + 1 : change), showsStale: false);
        }

        return new FileChoice(file, Math.Max(before, Math.Min(after, block * Block.Size)), picks, stale);
    }

    /// <summary>One block is the exception: it alone arrived, or it alone did not, or it is torn; the size arrived.</summary>
    public FileChoice ButOne(FileHistory file, int exception, bool othersOldest, bool torn)
    {
        var picks = new BlockPick[file.Blocks.Count];
        for (var i = 0; i < picks.Length; i++)
        {
            var block = file.Blocks[i];
            var oldest = othersOldest == (i != exception);
            picks[i] = torn && i == exception
                ? Torn(block, file.LastSize)
                : Extreme(block, file.LastSize, oldest, ShowsStale());
        }

        return new FileChoice(file, file.LastSize, picks, stale);
    }

    private FileChoice Uniform(FileHistory file, int size, bool oldest, bool showsStale)
    {
        var picks = new BlockPick[file.Blocks.Count];
        for (var i = 0; i < picks.Length; i++)
        {
            var block = file.Blocks[i];
            picks[i] = Extreme(block, size, oldest, showsStale);
        }

        return new FileChoice(file, size, picks, stale);
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
            picks[i] = AnyPick(file.Blocks[i], size);
        }

        return new FileChoice(file, size, picks, stale);
    }

    private BlockPick AnyPick(OpenBlock block, int size) => prng.Below(8) switch
    {
        < 3 => Extreme(block, size, oldest: false, ShowsStale()),
        3 => Extreme(block, size, oldest: true, ShowsStale()),
        < 6 => AnyWhole(block, size),
        _ => Torn(block, size),
    };

    /// <summary>Some sectors of a newer version, the rest of an older one; a whole version where that is not to be had.</summary>
    private BlockPick Torn(OpenBlock block, int size)
    {
        var versions = Inside(block, size);
        if (!preset.TornBlocks || versions.Count == 1)
        {
            return AnyWhole(block, size);
        }

        var newer = prng.Range(1, versions.Count - 1);
        var older = prng.Below(newer);
        var sectors = (byte)prng.Range(1, BlockPick.AllSectors - 1);
        return new BlockPick(block.Index, versions[older], versions[newer], sectors, ShowsStale());
    }

    private BlockPick AnyWhole(OpenBlock block, int size)
    {
        var versions = Inside(block, size);
        return BlockPick.Whole(block, versions[prng.Below(versions.Count)], ShowsStale());
    }

    private BlockPick Extreme(OpenBlock block, int size, bool oldest, bool showsStale)
    {
        var versions = Inside(block, size);
        return BlockPick.Whole(block, oldest ? versions[0] : versions[^1], showsStale);
    }

    private List<FileVersion> Inside(OpenBlock block, int size) => block.InsideOf(size, preset.Missing);

    private bool ShowsStale() => stale.DiffersFromZeros && prng.Below(2) == 0;

    private int AnySize(FileHistory file)
    {
        var index = prng.Below(file.Sizes.Count);
        var version = file.Sizes[index];
        var step = preset.SizesOnTheWay.Step();
        return index > 0 && version.GrownFrom >= 0 && step > 0
            ? Math.Min(version.Size, step * prng.Range((version.GrownFrom / step) + 1, (version.Size + step - 1) / step))
            : version.Size;
    }

    /// <summary>Just behind one of the changes since the last sync.</summary>
    private int SomeMoment(FileHistory file)
    {
        var versions = file.Blocks.Count == 0 ? file.Sizes : file.Blocks[prng.Below(file.Blocks.Count)].Versions;
        return versions[prng.Below(versions.Count)].Change + 1;
    }

    private static FileVersion Before(List<FileVersion> versions, int change)
    {
        var index = versions.Count - 1;
        while (index > 0 && versions[index].Change >= change)
        {
            index--;
        }

        return versions[index];
    }
}
