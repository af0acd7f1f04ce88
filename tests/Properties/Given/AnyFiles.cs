using System.Text;
using Aof.Data.Commands;
using FsCheck;
using FsCheck.Fluent;

namespace Tests.Properties.Given;

/// <summary>A file that a checker or a server may be given.</summary>
public sealed record AnyFile(string Content)
{
    /// <summary>The bytes.</summary>
    public byte[] Bytes => Encoding.Latin1.GetBytes(Content);

    /// <inheritdoc/>
    public override string ToString() => Aof.Data.Primitives.Bytes.Of(Content).ToString();
}

/// <summary>Something of another version in an undamaged log.</summary>
/// <param name="At">Behind how many of its commands, in thousandths.</param>
/// <param name="Text">What stands there.</param>
public sealed record OtherVersion(int At, string Text)
{
    /// <summary>The log with it.</summary>
    public byte[] Of(byte[] log)
    {
        var ends = Wire.Decode(log).Select(command => command.End).Prepend(0).ToList();
        var at = ends[ends.Count * At / 1001];
        return [.. log[..at], .. Encoding.Latin1.GetBytes(Text), .. log[at..]];
    }
}

/// <summary>
/// Files of every kind for FsCheck: logs of each command of the table, preambles with repeated keys and high databases,
/// annotations, other formats; whole, torn or damaged.
/// </summary>
public static class AnyFiles
{
    private static readonly string[] Arguments =
        ["a", "b", "c", "1", "2", "0", "-1", "20", "", "x", "*", "STORE", "LIMIT", "\0\u00ff", "1.5", "1-1", "KEEPTTL"];

    private static readonly string[] Others =
    [
        "#TS:1700000000\r\n", "# made by hand\r\n", "file a.aof.1.base.aof seq 1 type b\n", "VALKEY080\u00fa\u0009",
        "REDIS0099\u00fa\u0009", "PK\u0003\u0004", "\u001f\u008b\u0008", "SET a 1\r\n", "\r\n", "+OK\r\n", "\0\0\0\0",
    ];

    public static Arbitrary<AnyFile> One() => Arb.From(
        from file in Whole.Select(file => new AnyFile(file))
        from damage in Damages.One().Generator
        from damaged in Gen.Frequency((3, Gen.Constant(file.Bytes)), (2, Gen.Constant(damage.Of(file.Bytes))))
        select new AnyFile(Encoding.Latin1.GetString(damaged)),
        file => Damages.Shorter(file.Content).Select(content => new AnyFile(content)));

    /// <summary>Heads stand at the beginning, annotations and unknown commands anywhere.</summary>
    public static Arbitrary<OtherVersion> Other() => Arb.From(Gen.OneOf(
        Gen.Elements("VALKEY081\u00fa\u0009", "REDIS0013\u00fa\u0009", "file a.aof seq 1 type b\n").Select(
            head => new OtherVersion(0, head)),
        from at in Gen.Choose(0, 1000)
        from text in Gen.Elements(
            "#TS:1700000000\r\n", "#TS:0\r\n", Text(["BF.ADD", "a", "b"]), Text(["LMPOP", "1", "a", "LEFT"]))
        select new OtherVersion(at, text)));

    /// <summary>Such a file without damage.</summary>
    public static Gen<string> Whole =>
        from head in Gen.Frequency((2, Gen.Constant("")), (2, Preamble), (1, Gen.Elements(Others)))
        from records in Gen.Frequency((20, Record), (1, Gen.Elements(Others))).ListOf()
        select head + string.Concat(records);

    private static Gen<string> Record { get; } = Gen.Frequency((60, OfTable()), (10, Transaction()), (1, Odd));

    /// <summary>
    /// A command that no server knows, one of a later version, one without its arguments, one without its end, and one
    /// with arguments that it does not have.
    /// </summary>
    private static Gen<string> Odd => Gen.Elements(
        Text(["NOSUCH", "a"]), Text(["LMOVE", "a", "b", "LEFT", "RIGHT"]), Text(["LPOP", "a", "1"]), Text(["SET"]),
        Text(["MULTI"]), Text(["MULTI", "x"]), Text(["FUNCTION", "FLUSH"]));

    /// <summary>Any command with a number of arguments that it takes.</summary>
    private static Gen<string> OfTable() =>
        from command in Gen.Elements(RedisCommands.Table.All.ToArray())
        from more in Gen.Choose(0, command.Arity < 0 ? 3 : 0)
        from arguments in Gen.Elements(Arguments).ListOf(Math.Abs(command.Arity) - 1 + more)
        select Text([command.Name, .. arguments]);

    private static Gen<string> Transaction() =>
        from commands in OfTable().ListOf()
        select Text(["MULTI"]) + string.Concat(commands) + Text(["EXEC"]);

    private static Gen<string> Preamble { get; } =
        from databases in Gen.Frequency(
            (8, Gen.Elements(0, 1, 15)), (1, Gen.Elements(16, 20, 63))).SelectMany(Database).ListOf()
        from library in Gen.Frequency(
            (8, Gen.Constant("")), (1, Gen.Elements("#!lua name=f", "#!lua name=g\n", "f").Select(
                code => "\u00f5" + Blob(code))))
        select "REDIS0009\u00fa\u0009redis-ver\u00056.0.5" + library + string.Concat(databases) + "\u00ff"
            + new string('\0', 8);

    private static Gen<string> Database(int number) =>
        from keys in Key.ListOf()
        select $"\u00fe{(char)number}\u00fb\u0000\u0000{string.Concat(keys)}";

    /// <summary>A key with a deadline or none, and a value of a type without a packed encoding.</summary>
    private static Gen<string> Key { get; } =
        from deadline in Gen.Elements("", "", "\u00fc\0\0\0\0\0\u0001\0\0", "\u00fd\u0001\u0002\u0003\u0004")
        from key in Gen.Choose(0, 25).Select(number => Blob(((char)('a' + number)).ToString()))
        from value in Gen.Elements(
            ("\u0000", Blob("v")), ("\u0001", "\u0002" + Blob("x") + Blob("x")), ("\u0002", "\u0001" + Blob("m")),
            ("\u0002", "\u0000"), ("\u0004", "\u0001" + Blob("f") + Blob("v")),
            ("\u0003", "\u0001" + Blob("m") + "\u00011"))
        select deadline + value.Item1 + key + value.Item2;

    private static string Blob(string text) => (char)text.Length + text;

    private static string Text(IReadOnlyList<string> command) => Encoding.Latin1.GetString(Wire.Encode([command]));
}
