using System.Buffers.Text;
using Aof.Data.Primitives;

namespace Sim.Cli.Options;

/// <summary>
/// Reads commands as a client sends them: RESP arrays of bulk strings (processMultibulkBuffer() of Redis). Unlike the
/// reader of a log, it keeps a command's name as written and ignores an empty array.
/// </summary>
internal sealed class CommandFile : IDisposable
{
    /// <summary>The maximum number of arguments of one command, as in Redis.</summary>
    private const int MaxArguments = 1024 * 1024;

    /// <summary>The longest argument in bytes: proto-max-bulk-len of Redis.</summary>
    private const int LongestArgument = 512 * 1024 * 1024;

    /// <summary>A type byte, the 20 characters of a 64-bit number, CRLF.</summary>
    private const int LongestLine = 23;

    private readonly FileStream file;
    private long commandStart;

    private CommandFile(string path) => file = File.OpenRead(path);

    /// <summary>A description of the damage with the offset in bytes; null when there is none.</summary>
    private string? Problem { get; set; }

    public void Dispose() => file.Dispose();

    /// <summary>Reads a file to its end, or to its first damage.</summary>
    /// <returns>A description of the damage with its offset; null when every command is complete.</returns>
    internal static string? Damage(string path)
    {
        using var file = new CommandFile(path);
        while (file.TryRead() is not null)
        {
        }

        return file.Problem;
    }

    /// <summary>The commands of a file without damage.</summary>
    internal static IEnumerable<Bytes[]> Read(string path)
    {
        using var file = new CommandFile(path);
        while (file.TryRead() is { } argv)
        {
            if (argv.Length > 0)
            {
                yield return argv;
            }
        }

        if (file.Problem is { } problem)
        {
            throw new IOException($"'{path}' has changed: {problem}");
        }
    }

    /// <summary>The next command; null at the end of the file or at damage.</summary>
    private Bytes[]? TryRead()
    {
        commandStart = file.Position;
        if (commandStart == file.Length || ReadNumber('*', MaxArguments) is not { } count)
        {
            return null;
        }

        // Memory is allocated as arguments come; a number alone allocates none.
        var argv = new List<Bytes>();
        while (argv.Count < count)
        {
            if (ReadArgument() is not { } argument)
            {
                return null;
            }

            argv.Add(argument);
        }

        return [.. argv];
    }

    private Bytes? ReadArgument()
    {
        if (ReadNumber('$', LongestArgument) is not { } length)
        {
            return null;
        }

        if (length < 0)
        {
            Problem = Located("an argument of negative length", file.Position);
            return null;
        }

        if (file.Length - file.Position < length + 2)
        {
            return EndsInside<Bytes>();
        }

        var bytes = new byte[length];
        file.ReadExactly(bytes);
        Span<byte> end = stackalloc byte[2];
        file.ReadExactly(end);
        if (!end.SequenceEqual("\r\n"u8))
        {
            Problem = Located("CRLF should stand here", file.Position - 2);
            return null;
        }

        return new Bytes(bytes);
    }

    /// <summary>A line of a type byte, a number and CRLF.</summary>
    private int? ReadNumber(char type, int most)
    {
        var start = file.Position;
        Span<byte> line = stackalloc byte[LongestLine];
        line = line[..file.ReadAtLeast(line, LongestLine, throwOnEndOfStream: false)];
        if (line.IsEmpty)
        {
            return EndsInside<int>();
        }

        var end = line.IndexOf("\r\n"u8);
        var text = end < 0 ? line : line[..end];
        if (text.IsEmpty || text[0] != type)
        {
            Problem = Located($"'{type}' should stand here", start);
            return null;
        }

        if (end < 0 && line.Length < LongestLine)
        {
            return EndsInside<int>();
        }

        if (end < 0 || !Utf8Parser.TryParse(text[1..], out long value, out var digits) || digits != text.Length - 1
            || value > most)
        {
            Problem = Located("no number of a possible size stands here", start);
            return null;
        }

        file.Position = start + end + 2;
        return (int)Math.Max(value, -1);
    }

    private T? EndsInside<T>()
        where T : struct
    {
        Problem = Located("the file ends inside a command", commandStart);
        return null;
    }

    private static string Located(string problem, long offset) =>
        Invariant($"{problem}, at byte {offset}");
}
