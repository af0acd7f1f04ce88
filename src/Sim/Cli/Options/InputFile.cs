namespace Sim.Cli.Options;

/// <summary>Input files named on the command line.</summary>
internal static class InputFile
{
    /// <summary>The whole of a text file.</summary>
    /// <exception cref="IOException">It cannot be read; the message names it.</exception>
    internal static string ReadText(string path)
    {
        CheckReadable(path);
        return File.ReadAllText(path);
    }

    /// <summary>Opens and closes the file, so that a missing file is a clear error before any work is done.</summary>
    /// <exception cref="IOException">It cannot be read; the message names it.</exception>
    internal static void CheckReadable(string path)
    {
        // .NET reports denied access when it opens a directory.
        if (Directory.Exists(path))
        {
            throw new IOException($"'{path}' is a directory");
        }

        File.OpenRead(path).Dispose();
    }
}
