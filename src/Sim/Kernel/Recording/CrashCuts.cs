using Sim.Kernel.Device;
using Sim.Kernel.Histories;
using Sim.Machine.Random;

namespace Sim.Kernel.Recording;

/// <summary>A crash: the writes that reached the disk, and the places of the history at which it may have
/// been.</summary>
/// <param name="Arrived">The writes.</param>
/// <param name="Places">The places.</param>
internal readonly record struct CrashCut(IReadOnlyList<Arrival> Arrived, IReadOnlyList<HistoryPlace> Places);

/// <summary>
/// All crashes of a log. Writes before a flush are durable once the flush is answered. Of those between two flushes any
/// subset may be there: every subset of few, and of many the beginnings, single ones, all but one, and random ones. The
/// last one may be torn: some of its sectors are there.
/// </summary>
internal sealed class CrashCuts(IReadOnlyList<BlockEvent> log, Prng draw)
{
    private const int FewWrites = 5;
    private const int MostSubsets = 40;
    private const int MostTorn = 8;
    private const int Sector = 512;

    /// <summary>
    /// Where superblocks are: of ext4 and XFS, and two of btrfs. They have a checksum, and a disk writes them as a
    /// whole.
    /// </summary>
    private static readonly long[] Superblocks = [0, 1024, 65_536, 64 << 20];

    /// <summary>
    /// How a commit block of ext4's journal begins (JBD2_MAGIC_NUMBER, JBD2_COMMIT_BLOCK). Its checksum covers the
    /// whole block: Linux 6.1 refuses to mount a disk whose last commit block is torn, until e2fsck has run. 6.18
    /// mounts it.
    /// </summary>
    private static ReadOnlySpan<byte> CommitBlock => [0xC0, 0x3B, 0x39, 0x98, 0, 0, 0, 2];

    public IEnumerable<CrashCut> All()
    {
        var durable = new List<Arrival>();
        HistoryPlace? place = null;
        foreach (var (from, end) in Epochs())
        {
            var writes = Enumerable.Range(from, end - from).Where(index => log[index] is BlockEvent.Write).ToList();
            foreach (var subset in Subsets(writes))
            {
                var places = Places(subset.Count == 0 ? from : subset.Max(arrival => arrival.Index), from, end, place);
                if (places.Count > 0)
                {
                    yield return new CrashCut([.. durable, .. subset], places);
                }
            }

            durable.AddRange(writes.Select(Whole));
            place = LastPlace(from, end) ?? place;
        }
    }

    /// <summary>The parts of the log between two flushes.</summary>
    private IEnumerable<(int From, int End)> Epochs()
    {
        var from = 0;
        for (var index = 0; index < log.Count; index++)
        {
            if (log[index] is BlockEvent.Flush)
            {
                yield return (from, index);
                from = index + 1;
            }
        }

        yield return (from, log.Count);
    }

    /// <summary>The places from one event to the end of its part. The first is the place of the event itself.</summary>
    private List<HistoryPlace> Places(int since, int from, int end, HistoryPlace? before)
    {
        var places = new List<HistoryPlace>();
        if ((LastPlace(from, since) ?? before) is { } first)
        {
            places.Add(first);
        }

        for (var index = since; index < end; index++)
        {
            if (log[index] is BlockEvent.Mark mark)
            {
                places.Add(mark.Place);
            }
        }

        return places;
    }

    private HistoryPlace? LastPlace(int from, int end)
    {
        for (var index = end - 1; index >= from; index--)
        {
            if (log[index] is BlockEvent.Mark mark)
            {
                return mark.Place;
            }
        }

        return null;
    }

    private IEnumerable<List<Arrival>> Subsets(List<int> writes) =>
        WholeSubsets(writes).Select(subset => subset.ConvertAll(Whole)).Concat(Torn(writes));

    private static Arrival Whole(int index) => new(index);

    /// <summary>The writes before one are there, and the beginning or the end of that one.</summary>
    private IEnumerable<List<Arrival>> Torn(List<int> writes)
    {
        var tearable = writes.FindAll(index => log[index] is BlockEvent.Write { Data.Length: > Sector } write
            && !Superblocks.Contains(write.Offset) && !write.Data.AsSpan().StartsWith(CommitBlock));
        for (var left = tearable.Count == 0 ? 0 : MostTorn; left > 0; left--)
        {
            var torn = tearable[draw.Below(tearable.Count)];
            var at = Sector * draw.Range(1, (((BlockEvent.Write)log[torn]).Data.Length / Sector) - 1);
            var before = writes.FindAll(index => index < torn).ConvertAll(Whole);
            yield return [.. before, draw.Below(2) == 0 ? new(torn, End: at) : new(torn, From: at)];
        }
    }

    private IEnumerable<List<int>> WholeSubsets(List<int> writes)
    {
        if (writes.Count <= FewWrites)
        {
            for (var mask = 0; mask < 1 << writes.Count; mask++)
            {
                yield return [.. writes.Where((_, i) => (mask & (1 << i)) != 0)];
            }

            yield break;
        }

        for (var count = 0; count <= writes.Count; count++)
        {
            yield return writes[..count];
        }

        for (var i = 0; i < Math.Min(writes.Count, MostSubsets / 2); i++)
        {
            yield return [writes[i]];
            yield return [.. writes.Where((_, other) => other != i)];
        }

        for (var left = MostSubsets; left > 0; left--)
        {
            yield return [.. writes.Where(_ => draw.Below(2) == 0)];
        }
    }
}
