using System.Text;

namespace Sim.Cli.Options;

/// <summary>
/// An input file named on the command line, opened once: a pipe gives its content only once. What has no size is copied
/// into a temporary file first, because logs and commands are read by their size.
/// </summary>
internal sealed class InputFile : IDisposable
{
    private InputFile(string path, bool isCopy)
    {
        Path = path;
        IsCopy = isCopy;
    }

    /// <summary>The file to read.</summary>
    internal string Path { get; }

    /// <summary>True when it is a copy of a pipe.</summary>
    internal bool IsCopy { get; }

    /// <summary>Opens a file by its name.</summary>
    /// <exception cref="IOException">It cannot be read; the message names it.</exception>
    internal static InputFile Open(string path)
    {
        using var source = OpenStream(path);
        if (source.CanSeek)
        {
            return new InputFile(path, isCopy: false);
        }

        var copy = new InputFile(System.IO.Path.GetTempFileName(), isCopy: true);
        using var target = File.Create(copy.Path);
        source.CopyTo(target);
        return copy;
    }

    /// <summary>The whole of a text file.</summary>
    /// <exception cref="IOException">It cannot be read; the message names it.</exception>
    internal static string ReadText(string path) => ReadText(path, Encoding.UTF8);

    /// <summary>The whole of a file, one character a byte.</summary>
    /// <exception cref="IOException">It cannot be read; the message names it.</exception>
    internal static string ReadLatin1(string path) => ReadText(path, Encoding.Latin1);

    private static string ReadText(string path, Encoding encoding)
    {
        using var reader = new StreamReader(OpenStream(path), encoding, detectEncodingFromByteOrderMarks: false);
        return reader.ReadToEnd();
    }

    public void Dispose()
    {
        if (IsCopy)
        {
            File.Delete(Path);
        }
    }

    private static FileStream OpenStream(string path)
    {
        // .NET reports denied access when it opens a directory.
        if (Directory.Exists(path))
        {
            throw new IOException($"'{path}' is a directory");
        }

        var stream = File.OpenRead(path);
        if (stream is { CanSeek: true, Length: 0 } && stream.ReadByte() >= 0)
        {
            stream.Dispose();
            throw new IOException($"'{path}' has bytes and no size, like a device; name a file or a pipe");
        }

        return stream;
    }
}
