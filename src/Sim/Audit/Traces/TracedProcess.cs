using System.Globalization;

namespace Sim.Audit.Traces;

/// <summary>What a descriptor leads to. Descriptors that were duplicated lead to the same.</summary>
internal sealed class TracedFile
{
    /// <summary>The number in the record; 0 for what is no part of the disk.</summary>
    public int Number { get; init; }

    /// <summary>The absolute path; empty for none.</summary>
    public string Path { get; init; } = "";

    /// <summary>The number of the channel; 0 for none.</summary>
    public int Channel { get; init; }

    public long Offset { get; set; }

    public bool Appends { get; set; }

    public bool Syncs { get; init; }

    public bool SyncsData { get; init; }
}

/// <summary>The descriptors and the working directory of a process. Threads share them.</summary>
internal sealed class TracedProcess
{
    private SortedDictionary<int, (TracedFile File, bool ClosesOnExecute)> open = [];
    private Place place = new("/");

    private TracedProcess()
    {
    }

    /// <summary>The first process, with nothing open but its standard output.</summary>
    public static TracedProcess First(string workingDirectory, int outputChannel)
    {
        var process = new TracedProcess { place = new Place(workingDirectory) };
        process.open[1] = (new TracedFile { Channel = outputChannel }, false);
        return process;
    }

    public string WorkingDirectory
    {
        get => place.Path;
        set => place.Path = value;
    }

    /// <summary>What a descriptor leads to; null when that is of no interest.</summary>
    public TracedFile? File(string descriptor) =>
        open.TryGetValue(NumberOf(descriptor), out var found) ? found.File : null;

    /// <summary>A child, or another thread.</summary>
    /// <param name="sharesFiles">True when they have the same descriptors from now on.</param>
    /// <param name="sharesPlace">True when they have the same working directory.</param>
    public TracedProcess Child(bool sharesFiles, bool sharesPlace) => new()
    {
        open = sharesFiles ? open : new(open),
        place = sharesPlace ? place : new Place(place.Path),
    };

    /// <summary>A descriptor leads to a file from now on; to nothing of interest when it is null.</summary>
    public void Set(int descriptor, TracedFile? file, bool closesOnExecute)
    {
        if (file is null)
        {
            _ = open.Remove(descriptor);
        }
        else
        {
            open[descriptor] = (file, closesOnExecute);
        }
    }

    /// <summary>Descriptors are closed.</summary>
    public void Close(long first, long last)
    {
        foreach (var descriptor in open.Keys.Where(known => first <= known && known <= last).ToList())
        {
            _ = open.Remove(descriptor);
        }
    }

    /// <summary>Another program begins, with descriptors of its own.</summary>
    public void Execute() =>
        open = new(open.Where(file => !file.Value.ClosesOnExecute).ToDictionary(file => file.Key, file => file.Value));

    /// <summary>An absolute path without dots; links are taken for what they are named.</summary>
    /// <param name="directory">The descriptor that a relative path begins at; AT_FDCWD for the working directory.
    /// </param>
    /// <param name="path">The path.</param>
    public string Absolute(string directory, string path)
    {
        var from = path.StartsWith('/') ? "" : directory == "AT_FDCWD" ? WorkingDirectory : File(directory)?.Path;
        var parts = new List<string>();
        foreach (var part in $"{from ?? "/unknown"}/{path}".Split('/').Where(part => part is not ("" or ".")))
        {
            if (part != "..")
            {
                parts.Add(part);
            }
            else if (parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
        }

        return "/" + string.Join('/', parts);
    }

    /// <summary>The number of a descriptor; with -y its path follows.</summary>
    public static int NumberOf(string descriptor) => int.TryParse(
        descriptor.Split('<')[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)
        ? number
        : -1;

    private sealed class Place(string path)
    {
        public string Path { get; set; } = path;
    }
}
