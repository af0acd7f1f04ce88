using System.Globalization;
using System.Text;
using Aof.Data.Primitives;

namespace Tests.Properties.Given;

/// <summary>
/// The format of the log, written and read with nothing of the code under test. One character is one byte.
/// </summary>
internal static class Wire
{
    /// <summary>A log of these commands.</summary>
    public static byte[] Encode(IEnumerable<IReadOnlyList<string>> commands) =>
        Encoding.Latin1.GetBytes(string.Concat(commands.Select(Text)));

    /// <summary>The commands of a well-formed log, each with where it ends.</summary>
    public static List<(string[] Command, int End)> Decode(ReadOnlySpan<byte> log)
    {
        var text = Encoding.Latin1.GetString(log);
        var commands = new List<(string[], int)>();
        for (var at = 0; at < text.Length;)
        {
            var command = new string[Number(text, '*', ref at)];
            for (var i = 0; i < command.Length; i++)
            {
                var length = Number(text, '$', ref at);
                Assert.True(text.Length - at >= length + 2, $"the log ends inside the argument at byte {at}");
                command[i] = text.Substring(at, length);
                at += length;
                Assert.Equal("\r\n", text.Substring(at, 2));
                at += 2;
            }

            commands.Add((command, at));
        }

        return commands;
    }

    /// <summary>
    /// Where the log may be cut: behind whole commands, but not inside a transaction. The beginning is one such place.
    /// </summary>
    public static List<int> Cuts(IEnumerable<(string[] Command, int End)> commands)
    {
        var cuts = new List<int> { 0 };
        var inside = false;
        foreach (var (command, end) in commands)
        {
            inside = command[0] == "MULTI" || (inside && command[0] != "EXEC");
            if (!inside)
            {
                cuts.Add(end);
            }
        }

        return cuts;
    }

    /// <summary>The arguments as the subsystem takes them.</summary>
    public static Bytes[] Argv(IReadOnlyList<string> command) => [.. command.Select(Bytes.Of)];

    private static string Text(IReadOnlyList<string> command) =>
        Invariant($"*{command.Count}\r\n")
        + string.Concat(
        command.Select(word => Invariant($"${word.Length}\r\n{word}\r\n")));

    private static int Number(string text, char type, ref int at)
    {
        var end = text.IndexOf("\r\n", at, StringComparison.Ordinal);
        Assert.True(end > at && text[at] == type, $"'{type}' and a number should stand at byte {at}");
        var number = int.Parse(text.AsSpan(at + 1, end - at - 1), NumberStyles.None, CultureInfo.InvariantCulture);
        at = end + 2;
        return number;
    }
}
