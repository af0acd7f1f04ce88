using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>Everything that one open block may turn out to hold, each content once.</summary>
internal static class BlockOptions
{
    private const int BitsPerSector = 8;

    /// <summary>Version indices that fit into a sector's share of a code.</summary>
    private const int MaxVersions = 1 << BitsPerSector;

    /// <summary>The picks of a block in a file of that size; null when there are more than <paramref name="limit"/>.</summary>
    public static List<BlockPick>? Distinct(OpenBlock block, int size, DiskPreset preset, int limit)
    {
        var versions = block.InsideOf(size, preset.Missing);
        if (versions.Count > MaxVersions)
        {
            return null;
        }

        var cut = Math.Min(Block.Size, size - block.Start);
        var codes = new ulong[versions.Count];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = Code(block, versions, i, cut);
        }

        var seen = new SortedSet<ulong>();
        var picks = new List<BlockPick>();
        for (var newer = 0; newer < codes.Length; newer++)
        {
            AddPick(BlockPick.Whole(block, versions[newer], showsStale: false), codes[newer]);
            for (var older = 0; older < newer && preset.TornBlocks && picks.Count <= limit; older++)
            {
                AddTorn(versions[older], versions[newer], codes[older], codes[newer]);
            }

            if (picks.Count > limit)
            {
                return null;
            }
        }

        return picks;

        void AddTorn(FileVersion older, FileVersion newer, ulong olderCode, ulong newerCode)
        {
            // Counting up through the subsets of the sectors that differ; all of them and none are whole versions.
            var differing = DifferingSectors(olderCode, newerCode);
            for (var mask = (0 - differing) & differing; mask != differing && mask != 0; mask = (mask - differing) & differing)
            {
                var code = Blend(olderCode, newerCode, mask);
                AddPick(new BlockPick(block.Index, older, newer, (byte)mask, ShowsStale: false), code);
            }
        }

        void AddPick(BlockPick pick, ulong code)
        {
            if (!seen.Add(code))
            {
                return;
            }

            picks.Add(pick);
            if (preset.Stale != StaleBytes.Zeros && HasGap(pick, block.Start, cut))
            {
                picks.Add(pick with { ShowsStale = true });
            }
        }
    }

    /// <summary>True when not every byte of the block has a version behind it.</summary>
    private static bool HasGap(BlockPick pick, int start, int cut)
    {
        for (var offset = 0; offset < cut; offset += Block.SectorSize)
        {
            if (pick.Sector(offset / Block.SectorSize).Size < start + Math.Min(offset + Block.SectorSize, cut))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>For each sector, eight bits: the first version with the same bytes there.</summary>
    private static ulong Code(OpenBlock block, List<FileVersion> versions, int version, int cut)
    {
        var code = 0UL;
        for (var sector = 0; sector * Block.SectorSize < cut; sector++)
        {
            var same = 0;
            while (!SameSector(block, versions[same], versions[version], sector, cut))
            {
                same++;
            }

            code |= (ulong)same << (sector * BitsPerSector);
        }

        return code;
    }

    private static bool SameSector(OpenBlock block, FileVersion left, FileVersion right, int sector, int cut)
    {
        var offset = sector * Block.SectorSize;
        var count = Math.Min(Block.SectorSize, cut - offset);
        return left == right || left.Bytes(block.Start + offset, count).SequenceEqual(right.Bytes(block.Start + offset, count));
    }

    private static uint DifferingSectors(ulong left, ulong right)
    {
        var sectors = 0U;
        for (var sector = 0; sector < Block.Sectors; sector++)
        {
            sectors |= (byte)((left ^ right) >> (sector * BitsPerSector)) != 0 ? 1U << sector : 0;
        }

        return sectors;
    }

    private static ulong Blend(ulong older, ulong newer, uint newerSectors)
    {
        var blend = 0UL;
        for (var sector = 0; sector < Block.Sectors; sector++)
        {
            var source = (newerSectors & (1U << sector)) != 0 ? newer : older;
            blend |= source & (0xFFUL << (sector * BitsPerSector));
        }

        return blend;
    }
}
