using Sim.Chance;

namespace Sim.Disk;

/// <summary>Some of the images that a loss of power may leave, when there are too many for all of them.</summary>
internal sealed class PowerLossSampler(CrashState state, ImageCollector images, FileSampler files, Prng prng, int bound)
{
    /// <summary>Blocks of a file that are tried one by one; of more than that, some are drawn.</summary>
    private const int BlocksAlone = 4;

    /// <summary>Sizes at which an append is cut, for each file.</summary>
    private const int CutsForEachFile = 4;

    /// <summary>Of the bound this share is left to chance, so that no kind of image is crowded out for good.</summary>
    private const int RandomShare = 4;

    private readonly int _telling = Math.Max(1, bound - (bound / RandomShare));

    private bool IsFull => images.Count >= _telling;

    /// <summary>The states of an ordered disk. True when these are all.</summary>
    public bool AddInOrder()
    {
        var (first, last) = (state.DurableInOrder, state.Position);
        if (last - first < bound)
        {
            for (var changes = first; changes <= last; changes++)
            {
                AddPrefix(changes);
            }

            return true;
        }

        AddPrefix(last);
        AddPrefix(first);
        for (var tries = 2 * bound; tries > 0 && images.Count < bound; tries--)
        {
            AddPrefix(prng.Range(first, last));
        }

        return false;
    }

    /// <summary>The images that tell most: one thing missing, or one thing alone.</summary>
    public void AddTelling()
    {
        var all = state.AllSurvived();
        var none = state.Names(new bool[state.Operations.Count]);
        Add(none, FileOutcome.Nothing);
        Add(all, FileOutcome.Everything);
        Add(all, FileOutcome.Nothing);
        Add(none, FileOutcome.Everything);
        Add(all, FileOutcome.SizeThenZeros);
        Add(all, FileOutcome.SizeThenStale);
        Add(all, FileOutcome.DataWithoutSize);
        for (var operation = state.Operations.Count - 1; operation >= 0 && !IsFull; operation--)
        {
            AddWithout(operation);
        }

        foreach (var entry in all.Paths)
        {
            if (!state.IsDirectory(entry.Inode) && !state.File(entry.Inode).IsSettled)
            {
                AddTelling(all, state.File(entry.Inode));
            }
        }
    }

    /// <summary>Anything, up to the bound; fewer when chance keeps finding what is there already.</summary>
    public void AddRandom()
    {
        for (var tries = 2 * bound; tries > 0 && images.Count < bound; tries--)
        {
            images.Add(AnyNames(), prng.Below(3) == 0 ? AnyMoment : AnyThing);
        }
    }

    private FileChoice AnyMoment(FileHistory file) => files.Choose(file, FileOutcome.Moment);

    private FileChoice AnyThing(FileHistory file) => files.Choose(file, FileOutcome.Anything);

    private void AddPrefix(int changes)
    {
        var survived = new bool[state.Operations.Count];
        for (var i = 0; i < survived.Length; i++)
        {
            survived[i] = state.Operations[i].Change < changes;
        }

        var names = Array.TrueForAll(survived, kept => kept) ? state.AllSurvived() : state.Names(survived);
        images.Add(names, file => files.At(file, changes));
    }

    private void AddWithout(int operation)
    {
        if (!state.Operations[operation].IsSettled)
        {
            var survived = new bool[state.Operations.Count];
            Array.Fill(survived, value: true);
            survived[operation] = false;
            Add(state.Names(survived), FileOutcome.Everything);
        }
    }

    /// <summary>One file has lost something, the others nothing.</summary>
    private void AddTelling(NameOutcome names, FileHistory file)
    {
        Add(names, file, FileOutcome.Nothing);
        Add(names, file, FileOutcome.SizeThenZeros);
        Add(names, file, FileOutcome.SizeThenStale);
        Add(names, file, FileOutcome.DataWithoutSize);
        for (var cut = 0; cut < CutsForEachFile; cut++)
        {
            Add(names, file, FileOutcome.Cut);
        }

        var blocks = file.Blocks.Count;
        for (var i = 0; i < Math.Min(blocks, BlocksAlone); i++)
        {
            var block = blocks <= BlocksAlone ? i : prng.Below(blocks);
            AddBlock(names, file, block, othersOldest: false, torn: true);
            AddBlock(names, file, block, othersOldest: false, torn: false);
            AddBlock(names, file, block, othersOldest: true, torn: false);
        }
    }

    private void Add(NameOutcome names, FileOutcome outcome)
    {
        if (!IsFull)
        {
            images.Add(names, file => files.Choose(file, outcome));
        }
    }

    private void Add(NameOutcome names, FileHistory affected, FileOutcome outcome)
    {
        if (!IsFull)
        {
            images.Add(names, file => files.Choose(file, file == affected ? outcome : FileOutcome.Everything));
        }
    }

    private void AddBlock(NameOutcome names, FileHistory affected, int block, bool othersOldest, bool torn)
    {
        if (!IsFull)
        {
            images.Add(names, file => file == affected
                ? files.ButOne(file, block, othersOldest, torn)
                : files.Choose(file, FileOutcome.Everything));
        }
    }

    /// <summary>All operations in half of the cases; else a prefix of them, or any subset.</summary>
    private NameOutcome AnyNames()
    {
        var count = state.Operations.Count;
        var kind = prng.Below(4);
        if (count == 0 || kind < 2)
        {
            return state.AllSurvived();
        }

        var survived = new bool[count];
        var prefix = prng.Below(count + 1);
        for (var i = 0; i < count; i++)
        {
            survived[i] = kind == 2 ? i < prefix : prng.Below(2) == 0;
        }

        return state.Names(survived);
    }
}
