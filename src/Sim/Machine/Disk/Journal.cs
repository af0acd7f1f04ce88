namespace Sim.Machine.Disk;

/// <summary>Every change of a disk since it was switched on, in order. Entries are added by the disk only, and stay.</summary>
public sealed class Journal
{
    private readonly List<Change> changes = [];

    /// <summary>How many changes there have been; also the position after the last of them.</summary>
    public int Count => changes.Count;

    /// <summary>The change that leads from position <paramref name="index"/> to the next.</summary>
    public Change this[int index] => changes[index];

    internal void Append(Change change) => changes.Add(change);
}
