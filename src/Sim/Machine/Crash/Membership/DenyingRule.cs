using Sim.Machine.Disk;

namespace Sim.Machine.Crash.Membership;

/// <summary>
/// Names the rule that forbids an image: the first one without which the image would be allowed. Each rule has a
/// weaker disk that lacks it.
/// </summary>
internal static class DenyingRule
{
    /// <summary>A number of changes after which no sync of any journal counts (rule Y6).</summary>
    private const int Never = 1 << 29;

    private static readonly (string Rule, Func<DiskPreset, DiskPreset> Without)[] Rules =
    [
        ("O2: a write is not cut", disk => disk with { SplitsWrites = true }),
        ("B2: blocks are not torn", disk => disk with { TornBlocks = true }),
        ("B4: no stale bytes show", disk => disk with { Stale = StaleBytes.Noise }),
        ("B5: these bytes cannot be missing", disk => disk with { Missing = MissingBytes.Anywhere }),
        ("M3: a freed block waits for its truncation", disk => disk with { ReusesFreedBlocks = true }),
        ("M4: a truncation carries the block that it cuts", disk => disk with { CutCarriesData = false }),
        ("M5: a rename carries size or data", disk => disk with { RenameCarries = RenameCarries.Nothing }),
        ("S2: the size is not on the way of a write", disk => disk with { SizesOnTheWay = SizesOnTheWay.Bytes }),
        ("S3: the end of a block is not a size", disk => disk with { FillsLastBlock = true }),
        ("Y5: a sync covers the metadata before it", disk => disk with { SyncReach = SyncReach.Itself }),
        ("M1, M2: metadata keep their order", disk => disk with { MetadataInOrder = false }),
        ("O1: changes keep their order", disk => disk.InOrder ? DiskPreset.PosixWeak : disk),
    ];

    public static string Of(CrashModel model, DiskPreset preset, DiskImage image)
    {
        bool IsAllowed(DiskPreset disk) => new CrashMembership(model, disk).Allows(image);

        foreach (var (rule, without) in Rules)
        {
            if (IsAllowed(without(preset)))
            {
                return rule;
            }
        }

        foreach (var (rule, without) in Rules)
        {
            foreach (var (other, withoutOther) in Rules)
            {
                if (IsAllowed(withoutOther(without(preset))))
                {
                    return $"{rule}; {other}";
                }
            }
        }

        return IsAllowed(DiskPreset.PosixWeak) ? "several rules together"
            : IsAllowed(DiskPreset.PosixWeak with { SyncLag = Never }) ? "Y2, Y3: a completed sync covers it"
            : "B1, S1, N1: the disk never had these bytes, this size or these names";
    }
}
