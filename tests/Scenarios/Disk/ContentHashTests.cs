using Sim.Machine.Disk;

namespace Tests.Scenarios.Disk;

/// <summary>Outcomes are remembered by the hash of an image, so images that differ must not share one.</summary>
public sealed class ContentHashTests
{
    /// <summary>A bit that rots in one place was once the same as another one that rots 32 bytes later.</summary>
    [Fact]
    public void EveryRottenBitHasAHashOfItsOwn()
    {
        var log = new byte[600];
        for (var i = 0; i < log.Length; i++)
        {
            log[i] = (byte)((i * 37) ^ (i >> 3));
        }

        var image = DiskImage.Of(("log", log));
        var hashes = new SortedSet<ulong> { image.Hash };
        for (var bit = 0; bit < 8 * log.Length; bit++)
        {
            Assert.True(hashes.Add(image.BitFlipped("log", bit).Hash), $"bit {bit}");
        }
    }
}
