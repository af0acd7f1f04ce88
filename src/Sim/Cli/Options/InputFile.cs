namespace Sim.Cli.Options;

/// <summary>Files that a person names to be read.</summary>
internal static class InputFile
{
    /// <summary>The whole of a text file.</summary>
    /// <exception cref="IOException">It cannot be read; the message names it.</exception>
    internal static string ReadText(string path)
    {
        CheckReadable(path);
        return File.ReadAllText(path);
    }

    /// <summary>Opens the file and closes it again, for an error that a person understands: before anything has been done.</summary>
    /// <exception cref="IOException">It cannot be read; the message names it.</exception>
    internal static void CheckReadable(string path)
    {
        // .NET speaks of denied access when it is asked to open a directory.
        if (Directory.Exists(path))
        {
            throw new IOException($"'{path}' is a directory");
        }

        File.OpenRead(path).Dispose();
    }
}
