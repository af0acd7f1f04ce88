using System.Globalization;
using Sim.Chance;
using Sim.Disk;

namespace Tests.Scenarios.Disk;

/// <summary>Random short lives of a disk with two files, small enough to try every outcome.</summary>
internal static class SmallHistory
{
    private static readonly string[] Names = ["f", "g", "h"];

    public static DiskImage Initial { get; } = DiskImage.Of(("f", "abc"u8.ToArray()), ("g", "z"u8.ToArray()));

    /// <summary>What an inode shows where nothing ever arrived, seen by looking: its size arrives, its one write does not.</summary>
    public static string Noise(int inode)
    {
        const int length = 64;
        var files = Enumerable.Range(0, inode).Select(number => (number.ToString("d2", CultureInfo.InvariantCulture), string.Empty)).ToArray();
        var file = files[inode - 2].Item1;
        return DiskStory.Given(files).Append(file, new string('a', length))
            .Possible(file, DiskPreset.PosixWeak with { SizesOnTheWay = SizesOnTheWay.None })
            .Single(text => text.Length == length && text[0] is not ('\0' or 'a'));
    }

    public static DiskStory Draw(Seed seed)
    {
        var prng = seed.Stream();
        var story = DiskStory.Given(("f", "abc"), ("g", "z"));
        var names = 0;
        for (var left = prng.Range(2, 8); left > 0; left--)
        {
            Step(story, prng, ref names);
        }

        return story;
    }

    private static void Step(DiskStory story, Prng prng, ref int namesChanged)
    {
        var name = prng.Pick<string>(Names);
        if (!story.Disk.Lookup(name).Ok)
        {
            story.Create(name);
            return;
        }

        var letter = ((char)prng.Range('a', 'y')).ToString();
        switch (prng.Below(9))
        {
            case 0 or 1:
                story.Append(name, letter);
                break;
            case 2:
                story.WriteAt(name, prng.Below(story[name].Size + 2), letter);
                break;
            case 3:
                story.Truncate(name, prng.Below(3));
                break;
            case 4 or 5:
                story.Sync(prng.Below(3) == 0 ? "." : name);
                break;
            case 6:
                story.SyncFails(prng.Below(3) == 0 ? "." : name);
                break;
            case 7 when namesChanged++ < 2:
                story.Rename(name, prng.Pick<string>(Names));
                break;
            case 8 when namesChanged++ < 2:
                story.Unlink(name);
                break;
            default:
                var late = story.Disk.BeginSync(story[name], dataOnly: true);
                story.Append(name, letter).Disk.EndSync(late);
                break;
        }
    }
}
