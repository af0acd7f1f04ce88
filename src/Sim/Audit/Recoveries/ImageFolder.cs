using Sim.Machine.Disk;

namespace Sim.Audit.Recoveries;

/// <summary>Writes images as real files.</summary>
internal static class ImageFolder
{
    /// <summary>Writes all files of an image. The folder is made; no file in it is overwritten.</summary>
    public static void Write(DiskImage image, string folder)
    {
        _ = Directory.CreateDirectory(folder);
        foreach (var entry in image.Entries)
        {
            var path = Path.Combine(folder, entry.Path);
            if (entry.IsDirectory)
            {
                _ = Directory.CreateDirectory(path);
                continue;
            }

            using var file = new FileStream(path, FileMode.CreateNew);
            file.Write(entry.Content.Span);
        }
    }
}
