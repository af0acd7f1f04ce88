using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>Builds images and keeps those that differ from all earlier ones.</summary>
internal sealed class ImageCollector(CrashState state, Journal journal, string preset, Dictionary<ulong, int> known)
{
    private readonly List<DiskImage> images = [];
    private readonly List<ChosenFile> chosen = [];

    /// <summary>The number of images built, including equal ones.</summary>
    public int Built { get; private set; }

    public int Count => images.Count;

    public List<DiskImage> Images => images;

    /// <summary>Builds an image of these names, with the chosen content for each open file.</summary>
    public void Add(NameOutcome names, Func<FileHistory, FileChoice> choose)
    {
        chosen.Clear();
        var entries = new DiskImage.Entry[names.Paths.Count];
        for (var i = 0; i < entries.Length; i++)
        {
            var (path, inode) = names.Paths[i];
            entries[i] = new DiskImage.Entry(
                path, state.IsDirectory(inode) ? null : Content(path, state.File(inode), choose));
        }

        Built++;
        var image = new DiskImage(entries, origin: null);
        if (known.TryAdd(image.Hash, images.Count))
        {
            image.Origin = new LossReport(preset, state.Position, journal, Lost(names), [.. chosen]);
            images.Add(image);
        }
    }

    private FileContent Content(string path, FileHistory file, Func<FileHistory, FileChoice> choose)
    {
        if (file.IsSettled)
        {
            return file.Cached;
        }

        // Rule N4: a file with two names has one content.
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
