using Sim.Kernel.Histories;
using Sim.Machine.Disk;

namespace Sim.Kernel.Recording;

/// <summary>The files of a mounted file system.</summary>
internal static class RealState
{
    private const string LostAndFound = "lost+found";

    public static string Of(string directory)
    {
        var entries = new List<DiskImage.Entry>();
        foreach (var path in Directory.EnumerateFileSystemEntries(directory, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(directory, path);
            if (name is LostAndFound or RealFiles.Unrelated)
            {
                continue;
            }

            var isDirectory = Directory.Exists(path);
            var bytes = isDirectory ? [] : File.ReadAllBytes(path);
            entries.Add(new DiskImage.Entry(name, isDirectory ? null : new FileContent(bytes, bytes.Length)));
        }

        entries.Sort((left, right) => string.CompareOrdinal(left.Path, right.Path));
        return StateText.Of(new DiskImage([.. entries], origin: null));
    }
}
