using System.Globalization;

namespace Tests.Scenarios;

/// <summary>Logs written and read by hand, with nothing of the code under test.</summary>
internal static class Resp
{
    /// <summary>A log of commands given as words.</summary>
    public static string Log(params string[] commands) => string.Concat(commands.Select(Command));

    /// <summary>One command, its words separated by spaces.</summary>
    public static string Command(string words) => Record(words.Split(' '));

    /// <summary>One command; an argument has one character a byte.</summary>
    public static string Record(params string[] args) => Invariant($"*{args.Length}\r\n")
        + string.Concat(args.Select(arg => Invariant($"${arg.Length}\r\n{arg}\r\n")));

    /// <summary>The commands of a well-formed log, each as words with spaces between them.</summary>
    public static string[] Commands(string log)
    {
        var commands = new List<string>();
        for (var at = 0; at < log.Length;)
        {
            var count = Number(log, ref at);
            var words = new List<string>();
            for (; count > 0; count--)
            {
                var length = Number(log, ref at);
                Assert.True(log.Length - at >= length + 2, $"the log ends inside an argument: {log}");
                words.Add(log.Substring(at, length));
                at += length + 2;
            }

            commands.Add(string.Join(' ', words));
        }

        return [.. commands];
    }

    private static int Number(string log, ref int at)
    {
        var end = at < log.Length ? log.IndexOf('\r', at) : -1;
        Assert.True(end > at, $"the log ends inside a command: {log}");
        var number = int.Parse(log.AsSpan(at + 1, end - at - 1), CultureInfo.InvariantCulture);
        at = end + 2;
        return number;
    }
}
