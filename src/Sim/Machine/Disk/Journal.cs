namespace Sim.Machine.Disk;

/// <summary>
/// Every change of a disk since it was switched on, in order. Only the disk adds entries, and none is removed.
/// </summary>
public sealed class Journal
{
    private readonly List<Change> changes = [];

    /// <summary>The number of changes; also the position after the last one.</summary>
    public int Count => changes.Count;

    /// <summary>The change that leads from position <paramref name="index"/> to the next.</summary>
    public Change this[int index] => changes[index];

    internal void Append(Change change) => changes.Add(change);
}
