using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>A file as it was cached after one of its changes.</summary>
/// <param name="after">The whole content; a block of it is one version of that block.</param>
/// <param name="change">The index of the change in the journal; -1 for what was there before the history of the block or size began.</param>
/// <param name="before">The size before the change.</param>
/// <param name="isTruncation">True when it was a truncation, false when it was a write.</param>
internal sealed class FileVersion(FileContent after, int change, int before, bool isTruncation)
{
    public FileContent After { get; } = after;

    public int Change { get; } = change;

    public int Size => After.Length;

    /// <summary>The size before, when this was a write that made the file longer; -1 otherwise.</summary>
    public int GrownFrom => !IsTruncation && Size > before ? before : -1;

    public bool IsTruncation { get; } = isTruncation;

    /// <summary>True when this was a truncation that made the file shorter.</summary>
    public bool IsCut => IsTruncation && Size < before;

    /// <summary>What was there before a history began.</summary>
    public static FileVersion Beginning(FileContent content) => new(content, change: -1, content.Length, isTruncation: false);

    /// <summary>The bytes of this version from an offset on, at most so many; fewer, or none, where the file was shorter.</summary>
    public ReadOnlySpan<byte> Bytes(int offset, int count) =>
        offset >= After.Length ? default : After.Span.Slice(offset, Math.Min(count, After.Length - offset));

    /// <summary>True when both have the same bytes in a block.</summary>
    public bool IsSameIn(OpenBlock block, FileVersion other) =>
        this == other || Bytes(block.Start, Block.Size).SequenceEqual(other.Bytes(block.Start, Block.Size));
}

/// <summary>A block of which more than one version may be on the disk.</summary>
internal sealed class OpenBlock(int index)
{
    public int Index { get; } = index;

    public int Start => Index * Block.Size;

    /// <summary>The versions that may be on the disk, oldest first; the last one is what is cached.</summary>
    public List<FileVersion> Versions { get; } = [];

    /// <summary>A sync of some version failed: nothing is known about what arrived of it, and in which order.</summary>
    public bool IsFailed { get; set; }

    public FileVersion Oldest => Versions[0];

    public FileVersion Newest => Versions[^1];

    /// <summary>The versions that may be there in a file of that size; see <see cref="DiskPreset.Missing"/>.</summary>
    public List<FileVersion> InsideOf(int size, MissingBytes missing) => missing switch
    {
        _ when IsFailed => Versions,
        MissingBytes.Anywhere => Versions,
        MissingBytes.BehindABlocksBeginning => Reaching(Start + 1),
        MissingBytes.Nowhere => Reaching(Math.Min(size, Start + Block.Size)),
        _ => throw new ArgumentOutOfRangeException(nameof(missing)),
    };

    /// <summary>
    /// The versions that go with the metadata of the changes before <paramref name="upTo"/>. A block that a truncation freed is not older than
    /// that when it has happened, nor newer when it has not: the space is not used again before. Where data go before
    /// metadata, that holds for the block at the cut as well, as far as being older goes: its new end is written first.
    /// </summary>
    public OpenBlock Under(DiskPreset preset, int upTo)
    {
        var (first, last) = (0, Versions.Count - 1);
        for (var i = 1; i <= last; i++)
        {
            var cut = Versions[i];
            var isFreed = cut.IsCut && cut.Size <= Start;
            if (cut.IsCut && cut.Change < upTo && (isFreed || preset.Missing != MissingBytes.Anywhere))
            {
                first = i;
            }
            else if (isFreed && cut.Change >= upTo)
            {
                last = i - 1;
            }
        }

        if (last - first + 1 == Versions.Count)
        {
            return this;
        }

        var block = new OpenBlock(Index) { IsFailed = IsFailed };
        block.Versions.AddRange(Versions.GetRange(first, last - first + 1));
        return block;
    }

    /// <summary>The versions of a file of at least that size; all where there is none, because the block was settled on a shorter one.</summary>
    private List<FileVersion> Reaching(int size)
    {
        if (Versions.TrueForAll(version => version.Size >= size))
        {
            return Versions;
        }

        var reaching = Versions.FindAll(version => version.Size >= size);
        return reaching.Count > 0 ? reaching : Versions;
    }
}
