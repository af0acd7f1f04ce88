namespace Sim.Cli.Output;

/// <summary>Folders and files that a verb writes at the end of its work are tried before it.</summary>
internal static class OutputFolder
{
    /// <summary>Checks that a file can be written, and leaves no trace.</summary>
    /// <exception cref="IOException">It cannot; the message names it.</exception>
    internal static void CheckFile(string path) => Check(path, () =>
    {
        var isNew = !File.Exists(path);
        File.Open(path, FileMode.OpenOrCreate, FileAccess.Write).Dispose();
        if (isNew)
        {
            File.Delete(path);
        }
    });

    /// <summary>Checks that files can be made in a folder, which is made if necessary, and leaves no trace.</summary>
    /// <exception cref="IOException">They cannot; the message names the folder.</exception>
    internal static void CheckWritable(string folder) => Check(folder, () =>
    {
        var missing = new List<string>();
        for (var path = Path.GetFullPath(folder); !Path.Exists(path); path = Path.GetDirectoryName(path)!)
        {
            missing.Add(path);
        }

        _ = Directory.CreateDirectory(folder);
        var probe = Path.Combine(folder, Path.GetRandomFileName());
        File.Create(probe, bufferSize: 1, FileOptions.DeleteOnClose).Dispose();
        missing.ForEach(Directory.Delete);
    });

    private static void Check(string path, Action attempt)
    {
        try
        {
            attempt();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            throw new IOException($"nothing can be written to '{path}': {problem.Message}", problem);
        }
    }
}
