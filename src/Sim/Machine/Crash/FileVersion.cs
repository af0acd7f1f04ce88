using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>A file as it was cached after one of its changes (rule B1).</summary>
/// <param name="after">The whole content. A block of it is one version of that block.</param>
/// <param name="change">The index of the change in the journal; -1 for the version before the first change.</param>
/// <param name="before">The size before the change, in bytes.</param>
/// <param name="isTruncation">True when the change was a truncation, false when it was a write.</param>
internal sealed class FileVersion(FileContent after, int change, long before, bool isTruncation)
{
    public FileContent After { get; } = after;

    public int Change { get; } = change;

    public long Size => After.Length;

    /// <summary>The size before a write that made the file longer (rule S2), in bytes; -1 for other changes.</summary>
    public long GrownFrom => !IsTruncation && Size > before ? before : -1;

    /// <summary>
    /// Rule S3: the end of the block in which the file ended, in bytes, when a truncation made it longer than that; -1
    /// for other changes.
    /// </summary>
    public long FilledTo => IsTruncation && Block.EndOf(before) is var end && end > before && end < Size ? end : -1;

    public bool IsTruncation { get; } = isTruncation;

    /// <summary>True for a truncation that made the file shorter.</summary>
    public bool IsCut => IsTruncation && Size < before;

    /// <summary>The version before the first change.</summary>
    public static FileVersion Beginning(FileContent content) =>
        new(content, change: -1, content.Length, isTruncation: false);

    /// <summary>The index of the last version before a change; 0 when all versions are later.</summary>
    public static int LastBefore(List<FileVersion> versions, int change)
    {
        var index = versions.Count - 1;
        while (index > 0 && versions[index].Change >= change)
        {
            index--;
        }

        return index;
    }

    /// <summary>
    /// The bytes of a block of this version from an offset on, at most <paramref name="count"/>; fewer when the file
    /// was shorter.
    /// </summary>
    public ReadOnlySpan<byte> Bytes(long offset, int count) => After.Part(offset, count);

    /// <summary>True when both have the same bytes in a block.</summary>
    public bool IsSameIn(OpenBlock block, FileVersion other) =>
        this == other || Bytes(block.Start, Block.Size).SequenceEqual(other.Bytes(block.Start, Block.Size));
}

/// <summary>A block with more than one possible version (rule B1).</summary>
internal sealed class OpenBlock(int index)
{
    public int Index { get; } = index;

    public long Start => (long)Index * Block.Size;

    /// <summary>The possible versions, oldest first. The last one is the cached one.</summary>
    public List<FileVersion> Versions { get; } = [];

    /// <summary>True after a failed sync of some version: any version may have arrived (rule B6).</summary>
    public bool IsFailed { get; set; }

    public FileVersion Oldest => Versions[0];

    public FileVersion Newest => Versions[^1];

    /// <summary>True when the block may have been written since its oldest version, if it has these bytes.</summary>
    public bool HasArrived(FileVersion version) => version != Oldest
        || Versions.Exists(other => other != version && other.IsSameIn(this, version));

    /// <summary>
    /// The versions that remain possible when the metadata of the changes before <paramref name="upTo"/> are there.
    /// Rule M3: the file system does not use a freed block again before the truncation is durable. Rule M4: where data
    /// go before metadata, the new end of a cut block is written before the truncation.
    /// </summary>
    /// <param name="preset">The properties of the disk.</param>
    /// <param name="upTo">The index of the first missing change of metadata.</param>
    /// <param name="renamed">Rule M5: the rename that carries the data so far; 0 for none.</param>
    /// <param name="bare">Rule M4: the truncation that may be there without its block; null for none.</param>
    public OpenBlock Under(DiskPreset preset, int upTo, int renamed, FileVersion? bare)
    {
        var (first, last) = (FirstAt(renamed), Versions.Count - 1);
        for (var i = 1; i <= last; i++)
        {
            var cut = Versions[i];
            var isFreed = cut.IsCut && cut.Size <= Start;
            if (cut.IsCut && cut.Change < upTo && (isFreed || (preset.CutCarriesData && cut != bare)))
            {
                first = Math.Max(first, i);
            }
            else if (isFreed && cut.Change >= upTo && !preset.ReusesFreedBlocks)
            {
                last = i - 1;
            }
        }

        return Only(first, last);
    }

    /// <summary>The versions that are not older than a change, when it is one of them.</summary>
    public OpenBlock Since(FileVersion change) => Only(Math.Max(0, Versions.IndexOf(change)), Versions.Count - 1);

    /// <summary>
    /// The versions of a file of at least that size, in bytes, or since a change. All versions when there is none,
    /// because the block was settled on a shorter one (rule B6).
    /// </summary>
    public List<FileVersion> Reaching(long size, int since)
    {
        if (Versions.TrueForAll(version => version.Size >= size || version.Change >= since))
        {
            return Versions;
        }

        var reaching = Versions.FindAll(version => version.Size >= size || version.Change >= since);
        return reaching.Count > 0 ? reaching : Versions;
    }

    private OpenBlock Only(int first, int last)
    {
        if (last - first + 1 == Versions.Count)
        {
            return this;
        }

        var block = new OpenBlock(Index) { IsFailed = IsFailed };
        block.Versions.AddRange(Versions.GetRange(first, last - first + 1));
        return block;
    }

    /// <summary>Rule M5: the first version with a byte of the block, when it had one at the rename.</summary>
    private int FirstAt(int renamed) => Versions[FileVersion.LastBefore(Versions, renamed)].Size > Start
        ? Versions.FindIndex(version => version.Size > Start)
        : 0;
}
