namespace Sim.Disk;

/// <summary>
/// What may be on the disk of one file, at the position of the crash: for each block that is not settled its possible
/// versions, and the possible sizes. It holds what lies after the last sync and nothing older, and copies no bytes.
/// </summary>
internal sealed class FileHistory
{
    private readonly List<FileVersion> _sizes = [];
    private readonly List<OpenBlock> _blocks = [];
    private int _failedUpTo;

    public FileHistory(int number, FileContent content)
    {
        Number = number;
        Cached = content;
        _sizes.Add(new FileVersion(content, change: -1, grownFrom: -1));
    }

    public int Number { get; }

    /// <summary>What the page cache holds.</summary>
    public FileContent Cached { get; private set; }

    /// <summary>The versions of the size, oldest first; the last one is the cached size.</summary>
    public List<FileVersion> Sizes => _sizes;

    /// <summary>The blocks that are not settled, in the order of the file. All others hold what is cached.</summary>
    public List<OpenBlock> Blocks => _blocks;

    public bool IsSettled => _blocks.Count == 0 && _sizes.Count == 1;

    public void Written(Change.Write write, int change)
    {
        var grows = write.After.Length > Cached.Length;
        var version = new FileVersion(write.After, change, grows ? Cached.Length : -1);
        var from = (int)Math.Min(write.Offset, Cached.Length);
        Changed(version, from, end: (int)write.Offset + write.Data.Length);
    }

    public void Truncated(Change.Truncate truncate, int change)
    {
        var version = new FileVersion(truncate.After, change, grownFrom: -1);
        var size = truncate.After.Length;
        Changed(version, from: Math.Min(size, Cached.Length), end: Math.Max(size, Cached.Length));
    }

    /// <summary>A sync succeeded that covers the changes before this index.</summary>
    public void Synced(int coversUpTo)
    {
        Settle(_sizes, coversUpTo);
        var kept = 0;
        for (var i = 0; i < _blocks.Count; i++)
        {
            var block = _blocks[i];
            Settle(block.Versions, coversUpTo);
            if (!IsClosed(block))
            {
                _blocks[kept++] = block;
            }
        }

        _blocks.RemoveRange(kept, _blocks.Count - kept);
    }

    /// <summary>A sync failed that would have covered the changes before this index: their pages are clean now.</summary>
    public void SyncFailed(int coversUpTo) => _failedUpTo = Math.Max(_failedUpTo, coversUpTo);

    private void Changed(FileVersion version, int from, int end)
    {
        FileVersion? before = null;
        for (var index = from / OpenBlock.Size; index * (long)OpenBlock.Size < end; index++)
        {
            Open(index, ref before).Versions.Add(version);
        }

        if (version.Size != Cached.Length)
        {
            _sizes.Add(version);
        }

        Cached = version.After;
    }

    private OpenBlock Open(int index, ref FileVersion? before)
    {
        // From the end: a log grows there.
        var place = _blocks.Count;
        while (place > 0 && _blocks[place - 1].Index >= index)
        {
            place--;
        }

        if (place < _blocks.Count && _blocks[place].Index == index)
        {
            return _blocks[place];
        }

        before ??= new FileVersion(Cached, change: -1, grownFrom: -1);
        var block = new OpenBlock(index);
        block.Versions.Add(before);
        _blocks.Insert(place, block);
        return block;
    }

    /// <summary>
    /// What is older than the newest covered version is gone from the disk; unless that version was clean, because a
    /// sync had failed on it: then nothing was written, and all stays as open as it was.
    /// </summary>
    private void Settle(List<FileVersion> versions, int coversUpTo)
    {
        var covered = versions.Count - 1;
        while (covered > 0 && versions[covered].Change >= coversUpTo)
        {
            covered--;
        }

        if (covered > 0 && versions[covered].Change >= _failedUpTo)
        {
            versions.RemoveRange(0, covered);
        }
    }

    /// <summary>One version is left, and no possible size shows more of the block than that version has.</summary>
    private bool IsClosed(OpenBlock block) =>
        block.Versions.Count == 1 && (_sizes.Count == 1 || block.Newest.Size >= block.Start + OpenBlock.Size);
}
