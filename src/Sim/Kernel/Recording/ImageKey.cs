using System.IO.Hashing;
using Sim.Kernel.Device;
using Sim.Machine.Random;

namespace Sim.Kernel.Recording;

/// <summary>
/// Keys of crash images. Two crashes have one key when each sector was written last with the same bytes, by whichever
/// writes. The set of writes alone would not do: their order counts.
/// </summary>
internal sealed class ImageKey(IReadOnlyList<BlockEvent> log)
{
    private const int Sector = 512;

    private readonly Dictionary<int, ulong[]> hashes = [];

    public ulong Of(IReadOnlyList<Arrival> arrived)
    {
        var last = new SortedDictionary<long, ulong>();
        foreach (var (index, from, end) in arrived)
        {
            var offset = ((BlockEvent.Write)log[index]).Offset;
            var hashes = Hashes(index);
            for (var sector = from / Sector; sector < Math.Min(hashes.Length, end / Sector); sector++)
            {
                last[offset + (sector * Sector)] = hashes[sector];
            }
        }

        var key = 0UL;
        foreach (var (offset, hash) in last)
        {
            key = Seed.Mix(key ^ Seed.Mix((ulong)offset) ^ hash);
        }

        return key;
    }

    private ulong[] Hashes(int index)
    {
        if (!hashes.TryGetValue(index, out var known))
        {
            var data = ((BlockEvent.Write)log[index]).Data;
            known = new ulong[(data.Length + Sector - 1) / Sector];
            for (var i = 0; i < known.Length; i++)
            {
                known[i] = XxHash3.HashToUInt64(data.AsSpan(i * Sector, Math.Min(Sector, data.Length - (i * Sector))));
            }

            hashes[index] = known;
        }

        return known;
    }
}
