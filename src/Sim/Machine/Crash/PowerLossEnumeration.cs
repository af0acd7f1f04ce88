using Sim.Machine.Disk;

namespace Sim.Machine.Crash;

/// <summary>
/// All images of a power loss: each metadata outcome (rules N, M) with each choice of sizes (S) and blocks (B).
/// </summary>
internal sealed class PowerLossEnumeration(
    CrashState state, ImageCollector images, Metadata metadata, DiskPreset preset, StaleSource stale, int bound)
{
    private readonly List<(FileHistory File, int UpTo, List<FileChoice> Choices)> options = [];

    /// <summary>Returns false and adds nothing when the choices multiply to more than the bound.</summary>
    public bool TryAddAll()
    {
        // The complete outcome is counted first. That rejects most positions at a low cost.
        if (Choices(metadata.All) > bound || metadata.Every(bound) is not { } outcomes)
        {
            return false;
        }

        long choices = 0;
        foreach (var outcome in outcomes)
        {
            choices += Choices(outcome);
            if (choices > bound)
            {
                return false;
            }
        }

        foreach (var outcome in outcomes)
        {
            AddAll(outcome);
        }

        return true;
    }

    /// <summary>
    /// The number of choices that the files under these names have together; some number above the bound when too many.
    /// </summary>
    private long Choices(MetadataOutcome outcome)
    {
        var product = 1L;
        foreach (var file in OpenFiles(outcome.Names))
        {
            var options = Options(file, outcome);
            if (options is null || (product *= options.Count) > bound)
            {
                return bound + 1L;
            }
        }

        return product;
    }

    private List<FileChoice>? Options(FileHistory file, MetadataOutcome outcome)
    {
        foreach (var known in options)
        {
            if (known.File == file && known.UpTo == outcome.UpTo)
            {
                return known.Choices;
            }
        }

        var choices = FileOptions.All(file.Under(preset, outcome), preset, stale, bound);
        if (choices is not null)
        {
            options.Add((file, outcome.UpTo, choices));
        }

        return choices;
    }

    /// <summary>The open files, each once, also when it has two names (rule N4).</summary>
    private List<FileHistory> OpenFiles(NameOutcome names)
    {
        var files = new List<FileHistory>();
        foreach (var entry in names.Paths)
        {
            if (!state.IsDirectory(entry.Inode) && state.File(entry.Inode) is { IsSettled: false } file
                && !files.Contains(file))
            {
                files.Add(file);
            }
        }

        return files;
    }

    private void AddAll(MetadataOutcome outcome)
    {
        var files = OpenFiles(outcome.Names);
        var options = files.ConvertAll(file => Options(file, outcome)!);
        var turn = new int[files.Count];
        do
        {
            images.Add(outcome.Names, file => options[files.IndexOf(file)][turn[files.IndexOf(file)]]);
        }
        while (Odometer.Advance(turn, options));
    }
}
