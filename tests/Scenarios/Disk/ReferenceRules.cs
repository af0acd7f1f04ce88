namespace Tests.Scenarios.Disk;

/// <summary>
/// The properties of each preset for <see cref="ReferenceModel"/>, written independently of the presets.
/// </summary>
internal sealed record ReferenceRules
{
    /// <summary>Rule O1: all changes keep their order.</summary>
    public bool Ordered { get; init; }

    /// <summary>Rule O2: a write may be cut at the end of a block.</summary>
    public bool Splits { get; init; }

    /// <summary>Rule M1: metadata keep their order.</summary>
    public bool Journal { get; init; }

    /// <summary>Rule Y5: a sync covers the journal before it.</summary>
    public bool SyncWritesJournal { get; init; }

    /// <summary>Rule Y4: a sync covers the names of its file.</summary>
    public bool SyncWritesNames { get; init; }

    /// <summary>Rule Y6: false when no sync counts within these short histories.</summary>
    public bool Syncs { get; init; } = true;

    /// <summary>Rule B2: blocks may be torn.</summary>
    public bool Tears { get; init; } = true;

    /// <summary>Rule B4: missing bytes may show noise.</summary>
    public bool Noise { get; init; }

    /// <summary>Rule S2: the bytes between two sizes on the way.</summary>
    public int SizeStep { get; init; } = 4096;

    /// <summary>Rule S3: a truncation upwards writes the block at the old end, and its end as a size.</summary>
    public bool Fills { get; init; }

    /// <summary>Rule B5: the part of the last block that must be there: 0 nothing, 1 its first byte, 2 all.</summary>
    public int Needs { get; init; }

    /// <summary>Rule B5: the last block may be missing beside another one that arrived.</summary>
    public bool BesideOthers { get; init; }

    /// <summary>Rule M3: false when a freed block waits for its truncation.</summary>
    public bool Reuses { get; init; }

    /// <summary>Rule M4: a truncation waits for the block that it cuts.</summary>
    public bool CutWrites { get; init; }

    /// <summary>Rule M5: a rename over another file carries the size.</summary>
    public bool RenameAllocates { get; init; }

    /// <summary>Rule M5: it carries the first byte of each block too.</summary>
    public bool RenameWrites { get; init; }

    /// <summary>Rule F5: a block that was new when its sync failed stays unwritten.</summary>
    public bool StaysUnwritten { get; init; }

    /// <summary>Rule L2: a failed sync takes back the size of a file as well.</summary>
    public bool Reverts { get; init; }

    public static ReferenceRules Of(string preset) => preset switch
    {
        "ideal" => new() { Ordered = true },
        "ext4-journal" or "ext4-journal-6.1" => new() { Ordered = true, Splits = true },
        "ext4-ordered" => new()
        {
            Journal = true,
            SyncWritesJournal = true,
            CutWrites = true,
            RenameAllocates = true,
            StaysUnwritten = true,
        },
        "ext4-dioread-lock" =>
            Of("ext4-ordered") with { Needs = 1, RenameWrites = true, StaysUnwritten = false },
        "ext4-writeback" => Of("ext4-ordered") with { CutWrites = false, Reuses = true },
        "xfs" => new() { Journal = true, SyncWritesJournal = true, Needs = 2, Fills = true },
        "btrfs" => new()
        {
            Journal = true,
            SyncWritesNames = true,
            Needs = 2,
            BesideOthers = true,
            Tears = false,
        },
        "btrfs-5.2" => Of("btrfs") with { Reverts = true },
        "redirty" => new() { Noise = true, SizeStep = 1, Fills = true },
        "posix-weak" => Of("redirty") with { StaysUnwritten = true },
        "lying-disk" => Of("posix-weak") with { Syncs = false },
        _ => throw new ArgumentOutOfRangeException(nameof(preset)),
    };
}
