using System.Globalization;
using System.IO.Abstractions;

namespace Tests.Scenarios.Library;

/// <summary>How far a number goes before it is promised.</summary>
internal enum Flushing
{
    ToDisk,
    WriteThrough,
    ToKernel,
    Never,
}

/// <summary>
/// A log of numbers as any program has it that uses System.IO.Abstractions: it knows nothing of the simulated machine.
/// </summary>
internal sealed class FileSystemStore : IDisposable
{
    private readonly FileSystemStream log;
    private readonly Flushing flushing;

    /// <summary>Reads the numbers, and rewrites the log without a torn end.</summary>
    /// <param name="system">The real file system, or any other.</param>
    /// <param name="root">The directory of the log.</param>
    /// <param name="syncDirectory">What System.IO does not have.</param>
    /// <param name="flushing">What is done after each number.</param>
    public FileSystemStore(IFileSystem system, string root, Action<string> syncDirectory, Flushing flushing)
    {
        this.flushing = flushing;
        var (path, next) = (system.Path.Combine(root, "log"), system.Path.Combine(root, "log.new"));
        Numbers = system.File.Exists(path) ? [.. Whole(system.File.ReadAllLines(path))] : [];
        using (var stream = system.File.Create(next))
        {
            foreach (var number in Numbers)
            {
                stream.Write(Line(number));
            }

            stream.Flush(flushToDisk: true);
        }

        system.File.Move(next, path, overwrite: true);
        syncDirectory(root);
        log = flushing == Flushing.WriteThrough
            ? system.FileStream.New(
                path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0, FileOptions.WriteThrough)
            : system.FileStream.New(path, FileMode.Append, FileAccess.Write);
    }

    public IReadOnlyList<int> Numbers { get; }

    public void Add(int number)
    {
        log.Write(Line(number));
        if (flushing is Flushing.ToKernel or Flushing.ToDisk)
        {
            log.Flush(flushing == Flushing.ToDisk);
        }
    }

    public void Dispose() => log.Dispose();

    /// <summary>The numbers up to the first line that is damaged.</summary>
    private static IEnumerable<int> Whole(string[] lines) => lines.Select(line => line.Split(' ')).TakeWhile(
        words => words is [var number, _] && int.TryParse(number, out var value) && Check(value) == words[1]).Select(
        words => int.Parse(words[0], CultureInfo.InvariantCulture));

    private static byte[] Line(int number) =>
        System.Text.Encoding.ASCII.GetBytes(Invariant($"{number} {Check(number)}\n"));

    private static string Check(int number) => Invariant($"{(uint)number * 2_654_435_761u:x8}");
}
