using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>A file at one crash point: its bytes in the page cache, and which of them are durable.</summary>
/// <param name="Path">Its path in the page cache.</param>
/// <param name="Inode">The number of its inode.</param>
/// <param name="Cached">The bytes in the cache.</param>
/// <param name="Durable">
/// Starts and ends of the byte ranges that every power loss leaves, ascending: start, end, start, end.
/// </param>
/// <param name="NameIsDurable">True when every power loss leaves the file under this path.</param>
internal sealed record CacheSnapshot(
    string Path, int Inode, ReadOnlyMemory<byte> Cached, IReadOnlyList<long> Durable, bool NameIsDurable)
{
    /// <summary>The number of bytes that every power loss leaves.</summary>
    public long DurableCount
    {
        get
        {
            var count = 0L;
            for (var i = 0; i < Durable.Count; i += 2)
            {
                count += Durable[i + 1] - Durable[i];
            }

            return count;
        }
    }

    /// <summary>Such as: log with 300 bytes, 256 of them durable, the name not.</summary>
    public string Words =>
        Invariant($"{Path} with {Cached.Length} bytes, ")
        + Invariant($"{(DurableCount == Cached.Length ? "all" : DurableCount)} of them ")
        + $"durable{(NameIsDurable ? "" : ", the name not")}";

    /// <summary>The files in the page cache at the model's position.</summary>
    /// <param name="model">The crash model, moved to the crash point.</param>
    /// <param name="preset">The properties of the disk.</param>
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
