using ZoneTree;
using ZoneTree.Options;

namespace Stores;

/// <summary>A tree of ZoneTree. A checkpoint merges what was written into a segment on the disk.</summary>
internal sealed class ZoneTreePairs(string directory, WriteAheadLogMode mode) : IPairs
{
    private readonly IZoneTree<string, string> tree = new ZoneTreeFactory<string, string>()
        .SetDataDirectory(directory)
        .ConfigureWriteAheadLogOptions(log => log.WriteAheadLogMode = mode)
        .OpenOrCreate();

    public IEnumerable<(string Key, string Value)> All
    {
        get
        {
            using var iterator = tree.CreateIterator();
            while (iterator.Next())
            {
                yield return (iterator.CurrentKey, iterator.CurrentValue);
            }
        }
    }

    public void Put(string key, string value) => tree.Upsert(key, value);

    public void Checkpoint()
    {
        tree.Maintenance.MoveMutableSegmentForward();
        tree.Maintenance.StartMergeOperation()?.Join();
    }

    public void Dispose() => tree.Dispose();
}
