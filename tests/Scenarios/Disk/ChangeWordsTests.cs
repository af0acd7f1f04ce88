using Sim.Machine.Disk;
using Sim.Machine.FileSystem;
using Sim.Machine.Random;
using Sim.Os;

namespace Tests.Scenarios.Disk;

/// <summary>Changes in words.</summary>
public sealed class ChangeWordsTests
{
    private const int Steps = 3000;

    private readonly Prng prng = new(new Seed(16));

    /// <summary>Directories are renamed with what is in them, and again.</summary>
    [Fact]
    public void TheWordsHaveThePathOfTheMoment()
    {
        var before = DiskImage.Of(("d/f", [1]), ("g", []));
        var (disk, expected) = (VirtualDisk.From(before), new List<string>());
        for (var step = 0; step < Steps; step++)
        {
            var words = Step(disk, Path(), Path());
            expected.AddRange(Enumerable.Repeat(words, disk.Journal.Count - expected.Count));
        }

        var all = new ChangeWords(before, disk.Journal);
        Assert.Equal(expected.Index().Select(words => $"change {words.Index + 1}, {words.Item}"),
            expected.Select((_, index) => all[index]));
        Assert.InRange(expected.Count(words => words.Contains("rename of d to ", StringComparison.Ordinal)), 5, Steps);
        Assert.InRange(expected.Count(words => words.Contains("truncation of e/", StringComparison.Ordinal)), 5, Steps);
    }

    private string Path()
    {
        var name = prng.Pick<string>(["d", "e", "f", "g"]);
        return prng.Below(2) == 0 ? name : $"{prng.Pick<string>(["d", "e"])}/{name}";
    }

    private string Step(VirtualDisk disk, string path, string other)
    {
        var found = disk.Lookup(path);
        var isFile = found.Ok && !found.Value.IsDirectory;
        switch (prng.Below(6))
        {
            case 0:
                _ = disk.MakeDirectory(path);
                return $"creation of directory {path}";
            case 1 when found.Error == Errno.ENOENT:
                _ = disk.Create(path);
                return $"creation of {path}";
            case 2 when isFile:
                _ = disk.Write(found.Value, 3, "ab"u8);
                return $"write of 2 bytes at 3 of {path}";
            case 3 when isFile:
                _ = disk.Truncate(found.Value, 4);
                return $"truncation of {path} to 4 bytes";
            case 4 when isFile && prng.Below(4) == 0:
                _ = disk.Unlink(path);
                return $"unlink of {path}";
            default:
                _ = found.Ok ? disk.Rename(path, other) : Errno.None;
                return $"rename of {path} to {other}";
        }
    }
}
