namespace Tests.Scenarios.Disk;

/// <summary>
/// What each preset allows, said once more and without looking at the presets, for <see cref="ReferenceModel"/>.
/// </summary>
internal sealed record ReferenceRules
{
    /// <summary>Everything keeps its order; writes are split at the ends of blocks or not.</summary>
    public bool Ordered { get; init; }

    public bool Splits { get; init; }

    /// <summary>Metadata keep their order.</summary>
    public bool Journal { get; init; }

    /// <summary>A sync covers the journal before it, or the names of its file, or nothing more.</summary>
    public bool SyncWritesJournal { get; init; }

    public bool SyncWritesNames { get; init; }

    public bool Syncs { get; init; } = true;

    public bool Tears { get; init; } = true;

    public bool Noise { get; init; }

    /// <summary>Bytes between two sizes on the way: 0 when there are none.</summary>
    public int SizeStep { get; init; } = 4096;

    /// <summary>How much of a block inside the size must be there: 0 nothing, 1 its first byte, 2 all.</summary>
    public int Needs { get; init; }

    public bool RenameAllocates { get; init; }

    /// <summary>A failed sync takes back the size of a file as well.</summary>
    public bool Reverts { get; init; }

    public static ReferenceRules Of(string preset) => preset switch
    {
        "ideal" => new() { Ordered = true },
        "ext4-journal" => new() { Ordered = true, Splits = true },
        "ext4-ordered" => new() { Journal = true, SyncWritesJournal = true, Needs = 1, RenameAllocates = true },
        "ext4-writeback" => new() { Journal = true, SyncWritesJournal = true, Noise = true },
        "xfs" => new() { Journal = true, SyncWritesJournal = true, Needs = 2 },
        "btrfs" => new() { Journal = true, SyncWritesNames = true, Needs = 2, Tears = false, Reverts = true },
        "posix-weak" or "redirty" => new() { Noise = true, SizeStep = 1 },
        "lying-disk" => new() { Noise = true, SizeStep = 1, Syncs = false },
        _ => throw new ArgumentOutOfRangeException(nameof(preset)),
    };
}
