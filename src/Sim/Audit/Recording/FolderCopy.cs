namespace Sim.Audit.Recording;

/// <summary>A copy of a folder, which brings the folder back to what it was.</summary>
public sealed class FolderCopy : IDisposable
{
    private readonly string folder;
    private readonly DirectoryInfo copy = Directory.CreateTempSubdirectory("sim-audit-");

    /// <summary>Copies a folder.</summary>
    public FolderCopy(string folder)
    {
        this.folder = folder;
        Copy(folder, copy.FullName);
    }

    /// <summary>Brings the folder back.</summary>
    public void Restore()
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal))
        {
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
            else
            {
                File.Delete(path);
            }
        }

        Copy(copy.FullName, folder);
    }

    /// <inheritdoc/>
    public void Dispose() => copy.Delete(recursive: true);

    private static void Copy(string from, string to)
    {
        foreach (var path in Directory.EnumerateFileSystemEntries(from).Order(StringComparer.Ordinal))
        {
            var target = Path.Combine(to, Path.GetFileName(path));
            if (Directory.Exists(path))
            {
                _ = Directory.CreateDirectory(target);
                Copy(path, target);
            }
            else
            {
                File.Copy(path, target);
            }
        }
    }
}
