using System.Text;

namespace Sim.Files;

/// <content>Text, in UTF-8 without a mark unless an encoding is given.</content>
internal sealed partial class PortFile
{
    public override StreamReader OpenText(string path) => new(OpenRead(path));

    public override StreamWriter CreateText(string path) => Writer(path, FileMode.Create);

    public override StreamWriter AppendText(string path) => Writer(path, FileMode.Append);

    public override string ReadAllText(string path) => ReadAllText(path, Encoding.UTF8);

    public override string ReadAllText(string path, Encoding encoding)
    {
        using var reader = new StreamReader(OpenRead(path), encoding);
        return reader.ReadToEnd();
    }

    public override string[] ReadAllLines(string path) => [.. ReadLines(path)];

    public override string[] ReadAllLines(string path, Encoding encoding) => [.. ReadLines(path, encoding)];

    public override IEnumerable<string> ReadLines(string path) => ReadLines(path, Encoding.UTF8);

    /// <summary>Opens the file at once, as .NET does, and reads it line by line.</summary>
    public override IEnumerable<string> ReadLines(string path, Encoding encoding) =>
        Lines(new StreamReader(OpenRead(path), encoding));

    public override void WriteAllText(string path, string? contents) => Put(path, FileMode.Create, contents, null);

    public override void WriteAllText(string path, string? contents, Encoding encoding) =>
        Put(path, FileMode.Create, contents, encoding);

    public override void WriteAllText(string path, ReadOnlySpan<char> contents) =>
        Put(path, FileMode.Create, contents, null);

    public override void WriteAllText(string path, ReadOnlySpan<char> contents, Encoding encoding) =>
        Put(path, FileMode.Create, contents, encoding);

    public override void AppendAllText(string path, string? contents) => Put(path, FileMode.Append, contents, null);

    public override void AppendAllText(string path, string? contents, Encoding encoding) =>
        Put(path, FileMode.Append, contents, encoding);

    public override void AppendAllText(string path, ReadOnlySpan<char> contents) =>
        Put(path, FileMode.Append, contents, null);

    public override void AppendAllText(string path, ReadOnlySpan<char> contents, Encoding encoding) =>
        Put(path, FileMode.Append, contents, encoding);

    public override void WriteAllLines(string path, string[] contents) =>
        PutLines(path, FileMode.Create, contents, null);

    public override void WriteAllLines(string path, IEnumerable<string> contents) =>
        PutLines(path, FileMode.Create, contents, null);

    public override void WriteAllLines(string path, string[] contents, Encoding encoding) =>
        PutLines(path, FileMode.Create, contents, encoding);

    public override void WriteAllLines(string path, IEnumerable<string> contents, Encoding encoding) =>
        PutLines(path, FileMode.Create, contents, encoding);

    public override void AppendAllLines(string path, IEnumerable<string> contents) =>
        PutLines(path, FileMode.Append, contents, null);

    public override void AppendAllLines(string path, IEnumerable<string> contents, Encoding encoding) =>
        PutLines(path, FileMode.Append, contents, encoding);

    private static IEnumerable<string> Lines(StreamReader reader)
    {
        using (reader)
        {
            while (reader.ReadLine() is { } line)
            {
                yield return line;
            }
        }
    }

    private void Put(string path, FileMode mode, ReadOnlySpan<char> contents, Encoding? encoding)
    {
        using var writer = Writer(path, mode, encoding);
        writer.Write(contents);
    }

    private void PutLines(string path, FileMode mode, IEnumerable<string> contents, Encoding? encoding)
    {
        ArgumentNullException.ThrowIfNull(contents);
        using var writer = Writer(path, mode, encoding);
        foreach (var line in contents)
        {
            writer.WriteLine(line);
        }
    }
}
