namespace Sim.Disk;

/// <summary>Every change of a disk since it was switched on, in order. Entries are added by the disk only, and stay.</summary>
public sealed class Journal
{
    private readonly List<Change> _changes = [];

    /// <summary>How many changes there have been; also the position after the last of them.</summary>
    public int Count => _changes.Count;

    /// <summary>The change that leads from position <paramref name="index"/> to the next.</summary>
    public Change this[int index] => _changes[index];

    internal void Append(Change change) => _changes.Add(change);
}
