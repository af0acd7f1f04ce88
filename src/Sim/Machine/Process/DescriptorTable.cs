using Sim.Machine.FileSystem;

namespace Sim.Machine.Process;

/// <summary>
/// The descriptors of a process. An open gets the lowest free number, as POSIX promises. The unused standard streams
/// have the numbers 0 to 2.
/// </summary>
internal sealed class DescriptorTable
{
    /// <summary>The first number that an open can return.</summary>
    public const int First = 3;

    private readonly int limit;
    private OpenDescription?[] slots = new OpenDescription?[8];
    private int open;

    /// <summary>An empty table.</summary>
    /// <param name="limit">RLIMIT_NOFILE: all numbers are below it.</param>
    public DescriptorTable(int limit) => this.limit = limit;

    /// <summary>The description that a number refers to; null when it is not open.</summary>
    public OpenDescription? Find(int fd) => (uint)(fd - First) < (uint)slots.Length ? slots[fd - First] : null;

    /// <summary>The number of open descriptors.</summary>
    public int Open => open;

    /// <summary>The number of descriptors that can still be opened.</summary>
    public int Free => limit - First - open;

    /// <summary>Gives a description the lowest free number. Throws when there is none: check before.</summary>
    public int Add(OpenDescription description)
    {
        var slot = Array.IndexOf(slots, null);
        if (slot < 0)
        {
            slot = slots.Length;
            Array.Resize(ref slots, slot * 2);
        }

        if (slot + First >= limit)
        {
            throw new InvalidOperationException("More descriptors than the limit allows.");
        }

        description.Hold();
        open++;
        slots[slot] = description;
        return slot + First;
    }

    /// <summary>Frees a number; false when it was not open.</summary>
    public bool Remove(int fd)
    {
        if (Find(fd) is not { } description)
        {
            return false;
        }

        slots[fd - First] = null;
        open--;
        description.Release();
        return true;
    }

    /// <summary>True when some number refers to this description.</summary>
    public bool Holds(OpenDescription description) => Array.IndexOf(slots, description) >= 0;

    /// <summary>The table of a forked child: the same numbers, the same descriptions.</summary>
    public DescriptorTable Fork()
    {
        var copy = new DescriptorTable(limit) { slots = [.. slots], open = open };
        foreach (var description in slots)
        {
            description?.Hold();
        }

        return copy;
    }

    /// <summary>Closes all descriptors in the order of their numbers, as the end of a process does.</summary>
    public void CloseAll()
    {
        for (var slot = 0; slot < slots.Length; slot++)
        {
            _ = Remove(slot + First);
        }
    }

    /// <summary>Gives the descriptions of an inode a new name.</summary>
    public void Renamed(Inode inode, string path)
    {
        foreach (var description in slots)
        {
            if (ReferenceEquals(description?.Inode, inode))
            {
                description.Path = path;
            }
        }
    }
}
