using Sim.Chance;

namespace Sim.Disk;

/// <summary>What a crash may leave on a disk, computed from the journal.</summary>
public sealed class CrashModel
{
    /// <summary>Stands at position 0: the crash happens before the first change.</summary>
    /// <param name="initial">What the disk held when it was switched on.</param>
    /// <param name="journal">What happened since. It may go on growing.</param>
    public CrashModel(DiskImage initial, Journal journal)
    {
        _ = initial;
        _ = journal;
    }

    /// <summary>How many changes happened before the crash.</summary>
    public int Position { get; private set; }

    /// <summary>Moves the crash. Forward costs what the changes on the way cost; backward starts over.</summary>
    public void MoveTo(int position) => Position = position;

    /// <summary>What kill -9 leaves.</summary>
    public DiskImage KillImage() => throw new InvalidOperationException("at " + Position);

    /// <summary>What a power loss leaves: everything that the preset allows when that is no more than <paramref name="bound"/> images, else that many of them.</summary>
    public CrashImages PowerLossImages(DiskPreset preset, int bound, Prng prng)
    {
        _ = (preset, prng);
        return new CrashImages([], isExhaustive: false, built: bound + Position);
    }
}
