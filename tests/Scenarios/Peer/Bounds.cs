using System.Globalization;
using Sim.Machine.Random;

namespace Tests.Scenarios.Peer;

/// <summary>
/// Values of all types on both sides of every bound at which Redis writes them in another form: numbers and texts, packed and
/// plain ones, small collections and large ones. The bounds are always all there; the content is a function of the seed.
/// </summary>
internal sealed class Bounds
{
    /// <summary>A deadline that neither server lives to see: the year 2100, in milliseconds since 1970.</summary>
    private const string Deadline = "4102444800000";

    /// <summary>Where a number takes another byte or form: in an RDB string, in a ziplist, in an intset, in a listpack.</summary>
    private static readonly long[] Numbers =
    [
        0, 12, 13, 127, 128, 4095, 4096, 32767, 32768, 8388607, 8388608, int.MaxValue, 1L + int.MaxValue, long.MaxValue,
        -1, -128, -129, -4096, -4097, -32768, -32769, -8388608, -8388609, int.MinValue, int.MinValue - 1L, long.MinValue,
    ];

    private static readonly string[] NearlyNumbers = ["", "007", "-0", "+1", " 1", "1.0", "0x10", "9223372036854775808", "-9223372036854775809"];

    /// <summary>Where a text's length takes another form: packed from 21 bytes on, two and five bytes of length, in ziplists as well, and the entry behind it.</summary>
    private static readonly int[] Lengths = [1, 11, 12, 20, 21, 63, 64, 65, 247, 253, 254, 255, 4095, 4096, 8150, 8192, 16383, 16384, 70_000];

    private readonly Prng chance;
    private readonly List<string[]> commands = [];

    private Bounds(ulong seed) => chance = new Seed(seed).Stream("bounds");

    /// <summary>Commands that make all of them, in two databases.</summary>
    public static IReadOnlyList<string[]> Commands(ulong seed)
    {
        var bounds = new Bounds(seed);
        bounds.Strings();
        bounds.Lists();
        bounds.Sets();
        bounds.Add("SELECT", "9");
        bounds.Hashes();
        bounds.SortedSets();
        bounds.Streams();
        return bounds.commands;
    }

    private void Strings()
    {
        foreach (var text in Texts())
        {
            Key("s", key => Add("SET", key, text));
        }

        foreach (var number in Numbers)
        {
            Add("SET", Print(number), "a key that is a number");
        }
    }

    private void Lists()
    {
        Key("l", key => Add(["RPUSH", key, .. Texts()]));
        Key("l", key => Add("RPUSH", key, Text(1)));
        foreach (var length in new[] { 13, 198, 300, 5000, 8190, 9000 })
        {
            // About a node of 8 KiB, then about two: entries are as long as their text and some bytes.
            Key("l", key => Add(["RPUSH", key, .. Many(1 + (8192 / length), _ => Text(length - chance.Range(0, 4)))]));
            Key("l", key => Add(["RPUSH", key, .. Many(2 + (16384 / length), _ => Text(length))]));
        }
    }

    private void Sets()
    {
        foreach (var (low, step) in new (long, int)[] { (-300, 1), (32_000, 3), (int.MaxValue - 500L, 2), (long.MaxValue - 3000, 4) })
        {
            var count = chance.Range(511, 514);
            Key("t", key => Add(["SADD", key, .. Many(count, i => Print(low + (i * (long)step)))]));
        }

        foreach (var count in new[] { 1, 512, 513 })
        {
            Key("t", key => Add(["SADD", key, .. Many(count, i => Print(i))]));
            Key("t", key => Add(["SADD", key, .. Many(count, i => Print(i)), "no number"]));
        }

        Key("t", key => Add(["SADD", key, .. Texts()]));
    }

    private void Hashes()
    {
        foreach (var (count, field, value) in new[] { (1, 4, 4), (512, 4, 4), (513, 4, 4), (3, 64, 64), (3, 65, 1), (3, 1, 65), (20, 63, 64) })
        {
            Key("h", key => Add(["HSET", key, .. Many(count, i => new[] { Distinct(i, field), Text(value) }).SelectMany(pair => pair)]));
        }

        Key("h", key => Add(["HSET", key, .. Numbers.SelectMany(number => new[] { Print(number), Print(number) })]));
        Key("h", key => Add(["HSET", key, .. Texts().SelectMany((text, i) => new[] { $"{i}", text })]));
    }

    private void SortedSets()
    {
        foreach (var (count, length) in new[] { (1, 4), (128, 4), (129, 4), (5, 64), (5, 65) })
        {
            Key("z", key => Add(["ZADD", key, .. Many(count, i => new[] { Score(), Distinct(i, length) }).SelectMany(pair => pair)]));
        }

        Key("z", key => Add(["ZADD", key, .. Numbers.SelectMany(number => new[] { Print(number), Print(number) })]));
    }

    private void Streams()
    {
        // A node takes a hundred entries, or 4096 bytes.
        foreach (var (count, length) in new[] { (1, 1), (99, 5), (100, 5), (101, 5), (201, 5), (40, 100), (3, 5000) })
        {
            Key("c", key =>
            {
                for (var i = 1; i <= count; i++)
                {
                    Add("XADD", key, $"{i / 3}-{i}", "a", Text(length), chance.Below(4) == 0 ? Text(3) : "b", Text(1 + chance.Below(3)));
                }

                Add("XGROUP", "CREATE", key, "g1", "0");
                Add("XGROUP", "CREATE", key, "g2", "$");
                Add("XREADGROUP", "GROUP", "g1", "one", "COUNT", Print(chance.Range(1, count)), "STREAMS", key, ">");
                Add("XREADGROUP", "GROUP", "g1", Text(70), "COUNT", "2", "STREAMS", key, ">");
            });
        }

        Key("r", key =>
        {
            Add("XADD", key, "18446744073709551615-5", "f", "v");
            Add("XDEL", key, "18446744073709551615-5");
        });
    }

    /// <summary>One of every bound of a single text.</summary>
    private IEnumerable<string> Texts() => [.. Numbers.Select(Print), .. NearlyNumbers, .. Lengths.Select(Text)];

    /// <summary>Any bytes, which cannot be packed; one letter again and again; or something between.</summary>
    private string Text(int length)
    {
        var letters = chance.Below(3) switch { 0 => 256, 1 => 1, _ => 4 };
        return string.Concat(Many(length, _ => (char)(letters == 256 ? chance.Below(256) : 'a' + chance.Below(letters))));
    }

    private string Distinct(int number, int length) => Print(number).PadRight(length, (char)('a' + chance.Below(26)));

    /// <summary>Not minus zero: the small form of a sorted set forgets its sign in 7.0.</summary>
    private string Score() => chance.Below(3) switch
    {
        0 => Print(chance.Range(-5, 5)),
        1 => (chance.Range(1, 1_000_000) / 7.0).ToString("R", CultureInfo.InvariantCulture),
        _ => chance.Pick<string>(["inf", "-inf", "1e300", "-1e-300", "0.1", "1e17", "4503599627370497.5"]),
    };

    private void Key(string type, Action<string> make)
    {
        var key = $"{type}{commands.Count}";
        make(key);
        if (chance.Below(3) == 0)
        {
            Add("PEXPIREAT", key, Deadline);
        }
    }

    private void Add(params string[] words) => commands.Add(words);

    private static string Print(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static List<T> Many<T>(int count, Func<int, T> make) => [.. Enumerable.Range(0, count).Select(make)];
}
