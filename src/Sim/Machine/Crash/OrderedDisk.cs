using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Sim.Machine.Crash;

/// <summary>The images of a power loss on a disk that keeps the order of all changes (rules O1 to O4).</summary>
internal sealed class OrderedDisk(
    CrashState state, Journal journal, ImageCollector images, DiskPreset preset, FileSampler files)
{
    /// <summary>
    /// Adds every possible image and returns true. When there are more than the bound, adds the first, the last and
    /// some random ones, and returns false.
    /// </summary>
    public bool Add(int bound, Prng prng)
    {
        var (first, last) = (state.DurableInOrder, state.Position);
        if (Count(first, last, bound) <= bound)
        {
            for (var changes = first; changes <= last; changes++)
            {
                AddPrefix(changes);
                AddParts(changes);
            }

            return true;
        }

        AddPrefix(last);
        AddPrefix(first);
        for (var tries = 2 * bound; tries > 0 && images.Count < bound; tries--)
        {
            var changes = prng.Range(first, last);
            var blocks = BlocksOf(changes);
            if (blocks.End - blocks.First > 1 && prng.Below(2) == 0)
            {
                AddPart(changes, prng.Range(blocks.First + 1, blocks.End - 1));
            }
            else
            {
                AddPrefix(changes);
            }
        }

        return false;
    }

    private long Count(int first, int last, int bound)
    {
        var count = 0L;
        for (var changes = first; changes <= last && count <= bound; changes++)
        {
            var blocks = BlocksOf(changes);
            count += Math.Max(1, blocks.End - blocks.First);
        }

        return count;
    }

    /// <summary>
    /// Rule O2: the blocks that the change at an index writes one by one. Empty when it is not such a write, or behind
    /// the position.
    /// </summary>
    private (int First, int End) BlocksOf(int change)
    {
        if (!preset.SplitsWrites || change >= state.Position || journal[change] is not Change.Write write)
        {
            return default;
        }

        var end = write.Offset + write.Data.Length;
        return ((int)(write.Offset / Block.Size), (int)((end + Block.Size - 1) / Block.Size));
    }

    /// <summary>Rule O1: the state after the first changes.</summary>
    private void AddPrefix(int changes) => images.Add(Names(changes), file => files.At(file, changes));

    private void AddParts(int change)
    {
        var (first, end) = BlocksOf(change);
        for (var block = first + 1; block < end; block++)
        {
            AddPart(change, block);
        }
    }

    /// <summary>Rule O2: only the blocks before this one arrived of a write.</summary>
    private void AddPart(int change, int block)
    {
        var written = journal[change].Inode;
        images.Add(Names(change),
            file => file.Number == written ? files.InTheMiddleOf(file, change, block) : files.At(file, change));
    }

    private NameOutcome Names(int changes)
    {
        var survived = new bool[state.Operations.Count];
        for (var i = 0; i < survived.Length; i++)
        {
            survived[i] = state.Operations[i].Change < changes;
        }

        return Array.TrueForAll(survived, kept => kept) ? state.AllSurvived() : state.Names(survived);
    }
}
