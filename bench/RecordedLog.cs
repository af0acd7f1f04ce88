using System.Globalization;
using System.Text;

namespace Bench;

/// <summary>Logs to load, the same bytes every time: a mixture of the commands that a cache and a queue would write.</summary>
internal static class RecordedLog
{
    /// <summary>Writes a log of so many commands (a SELECT before them) that leaves at most <paramref name="keys"/> keys of each type.</summary>
    public static void Write(string path, int commands, int keys)
    {
        using var file = File.Create(path);
        using var buffer = new BufferedStream(file, 1 << 20);
        Append(buffer, "SELECT", "0");
        for (var index = 0; index < commands; index++)
        {
            // Knuth's multiplicative hash spreads neighbours over the keys.
            var key = (int)((uint)index * 2654435761u % (uint)keys);
            Append(buffer, Command(index, key.ToString(CultureInfo.InvariantCulture), index.ToString(CultureInfo.InvariantCulture)));
        }
    }

    private static string[] Command(int index, string key, string value) => (index % 8) switch
    {
        0 or 1 or 2 => ["SET", "key:" + key, "value:" + value],
        3 => ["INCR", "counter:" + key],
        4 => ["HSET", "hash:" + key, "field:" + value[^1], value],
        5 => ["SADD", "set:" + key, "member:" + value[^1]],
        6 => ["ZADD", "zset:" + key, value, "member:" + value[^1]],
        _ => ["PEXPIREAT", "key:" + key, "4102444800000"],
    };

    private static void Append(Stream stream, params string[] argv)
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"*{argv.Length}\r\n");
        foreach (var argument in argv)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $"${argument.Length}\r\n{argument}\r\n");
        }

        stream.Write(Encoding.ASCII.GetBytes(text.ToString()));
    }
}
