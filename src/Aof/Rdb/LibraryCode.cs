using System.Buffers;
using Aof.Data.Primitives;

namespace Aof.Rdb;

/// <summary>The code of a library of functions: its first line names the engine and the library.</summary>
internal static class LibraryCode
{
    private const string NameRule =
        "ERR Library names can only contain letters, numbers, or underscores(_) and must be at least one character "
        + "long";

    private static readonly SearchValues<byte> NameBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_"u8);

    /// <summary>The name in the first line of a library; null, with a problem, when there is none.</summary>
    public static Bytes? NameIn(Bytes code, out string problem)
    {
        problem = "ERR Missing library metadata";
        var end = code.Span.IndexOf((byte)'\n');
        if (!code.Span.StartsWith("#!"u8) || end < 0)
        {
            problem = code.Span.StartsWith("#!"u8) ? "ERR Invalid library metadata" : problem;
            return null;
        }

        var words = Bytes.Copy(code.Span[2..end]).ToLatin1().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Bytes? name = null;
        foreach (var word in words.Skip(1))
        {
            if (!word.StartsWith("name=", StringComparison.OrdinalIgnoreCase) || name is not null)
            {
                problem = name is null ? $"ERR Invalid metadata value given: {word}"
                    : "ERR Invalid metadata value, name argument was given multiple times";
                return null;
            }

            name = Bytes.Of(word[5..]);
        }

        problem = words.Length == 0 ? "ERR Invalid library metadata"
            : name is not { } given ? "ERR Library name was not given"
            : given.Length == 0 || given.Span.ContainsAnyExcept(NameBytes) ? NameRule
            : !words[0].Equals("lua", StringComparison.OrdinalIgnoreCase) ? $"ERR Engine '{words[0]}' not found"
            : "";
        return problem.Length == 0 ? name : null;
    }
}
