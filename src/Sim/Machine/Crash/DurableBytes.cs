using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>Which bytes of a file are there whatever a loss of power leaves: inside every size it may have, and the same in every version of their block.</summary>
internal static class DurableBytes
{
    /// <summary>The beginnings and ends of the ranges, ascending.</summary>
    /// <param name="file">The file.</param>
    /// <param name="settled">On a disk that keeps the order of everything: the changes before this index are there; 0 on any other.</param>
    public static IReadOnlyList<int> Ranges(FileHistory file, int settled)
    {
        var size = Possible(file.Sizes, settled).Min(version => version.Size);
        var ranges = new List<int>();
        var from = 0;
        foreach (var block in file.Blocks)
        {
            Add(ranges, from, Math.Min(size, block.Start + Agreed(block, settled)));
            from = Math.Min(size, block.Start + Block.Size);
        }

        Add(ranges, from, size);
        return ranges;
    }

    /// <summary>How many bytes of a block all its versions begin with.</summary>
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
        versions.Skip(Math.Max(0, versions.FindLastIndex(version => version.Change < settled)));

    private static void Add(List<int> ranges, int from, int to)
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
