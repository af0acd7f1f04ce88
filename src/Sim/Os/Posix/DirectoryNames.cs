namespace Sim.Os.Posix;

/// <summary>The names in a real directory.</summary>
internal static class DirectoryNames
{
    internal static SysResult<IReadOnlyList<string>> Of(string directory)
    {
        try
        {
            // struct dirent and the symbol of readdir(3) differ by platform and processor. .NET handles that.
#pragma warning disable RS0030
            var names = Directory.GetFileSystemEntries(directory).Select(entry => Path.GetFileName(entry)).ToArray();
#pragma warning restore RS0030
            Array.Sort(names, StringComparer.Ordinal);
            return names;
        }
        catch (UnauthorizedAccessException)
        {
            return Errno.EACCES;
        }
        catch (IOException)
        {
            return Errno.EIO;
        }
    }
}
