using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>All contents that one file may have after a power loss.</summary>
internal static class FileOptions
{
    /// <summary>All choices for a file; null when there are more than <paramref name="limit"/>.</summary>
    public static List<FileChoice>? All(FileHistory file, DiskPreset preset, StaleSource stale, int limit)
    {
        var sizes = Sizes(file, preset, limit);
        if (sizes is null)
        {
            return null;
        }

        var choices = new List<FileChoice>();
        foreach (var size in sizes)
        {
            var blocks = Blocks(file, size, preset, limit);
            if (blocks is null || Product(blocks, limit) + choices.Count > limit)
            {
                return null;
            }

            AddAll(file, size, blocks, preset, stale, choices);
        }

        return choices;
    }

    /// <summary>The possible sizes in bytes, each once (rules S1 to S3); null when there are more than the
    /// limit.</summary>
    private static SortedSet<long>? Sizes(FileHistory file, DiskPreset preset, int limit)
    {
        var sizes = new SortedSet<long>(file.Fillings(preset).Select(truncation => truncation.FilledTo));
        foreach (var version in file.Sizes)
        {
            _ = sizes.Add(version.Size);

            // The first version is settled, so no size on the way to it is possible.
            var step = preset.SizesOnTheWay.Step();
            if (step == 0 || version.GrownFrom < 0 || version == file.Sizes[0])
            {
                continue;
            }

            if ((version.Size - version.GrownFrom) / step > limit)
            {
                return null;
            }

            for (var size = version.GrownFrom - (version.GrownFrom % step) + step; size < version.Size; size += step)
            {
                _ = sizes.Add(size);
            }

            if (sizes.Count > limit)
            {
                return null;
            }
        }

        return sizes;
    }

    private static List<List<BlockPick>>? Blocks(FileHistory file, long size, DiskPreset preset, int limit)
    {
        var blocks = new List<List<BlockPick>>();
        foreach (var block in file.Blocks)
        {
            if (block.Start >= size)
            {
                break;
            }

            var picks = BlockOptions.Distinct(file, block, size, preset, limit);
            if (picks is null)
            {
                return null;
            }

            blocks.Add(picks);
        }

        return blocks;
    }

    private static long Product(List<List<BlockPick>> blocks, int limit)
    {
        var product = 1L;
        foreach (var picks in blocks)
        {
            product *= picks.Count;
            if (product > limit)
            {
                break;
            }
        }

        return product;
    }

    /// <summary>Adds every combination that is possible; the first block changes fastest.</summary>
    private static void AddAll(
        FileHistory file, long size, List<List<BlockPick>> blocks, DiskPreset preset, StaleSource stale,
        List<FileChoice> choices)
    {
        var turn = new int[blocks.Count];
        do
        {
            var picks = new BlockPick[blocks.Count];
            for (var i = 0; i < picks.Length; i++)
            {
                picks[i] = blocks[i][turn[i]];
            }

            if (file.MayShow(size, picks, preset))
            {
                choices.Add(new FileChoice(file, size, picks, stale));
            }
        }
        while (Odometer.Advance(turn, blocks));
    }
}
