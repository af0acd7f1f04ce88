namespace Sim.Cli.Output;

/// <summary>Folders that a verb fills at the end of its work.</summary>
internal static class OutputFolder
{
    /// <summary>Checks before the work that files can be made here, and leaves no trace.</summary>
    /// <exception cref="IOException">They cannot; the message names the folder.</exception>
    internal static void CheckWritable(string folder)
    {
        var existing = Path.GetFullPath(folder);
        while (!Path.Exists(existing))
        {
            existing = Path.GetDirectoryName(existing)!;
        }

        try
        {
            var probe = Path.Combine(existing, Path.GetRandomFileName());
            File.Create(probe, bufferSize: 1, FileOptions.DeleteOnClose).Dispose();
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException)
        {
            var reason = File.Exists(existing) ? $"'{existing}' is a file" : problem.Message;
            throw new IOException($"nothing can be written to '{folder}': {reason}", problem);
        }
    }
}
