using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>A file as the machine held it at some moment: in the page cache, and for good.</summary>
/// <param name="Path">Its name.</param>
/// <param name="Inode">Its inode's number.</param>
/// <param name="Cached">The bytes in the cache.</param>
/// <param name="Durable">Beginnings and ends of the ranges of bytes that any loss of power leaves, ascending.</param>
/// <param name="NameIsDurable">True when any loss of power leaves it under this name.</param>
internal sealed record CacheSnapshot(string Path, int Inode, ReadOnlyMemory<byte> Cached, IReadOnlyList<int> Durable, bool NameIsDurable)
{
    /// <summary>How many bytes any loss of power leaves.</summary>
    public int DurableCount
    {
        get
        {
            var count = 0;
            for (var i = 0; i < Durable.Count; i += 2)
            {
                count += Durable[i + 1] - Durable[i];
            }

            return count;
        }
    }

    /// <summary>The files that the cache shows at the model's position.</summary>
    /// <param name="model">Stands where the crash would happen.</param>
    /// <param name="preset">What the disk may do.</param>
    public static IEnumerable<CacheSnapshot> At(CrashModel model, DiskPreset preset)
    {
        var (cache, disk) = (model.StateOf(DiskPreset.PosixWeak), model.StateOf(preset));
        var settled = SettledNames(disk, preset).Paths;
        return from entry in cache.AllSurvived().Paths
               where !cache.IsDirectory(entry.Inode)
               select new CacheSnapshot(
                   entry.Path,
                   entry.Inode,
                   cache.File(entry.Inode).Cached.Memory,
                   DurableBytes.Ranges(disk.File(entry.Inode), preset.InOrder ? disk.DurableInOrder : 0),
                   settled.Contains(entry));
    }

    /// <summary>The names when as few operations survive as the disk allows.</summary>
    private static NameOutcome SettledNames(CrashState disk, DiskPreset preset) => preset.InOrder
        ? disk.Names([.. disk.Operations.Select(operation => operation.Change < disk.DurableInOrder)])
        : new Metadata(disk, preset).None.Names;
}
