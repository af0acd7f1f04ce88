using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>All contents that one open block may hold after a power loss, each once (rules B1 to B6).</summary>
internal static class BlockOptions
{
    private const int BitsPerSector = 8;

    /// <summary>The number of version indices that fit into a sector's share of a code.</summary>
    private const int MaxVersions = 1 << BitsPerSector;

    /// <summary>
    /// The picks of a block in a file of that size, in bytes; null when there are more than <paramref name="limit"/>.
    /// </summary>
    public static List<BlockPick>? Distinct(FileHistory file, OpenBlock block, long size, DiskPreset preset, int limit)
    {
        var versions = file.Inside(block, size, preset);
        if (versions.Count > MaxVersions)
        {
            return null;
        }

        var cut = (int)Math.Min(Block.Size, size - block.Start);
        var codes = new ulong[versions.Count];
        for (var i = 0; i < codes.Length; i++)
        {
            codes[i] = Code(block, versions, i, cut);
        }

        var picks = new PickSet(block, cut, preset.Stale);
        for (var newer = 0; newer < codes.Length; newer++)
        {
            picks.Add(BlockPick.Whole(block, versions[newer], showsStale: false), codes[newer]);
            for (var older = 0; older < newer && preset.TornBlocks && picks.Count <= limit; older++)
            {
                picks.AddTorn(versions[older], versions[newer], codes[older], codes[newer]);
            }

            if (picks.Count > limit)
            {
                return null;
            }
        }

        return picks.Picks;
    }

    /// <summary>Eight bits for each sector: the index of the first version with the same bytes there.</summary>
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
        return left == right
            || left.Bytes(block.Start + offset, count).SequenceEqual(right.Bytes(block.Start + offset, count));
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

    /// <summary>The picks found so far, one for each code.</summary>
    private sealed class PickSet(OpenBlock block, int cut, StaleBytes stale)
    {
        private readonly SortedSet<ulong> seen = [];

        public List<BlockPick> Picks { get; } = [];

        public int Count => Picks.Count;

        public void Add(BlockPick pick, ulong code)
        {
            if (!seen.Add(code))
            {
                return;
            }

            Picks.Add(pick);

            // Rule B4: missing bytes are stale in the whole block or zero in the whole block.
            if (stale != StaleBytes.Zeros && pick.HasGap(block.Start + cut))
            {
                Picks.Add(pick with { ShowsStale = true });
            }
        }

        /// <summary>Rule B2: some sectors are of the newer version, the others of the older one.</summary>
        public void AddTorn(FileVersion older, FileVersion newer, ulong olderCode, ulong newerCode)
        {
            // Counts up through the subsets of the sectors that differ. All of them and none are whole versions.
            var differing = DifferingSectors(olderCode, newerCode);
            for (var mask = (0 - differing) & differing; mask != differing && mask != 0;
                mask = (mask - differing) & differing)
            {
                var code = Blend(olderCode, newerCode, mask);
                Add(new BlockPick(block.Index, older, newer, (byte)mask, ShowsStale: false), code);
            }
        }
    }
}
