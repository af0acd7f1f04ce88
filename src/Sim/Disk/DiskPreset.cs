namespace Sim.Disk;

/// <summary>What is found inside a file where its size reached the disk and its bytes did not.</summary>
public enum StaleBytes
{
    /// <summary>Zeros.</summary>
    Zeros,

    /// <summary>Zeros, or noise that nobody ever wrote.</summary>
    Noise,

    /// <summary>Zeros, or what the file that was freed last had at that place (noise where there is none).</summary>
    FreedFile,
}

/// <summary>What a kind of disk, with its file system, may do to changes that no sync has covered. <see cref="CrashModel"/> says what each property means.</summary>
public sealed record DiskPreset
{
    /// <summary>What it is called on the command line.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence about it.</summary>
    public required string Summary { get; init; }

    /// <summary>Changes become durable one after the other, whole, in their order: the properties below do not matter then.</summary>
    public required bool InOrder { get; init; }

    /// <summary>A block may come out with some sectors of one version and the rest of another.</summary>
    public required bool TornBlocks { get; init; }

    /// <summary>A file that grew may have any size on the way, to the byte; otherwise only the sizes that it had.</summary>
    public required bool AppendAtAnyByte { get; init; }

    /// <summary>What shows where only the size arrived.</summary>
    public required StaleBytes Stale { get; init; }

    /// <summary>True when a power loss may leave a log that cannot be read to its end: something other than whole changes in order.</summary>
    public bool MayLeaveUnreadable => !InOrder;

    /// <summary>Ordered and atomic: what a programmer would like a disk to be.</summary>
    public static DiskPreset Ideal { get; } = new()
    {
        Name = "ideal",
        Summary = "changes become durable in their order, each as a whole",
        InOrder = true,
        TornBlocks = false,
        AppendAtAnyByte = false,
        Stale = StaleBytes.Zeros,
    };

    /// <summary>The weakest thing that POSIX allows, with an atomic rename.</summary>
    public static DiskPreset PosixWeak { get; } = new()
    {
        Name = "posix-weak",
        Summary = "what no sync has covered may arrive in any part and any order; rename is atomic",
        InOrder = false,
        TornBlocks = true,
        AppendAtAnyByte = true,
        Stale = StaleBytes.Noise,
    };

    /// <summary>
    /// As <see cref="PosixWeak"/>, but what shows where data never arrived are bytes of a freed file. The old log has
    /// well-formed commands in it, and a log without checksums cannot tell them from its own: no program can keep the
    /// contract on this disk. It is here to show that, and is not among <see cref="All"/>.
    /// </summary>
    public static DiskPreset PosixStale { get; } = PosixWeak with
    {
        Name = "posix-stale",
        Summary = "posix-weak, with old files showing through where data never arrived",
        Stale = StaleBytes.FreedFile,
    };

    /// <summary>The preset of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static DiskPreset Named(string name) =>
        All.FirstOrDefault(preset => preset.Name == name) ?? throw new ArgumentException($"There is no disk preset '{name}'.", nameof(name));

    /// <summary>The presets on which the contract has to hold.</summary>
    public static IReadOnlyList<DiskPreset> All { get; } = [Ideal, PosixWeak];
}
