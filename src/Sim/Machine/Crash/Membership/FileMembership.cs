using Sim.Machine.Disk;

namespace Sim.Machine.Crash.Membership;

/// <summary>Decides whether one file may have some content, size by size and block by block.</summary>
/// <param name="preset">The properties of the disk.</param>
/// <param name="stale">The bytes that may show where data are missing.</param>
internal sealed class FileMembership(DiskPreset preset, StaleSource stale)
{
    /// <summary>True when a power loss may leave these bytes in the file.</summary>
    public bool Holds(FileHistory file, FileContent content)
    {
        if (file.IsSettled)
        {
            return ReferenceEquals(file.Cached, content) || file.Cached.ContentEquals(content);
        }

        return file.SizeSince(content.Length, preset) is not null && MayHaveBytes(file, content.Span);
    }

    private bool MayHaveBytes(FileHistory file, ReadOnlySpan<byte> bytes)
    {
        var (from, isLastThere, hasOtherData) = (0, true, false);
        var cached = file.Cached.Span;
        foreach (var block in file.Blocks)
        {
            if (block.Start >= bytes.Length)
            {
                break;
            }

            var start = (int)block.Start;
            var versions = file.Inside(block, bytes.Length, preset);
            if (!IsCached(cached, bytes, from, start) || !MayHold(file, block, versions, bytes))
            {
                return false;
            }

            // Rule B5: the size arrived with the last block, or with another one.
            if (start + Block.Size >= bytes.Length)
            {
                isLastThere = versions.Count == 1
                    || MayHold(file, block, file.InsideAlone(block, bytes.Length, preset), bytes);
            }
            else
            {
                hasOtherData |= versions.Count > 1 && MayHold(file, block, versions[1..], bytes);
            }

            from = Math.Min(bytes.Length, start + Block.Size);
        }

        return (isLastThere || hasOtherData) && IsCached(cached, bytes, from, bytes.Length);
    }

    /// <summary>True when a part without open blocks is as it is cached.</summary>
    private static bool IsCached(ReadOnlySpan<byte> cached, ReadOnlySpan<byte> bytes, int from, int end)
    {
        var held = cached[Math.Min(from, cached.Length)..Math.Min(end, cached.Length)];
        return bytes[from..end].StartsWith(held) && !bytes[(from + held.Length)..end].ContainsAnyExcept((byte)0);
    }

    /// <summary>Rules B1, B2 and B4: one version, or sectors of two.</summary>
    private bool MayHold(FileHistory file, OpenBlock block, List<FileVersion> versions, ReadOnlySpan<byte> bytes)
    {
        var start = (int)block.Start;
        var shown = bytes[start..Math.Min(bytes.Length, start + Block.Size)];
        return MayLook(file, block, versions, shown, showsStale: false)
            || (stale.DiffersFromZeros && MayLook(file, block, versions, shown, showsStale: true));
    }

    private bool MayLook(
        FileHistory file, OpenBlock block, List<FileVersion> versions, ReadOnlySpan<byte> shown, bool showsStale)
    {
        var all = (byte)((1 << ((shown.Length + Block.SectorSize - 1) / Block.SectorSize)) - 1);
        var earlier = new List<byte>();
        foreach (var version in versions)
        {
            var equal = EqualSectors(file, block, version, shown, showsStale);
            if (equal == all || (preset.TornBlocks && earlier.Exists(other => (other | equal) == all)))
            {
                return true;
            }

            if (preset.TornBlocks && equal != 0 && !earlier.Contains(equal))
            {
                earlier.Add(equal);
            }
        }

        return false;
    }

    /// <summary>One bit for each sector in which the version looks like the shown bytes.</summary>
    private byte EqualSectors(
        FileHistory file, OpenBlock block, FileVersion version, ReadOnlySpan<byte> shown, bool showsStale)
    {
        var equal = 0;
        for (var offset = 0; offset < shown.Length; offset += Block.SectorSize)
        {
            var sector = shown.Slice(offset, Math.Min(Block.SectorSize, shown.Length - offset));
            var arrived = version.Bytes(block.Start + offset, sector.Length);
            var isEqual = sector.StartsWith(arrived) && (showsStale
                ? IsStale(sector[arrived.Length..], file.Number, block.Start + offset + arrived.Length)
                : !sector[arrived.Length..].ContainsAnyExcept((byte)0));
            equal |= isEqual ? 1 << (offset / Block.SectorSize) : 0;
        }

        return (byte)equal;
    }

    private bool IsStale(ReadOnlySpan<byte> missing, int inode, long offset)
    {
        Span<byte> bytes = stackalloc byte[Block.SectorSize];
        bytes = bytes[..missing.Length];
        stale.Fill(bytes, inode, offset);
        return missing.SequenceEqual(bytes);
    }
}
