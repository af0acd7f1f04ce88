namespace Sim.Disk;

/// <summary>Every image that a loss of power may leave, when there are few enough.</summary>
internal sealed class PowerLossEnumeration(CrashState state, ImageCollector images, DiskPreset preset, StaleSource stale, int bound)
{
    private readonly List<(FileHistory File, List<FileChoice> Choices)> _options = [];

    /// <summary>False, and nothing is added, when the choices multiply to more than the bound.</summary>
    public bool TryAddAll()
    {
        // What certainly counts is looked at first: most positions are dismissed here, at the price of a few numbers.
        if (Choices(state.AllSurvived()) > bound || AllNames() is not { } outcomes)
        {
            return false;
        }

        long choices = 0;
        foreach (var names in outcomes)
        {
            choices += Choices(names);
            if (choices > bound)
            {
                return false;
            }
        }

        foreach (var names in outcomes)
        {
            AddAll(names);
        }

        return true;
    }

    /// <summary>One outcome for every subset of the operations that may be lost; null when there are more than the bound.</summary>
    private List<NameOutcome>? AllNames()
    {
        var open = new List<int>();
        for (var i = 0; i < state.Operations.Count; i++)
        {
            if (!state.Operations[i].IsSettled)
            {
                open.Add(i);
            }
        }

        if (open.Count > 30 || 1L << open.Count > bound)
        {
            return null;
        }

        var outcomes = new List<NameOutcome>(1 << open.Count);
        for (var subset = (1 << open.Count) - 1; subset >= 0; subset--)
        {
            var survived = new bool[state.Operations.Count];
            for (var i = 0; i < open.Count; i++)
            {
                survived[open[i]] = (subset & (1 << i)) != 0;
            }

            outcomes.Add(state.Names(survived));
        }

        return outcomes;
    }

    /// <summary>How many choices the files under these names have together; more than the bound when they are too many to tell.</summary>
    private long Choices(NameOutcome names)
    {
        var product = 1L;
        foreach (var file in OpenFiles(names))
        {
            var options = Options(file);
            if (options is null || (product *= options.Count) > bound)
            {
                return bound + 1L;
            }
        }

        return product;
    }

    private List<FileChoice>? Options(FileHistory file)
    {
        foreach (var known in _options)
        {
            if (known.File == file)
            {
                return known.Choices;
            }
        }

        var choices = FileOptions.All(file, preset, stale, bound);
        if (choices is not null)
        {
            _options.Add((file, choices));
        }

        return choices;
    }

    /// <summary>The files that have something open, each once, whatever the number of its names.</summary>
    private List<FileHistory> OpenFiles(NameOutcome names)
    {
        var files = new List<FileHistory>();
        foreach (var entry in names.Paths)
        {
            if (!state.IsDirectory(entry.Inode) && state.File(entry.Inode) is { IsSettled: false } file && !files.Contains(file))
            {
                files.Add(file);
            }
        }

        return files;
    }

    private void AddAll(NameOutcome names)
    {
        var files = OpenFiles(names);
        var turn = new int[files.Count];
        while (true)
        {
            images.Add(names, file => Options(file)![turn[files.IndexOf(file)]]);
            var wheel = 0;
            while (wheel < turn.Length && ++turn[wheel] == Options(files[wheel])!.Count)
            {
                turn[wheel++] = 0;
            }

            if (wheel == turn.Length)
            {
                return;
            }
        }
    }
}
