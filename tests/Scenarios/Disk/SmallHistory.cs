using System.Globalization;
using Sim.Machine.Disk;
using Sim.Machine.Random;

namespace Tests.Scenarios.Disk;

/// <summary>Random short lives of a disk with two files, small enough to try every outcome.</summary>
/// <param name="scale">How often each letter is written: once, or 512 times to fill a sector with it.</param>
internal sealed class SmallHistory(int scale)
{
    private static readonly string[] Names = ["f", "g", "h"];

    /// <summary>A file of three letters and one of a single letter.</summary>
    public DiskImage Initial { get; } =
        DiskStory.Given(("f", Filled("abc", scale)), ("g", Filled("z", scale))).Disk.CachedImage();

    /// <summary>
    /// What an inode shows where nothing ever arrived, seen by looking: its size arrives, its one write does not.
    /// </summary>
    public static string Noise(int inode)
    {
        const int length = 64;
        var files = Enumerable.Range(0, inode).Select(
            number => (number.ToString("d2", CultureInfo.InvariantCulture), string.Empty)).ToArray();
        var file = files[inode - 2].Item1;
        return DiskStory.Given(files).Append(file, new string('a', length))
            .Possible(file, DiskPreset.PosixWeak with { SizesOnTheWay = SizesOnTheWay.None })
            .Single(text => text.Length == length && text[0] is not ('\0' or 'a'));
    }

    /// <summary>A life of two steps to so many, which writes up to so many letters at once.</summary>
    public DiskStory Draw(Seed seed, int steps, int letters, DiskPreset? preset = null)
    {
        var prng = seed.Stream();
        var story = DiskStory.Given(("f", Filled("abc", scale)), ("g", Filled("z", scale)));
        story.Disk.NewBlocksStayUnwritten = preset is { NewBlocksStayUnwritten: true };
        if (story.Disk.NewBlocksStayUnwritten && scale > 1 && prng.Below(2) == 0)
        {
            // Rule F5 needs a new block, a failed sync, another write and a sync: too rare to wait for.
            story.Create("h").Append("h", Filled("u", scale)).SyncFails("h")
                .WriteAt("h", 0, Filled("w", scale)).Sync("h");
        }

        if (preset is { FillsLastBlock: true } && scale > 1 && prng.Below(2) == 0)
        {
            // Rule S3 needs a truncation over the end of the block in which the file ends.
            story.Truncate("f", 9 * scale);
        }

        var names = 0;
        for (var left = prng.Range(2, steps); left > 0; left--)
        {
            Step(story, prng, letters, ref names);
        }

        return story;
    }

    private void Step(DiskStory story, Prng prng, int letters, ref int namesChanged)
    {
        var name = prng.Pick<string>(Names);
        if (!story.Disk.Lookup(name).Ok)
        {
            story.Create(name);
            return;
        }

        var text = Filled(new string((char)prng.Range('a', 'y'), prng.Range(1, letters)), scale);
        var size = (int)story[name].Size / scale;
        switch (prng.Below(9))
        {
            case 0 or 1:
                story.Append(name, text);
                break;
            case 2:
                story.WriteAt(name, scale * prng.Below(size + 2), text);
                break;
            case 3:
                story.Truncate(name, scale * prng.Below(2 + letters));
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
                story.Append(name, text).Disk.EndSync(late);
                break;
        }
    }

    private static string Filled(string letters, int scale) =>
        string.Concat(letters.Select(letter => new string(letter, scale)));
}
