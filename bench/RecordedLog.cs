using System.Globalization;
using System.Text;

namespace Bench;

/// <summary>
/// Logs to load, with the same bytes in every run: a mixture of the commands of a cache and of a queue.
/// </summary>
internal static class RecordedLog
{
    /// <summary>
    /// Writes a log of <paramref name="commands"/> commands after a SELECT. It leaves at most <paramref name="keys"/>
    /// keys of each type.
    /// </summary>
    public static void Write(string path, int commands, int keys) => Write(path, commands, keys, Command);

    /// <summary>Writes a log of SETs over the given number of keys.</summary>
    public static void WriteSets(string path, int commands, int keys) =>
        Write(path, commands, keys, static (_, key, value) => ["SET", "key:" + key, "value:" + value]);

    /// <summary>Writes a log of SETs, each with its own key.</summary>
    public static void WriteKeys(string path, int keys) =>
        Write(path, keys, keys, KeyOfItsOwn);

    /// <summary>The bytes of the first of these logs, for a simulated disk.</summary>
    public static byte[] Bytes(int commands, int keys)
    {
        using var memory = new MemoryStream();
        Write(memory, commands, keys, Command);
        return memory.ToArray();
    }

    /// <summary>The commands of the first of these logs, as clients send them.</summary>
    public static IEnumerable<string[]> Commands(int commands, int keys) => Commands(commands, keys, Command);

    /// <summary>SETs, each with its own key.</summary>
    public static IEnumerable<string[]> Sets(int keys) => Commands(keys, keys, KeyOfItsOwn);

    private static void Write(string path, int commands, int keys, Func<int, string, string, string[]> command)
    {
        using var file = File.Create(path);
        using var buffer = new BufferedStream(file, 1 << 20);
        Write(buffer, commands, keys, command);
    }

    private static void Write(Stream stream, int commands, int keys, Func<int, string, string, string[]> command)
    {
        Append(stream, "SELECT", "0");
        foreach (var argv in Commands(commands, keys, command))
        {
            Append(stream, argv);
        }
    }

    private static IEnumerable<string[]> Commands(int commands, int keys, Func<int, string, string, string[]> command)
    {
        for (var index = 0; index < commands; index++)
        {
            // Knuth's multiplicative hash spreads neighbours over the keys. Only its high bits are used, because the
            // low ones repeat the index, which chooses the command.
            var key = (int)(((ulong)((uint)index * 2654435761u) * (uint)keys) >> 32);
            yield return command(
                index, key.ToString(CultureInfo.InvariantCulture), index.ToString(CultureInfo.InvariantCulture));
        }
    }

    private static string[] KeyOfItsOwn(int index, string key, string value) =>
        ["SET", "key:" + value, "value:" + value];

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
