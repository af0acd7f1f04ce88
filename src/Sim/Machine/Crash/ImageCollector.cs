using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>Puts images together and keeps each that is new.</summary>
internal sealed class ImageCollector(CrashState state, Journal journal, string preset, Dictionary<ulong, int> known)
{
    private readonly List<DiskImage> images = [];
    private readonly List<ChosenFile> chosen = [];

    /// <summary>How many images have been put together, the equal ones included.</summary>
    public int Built { get; private set; }

    public int Count => images.Count;

    public List<DiskImage> Images => images;

    /// <summary>An image of these names, with what is chosen for each file that is not settled.</summary>
    public void Add(NameOutcome names, Func<FileHistory, FileChoice> choose)
    {
        chosen.Clear();
        var entries = new DiskImage.Entry[names.Paths.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var (path, inode) = names.Paths[i];
            entries[i] = new DiskImage.Entry(path, state.IsDirectory(inode) ? null : Content(path, state.File(inode), choose));
        }

        Built++;
        var image = new DiskImage(entries, story: null);
        if (known.TryAdd(image.Hash, images.Count))
        {
            image.Story = new LossReport(preset, state.Position, journal, Lost(names), [.. chosen]);
            images.Add(image);
        }
    }

    private FileContent Content(string path, FileHistory file, Func<FileHistory, FileChoice> choose)
    {
        if (file.IsSettled)
        {
            return file.Cached;
        }

        // A file with two names is one file.
        foreach (var earlier in chosen)
        {
            if (earlier.Choice.Number == file.Number)
            {
                return earlier.Choice.Content;
            }
        }

        var choice = choose(file);
        chosen.Add(new ChosenFile(path, choice));
        return choice.Content;
    }

    private int[] Lost(NameOutcome names)
    {
        var lost = 0;
        foreach (var survived in names.Survived)
        {
            lost += survived ? 0 : 1;
        }

        if (lost == 0)
        {
            return [];
        }

        var changes = new int[lost];
        for (var i = names.Survived.Length - 1; i >= 0; i--)
        {
            if (!names.Survived[i])
            {
                changes[--lost] = state.Operations[i].Change;
            }
        }

        return changes;
    }
}
