namespace Sim.Machine.FileSystem;

/// <summary>The locks of flock(2) on one file, each held by an open description.</summary>
internal sealed class FileLocks
{
    private readonly List<(object Owner, bool IsExclusive)> held = [];

    /// <summary>
    /// Takes a lock in place of the owner's earlier one; false when another's excludes it. As on Linux the earlier one
    /// is then lost.
    /// </summary>
    public bool TryTake(object owner, bool exclusive)
    {
        Release(owner);
        var isFree = held.Count == 0 || (!exclusive && !held[0].IsExclusive);
        held.AddRange(isFree ? [(owner, exclusive)] : []);
        return isFree;
    }

    /// <summary>Gives the owner's lock up, if it has one.</summary>
    public void Release(object owner) => held.RemoveAll(held => ReferenceEquals(held.Owner, owner));
}
