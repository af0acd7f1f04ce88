using Sim.Machine.Crash;
using Sim.Machine.Disk;
using Sim.Machine.FileSystem;
using Sim.Machine.Random;

namespace Tests.Properties.Disk;

/// <summary>A file in pages and a file in one array are the same file.</summary>
public sealed class PagedFileProperties
{
    private const int Steps = 12;
    private const int Bound = 24;

    [Fact]
    public void PagesHoldWhatWasWritten()
    {
        for (var seed = 1UL; seed <= 200; seed++)
        {
            var (prng, expected) = (new Prng(new Seed(seed)), Bytes(70_000));
            var disk = Disk(expected, inPages: seed % 2 == 0);
            var images = new List<(DiskImage Image, byte[] Expected)>();
            for (var step = 0; step < Steps; step++)
            {
                expected = Change(disk, prng, expected);
                images.Add((disk.CachedImage(), expected));
            }

            Assert.All(images, kept =>
            {
                Assert.True(kept.Image.ContentEquals(DiskImage.Of(("f", kept.Expected))));
                Assert.Equal(DiskImage.Of(("f", kept.Expected)).Hash, kept.Image.Hash);
            });
        }
    }

    [Fact]
    public void PagesLeaveTheImagesThatAnArrayLeaves()
    {
        var compared = 0;
        for (var seed = 1UL; seed <= 60; seed++)
        {
            foreach (var preset in DiskPreset.Every)
            {
                var inPages = Left(seed, preset, inPages: true);
                Assert.Equal(Left(seed, preset, inPages: false), inPages);
                compared += inPages.Count;
            }
        }

        Assert.True(compared > 5_000, $"{compared}");
    }

    /// <summary>A large file is hashed by pages: which of its zeros are holes must not matter.</summary>
    [Fact]
    public void HolesHashAsZeros()
    {
        foreach (var size in (int[])[1 << 20, (1 << 20) + 1, (1 << 24) + 4096, (1 << 24) + 5000])
        {
            var disk = VirtualDisk.From(DiskImage.Of(("f", [1])));
            Assert.Equal(default, disk.Truncate(disk.Lookup("f").Value, size));
            var whole = new byte[size];
            whole[0] = 1;
            Assert.Equal(DiskImage.Of(("f", whole)).Hash, disk.CachedImage().Hash);
            whole[^1] = 1;
            Assert.NotEqual(DiskImage.Of(("f", whole)).Hash, disk.CachedImage().Hash);
        }
    }

    [Fact]
    public void AFileOfManyGigabytesKeepsItsPages()
    {
        var disk = new VirtualDisk();
        var file = disk.Create("f").Value;
        Assert.Equal(5, disk.Write(file, (1L << 40) - 2, "alpha"u8).Value);
        var read = new byte[8];
        Assert.Equal(6, disk.Read(file, (1L << 40) - 3, read));
        Assert.Equal("\0alpha\0\0"u8, read);
    }

    private static List<(ulong Hash, string Description)> Left(ulong seed, DiskPreset preset, bool inPages)
    {
        var (prng, bytes) = (new Prng(new Seed(seed)), Bytes(20_000));
        var disk = Disk(bytes, inPages);
        var initial = disk.CachedImage();
        for (var step = 0; step < Steps; step++)
        {
            bytes = Change(disk, prng, bytes);
            if (prng.Below(3) == 0)
            {
                disk.EndSync(disk.BeginSync(disk.Lookup("f").Value, dataOnly: false));
            }
        }

        var model = new CrashModel(initial, disk.Journal);
        model.MoveTo(disk.Journal.Count);
        return [.. model.PowerLossImages(preset, Bound, prng).Select(image => (image.Hash, image.Description))];
    }

    /// <summary>A disk with one file. A large file that is overwritten moves into pages, and stays there.</summary>
    private static VirtualDisk Disk(byte[] bytes, bool inPages)
    {
        var large = new byte[inPages ? 70_000 : bytes.Length];
        bytes.AsSpan(0, Math.Min(bytes.Length, large.Length)).CopyTo(large);
        var disk = VirtualDisk.From(DiskImage.Of(("f", large)));
        if (inPages)
        {
            Assert.Equal(1, disk.Write(disk.Lookup("f").Value, 0, bytes.AsSpan(0, 1)).Value);
            Assert.Equal(default, disk.Truncate(disk.Lookup("f").Value, bytes.Length));
        }

        return VirtualDisk.From(disk.CachedImage());
    }

    /// <summary>Writes or truncates at random, on the disk and in the expected bytes.</summary>
    private static byte[] Change(VirtualDisk disk, Prng prng, byte[] expected)
    {
        var file = disk.Lookup("f").Value;
        var offset = prng.Below(3) == 0 ? expected.Length : prng.Below(expected.Length + 9000);
        if (prng.Below(4) == 0)
        {
            Assert.Equal(default, disk.Truncate(file, offset));
            Array.Resize(ref expected, offset);
            return [.. expected];
        }

        var data = new byte[prng.Range(1, 9000)];
        data.AsSpan().Fill((byte)prng.Range(1, 255));
        Assert.Equal(data.Length, disk.Write(file, offset, data).Value);
        var next = new byte[Math.Max(expected.Length, offset + data.Length)];
        expected.CopyTo(next, 0);
        data.CopyTo(next, offset);
        return next;
    }

    private static byte[] Bytes(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)((i * 7) + (i >> 9)))];
}
