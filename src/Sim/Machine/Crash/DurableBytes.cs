using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>
/// The bytes of a file that every power loss leaves: those inside every possible size, and equal in every version of
/// their block.
/// </summary>
internal static class DurableBytes
{
    /// <summary>Starts and ends of the byte ranges, ascending: start, end, start, end.</summary>
    /// <param name="file">The file.</param>
    /// <param name="settled">
    /// On a disk that keeps the order (rule O3): changes before this index are durable. 0 on other disks.
    /// </param>
    public static IReadOnlyList<long> Ranges(FileHistory file, int settled)
    {
        var size = Possible(file.Sizes, settled).Min(version => version.Size);
        var ranges = new List<long>();
        var from = 0L;
        foreach (var block in file.Blocks)
        {
            Add(ranges, from, Math.Min(size, block.Start + Agreed(block, settled)));
            from = Math.Min(size, block.Start + Block.Size);
        }

        Add(ranges, from, size);
        return ranges;
    }

    /// <summary>The length of the prefix that all versions of a block share, in bytes.</summary>
    private static int Agreed(OpenBlock block, int settled)
    {
        var agreed = block.Newest.Bytes(block.Start, Block.Size);
        foreach (var version in Possible(block.Versions, settled))
        {
            agreed = agreed[..agreed.CommonPrefixLength(version.Bytes(block.Start, Block.Size))];
        }

        return agreed.Length;
    }

    private static IEnumerable<FileVersion> Possible(List<FileVersion> versions, int settled) =>
        versions.Skip(FileVersion.LastBefore(versions, settled));

    private static void Add(List<long> ranges, long from, long to)
    {
        if (from >= to)
        {
            return;
        }

        if (ranges.Count > 0 && ranges[^1] == from)
        {
            ranges[^1] = to;
            return;
        }

        ranges.AddRange([from, to]);
    }
}
