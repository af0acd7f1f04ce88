using System.Globalization;
using Sim.Machine.Random;

namespace Tests.Scenarios.Peer;

/// <summary>
/// What the arguments of random commands are drawn from: few keys and members, so that commands meet.
/// </summary>
internal sealed class Draw(Prng chance)
{
    /// <summary>
    /// The keys that hold a value of the wrong type from the beginning on, by the letter of that type.
    /// </summary>
    public static readonly string[][] WrongKeys =
        [["SET", "ws", "string"], ["RPUSH", "wl", "a", "b"], ["HSET", "wh", "f", "v"], ["SADD", "wt", "a", "b"],
        ["ZADD", "wz", "1", "a"], ["XADD", "wr", "1-1", "f", "v"]];

    private static readonly string[] Nasty = ["\r\n", "*1\r\n$4\r\nPING\r\n", "\0\0\0\0", "$-1\r\n", "\u00ff\u00fe",
        " ", "", "007", "-0", "1e3", "0x10"];
    private static readonly string[] Floats = ["0", "1.5", "-0.25", "3e2", "0.1", "1000000.001", "-7", "2.000", "1e-5"];
    private static readonly string[] Scores = ["0", "1", "-1", "2.5", "-3.75", "1e3", "inf", "-inf", "0.1", "100", "3"];

    private int newest;

    /// <summary>One of so many cases, from 0.</summary>
    public int Case(int count) => chance.Below(count);

    /// <summary>One of these.</summary>
    public string OneOf(params string[] words) => chance.Pick<string>(words);

    /// <summary>
    /// A key of the type that this letter stands for. Commands of several keys use only such keys: with a missing key
    /// and one of the wrong type, 6.0.5 and 7.0 give different errors.
    /// </summary>
    public string Key(char type) => Invariant($"{type}{chance.Below(5)}");

    /// <summary>The same for a command of one key: now and then one of the wrong type.</summary>
    public string Sole(char type) =>
        chance.Below(25) == 0 ? WrongKeys.Select(put => put[1]).ElementAt(chance.Below(WrongKeys.Length)) : Key(type);

    /// <summary>A key of any type.</summary>
    public string AnyKey() => Key(AnyType());

    /// <summary>
    /// A letter of any type: string, number, float, bits, HyperLogLog, list, hash, set, sorted set, places, stream that
    /// loses entries, stream that keeps them.
    /// </summary>
    public char AnyType() => "snfbplhtzgrc"[chance.Below(12)];

    /// <summary>A member of a collection, or a field.</summary>
    public string Member() =>
        chance.Below(12) == 0 ? Value() : Invariant($"m{chance.Below(8)}");

    /// <summary>Any bytes.</summary>
    public string Value() => chance.Below(10) switch
    {
        0 => Nasty[chance.Below(Nasty.Length)],
        1 => Number(-1_000_000, 1_000_000),
        2 => new string((char)('a' + chance.Below(26)), chance.Range(20, 200)),
        3 => chance.Below(8) == 0 ? new string('x', chance.Range(2000, 20_000)) : "v",
        _ => new string((char)('a' + chance.Below(26)), chance.Range(1, 8)),
    };

    /// <summary>An integer, both bounds included.</summary>
    public string Number(int low, int high) => chance.Range(low, high).ToString(CultureInfo.InvariantCulture);

    /// <summary>A place in a list, from either end.</summary>
    public string Index() => Number(-6, 6);

    /// <summary>A floating point number.</summary>
    public string Float() => chance.Pick<string>(Floats);

    /// <summary>A score.</summary>
    public string Score() => chance.Pick<string>(Scores);

    /// <summary>A longitude and a latitude on an island.</summary>
    public string[] Place() =>
        [Number(12, 15) + "." + Number(0, 999_999), Number(36, 38) + "." + Number(0, 999_999)];

    /// <summary>The end of a range of scores.</summary>
    public string ScoreBound() => (chance.Below(3) == 0 ? "(" : "") + Score();

    /// <summary>The end of a range of members.</summary>
    public string LexBound() => OneOf("-", "+", "[m1", "(m1", "[m3", "(m5", "[m7", "[", "(a");

    /// <summary>The id of an entry to come: greater than all before.</summary>
    public string NextId() => StreamId(newest += chance.Range(1, 2));

    /// <summary>The id of one of the last entries, be it of another stream, or of none.</summary>
    public string RecentId() => StreamId(Math.Max(1, newest - chance.Below(40)));

    /// <summary>As many words as the number says, from 1.</summary>
    public string[] Some(int most, Func<string> word) =>
        [.. Enumerable.Range(0, chance.Range(1, most)).Select(_ => word())];

    /// <summary>Some pairs of words.</summary>
    public string[] Pairs(int most, Func<string> first, Func<string> second) =>
        [.. Enumerable.Range(0, chance.Range(1, most)).SelectMany(_ => new[] { first(), second() })];

    /// <summary>Four ids a millisecond.</summary>
    private static string StreamId(int number) =>
        Invariant($"{number / 4}-{number % 4}");
}
