namespace Sim.Disk;

/// <summary>Puts images together and keeps each that is new.</summary>
internal sealed class ImageCollector(CrashState state, Journal journal, string preset, Dictionary<ulong, int> known)
{
    private readonly List<DiskImage> _images = [];
    private readonly List<ChosenFile> _chosen = [];

    /// <summary>How many images have been put together, the equal ones included.</summary>
    public int Built { get; private set; }

    public int Count => _images.Count;

    public List<DiskImage> Images => _images;

    /// <summary>An image of these names, with what is chosen for each file that is not settled.</summary>
    public void Add(NameOutcome names, Func<FileHistory, FileChoice> choose)
    {
        _chosen.Clear();
        var entries = new DiskImage.Entry[names.Paths.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var (path, inode) = names.Paths[i];
            entries[i] = new DiskImage.Entry(path, state.IsDirectory(inode) ? null : Content(path, state.File(inode), choose));
        }

        Built++;
        var image = new DiskImage(entries, story: null);
        if (known.TryAdd(image.Hash, _images.Count))
        {
            image.Story = new CrashStory(preset, state.Position, journal, Lost(names), [.. _chosen]);
            _images.Add(image);
        }
    }

    private FileContent Content(string path, FileHistory file, Func<FileHistory, FileChoice> choose)
    {
        if (file.IsSettled)
        {
            return file.Cached;
        }

        // A file with two names is one file.
        foreach (var earlier in _chosen)
        {
            if (earlier.Choice.Number == file.Number)
            {
                return earlier.Choice.Content;
            }
        }

        var choice = choose(file);
        _chosen.Add(new ChosenFile(path, choice));
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
