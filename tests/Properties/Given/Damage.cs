using System.Text;
using Aof.Data.Primitives;
using FsCheck;
using FsCheck.Fluent;

namespace Tests.Properties.Given;

/// <summary>
/// One place of a log that is not as it was written, as plain data: bytes taken out, others put in their place.
/// </summary>
/// <param name="At">Where, in thousandths of the log's length.</param>
/// <param name="Removed">How many bytes are gone.</param>
/// <param name="Inserted">What stands there instead.</param>
public sealed record Damage(int At, int Removed, string Inserted)
{
    /// <summary>The first byte that is not as it was written.</summary>
    public int Begin(byte[] log) => (int)((long)log.Length * At / 1000);

    /// <summary>The damaged log.</summary>
    public byte[] Of(byte[] log)
    {
        var begin = Begin(log);
        return [.. log[..begin], .. Encoding.Latin1.GetBytes(Inserted),
            .. log[Math.Min(log.Length, begin + Removed)..]];
    }

    /// <inheritdoc/>
    public override string ToString() => $"at {At} thousandths, {Removed} bytes become '{Bytes.Of(Inserted)}'";
}

/// <summary>Bytes that are no log, or nearly one.</summary>
public sealed record HostileLog(string Content)
{
    /// <summary>The bytes.</summary>
    public byte[] Bytes => Encoding.Latin1.GetBytes(Content);

    /// <inheritdoc/>
    public override string ToString() => Aof.Data.Primitives.Bytes.Of(Content).ToString();
}

/// <summary>Damage and hostile logs for FsCheck.</summary>
public static class Damages
{
    private static readonly string[] Numbers =
    [
        "-1", "0", "1", "2", "3", "4", "9", "127", "128", "1000000", "2147483647", "2147483648", "4294967295",
        "4294967297", "536870912", "536870913",
        "9223372036854775807", "9223372036854775808", "99999999999999999999999999", "-9223372036854775808", "", " 3",
        "3 ", "+3", "03", "3x", "0x3", "1e1", "\0",
    ];

    private static readonly string[] Words = ["SET", "set", "RPUSH", "MULTI", "EXEC", "DISCARD", "SELECT", "PEXPIREAT",
        "DEL", "FLUSHALL", "BGREWRITEAOF", "CONFIG", "GET", "NOSUCH", "k", "v", "17"];

    private static readonly string[] Ends = ["\r\n", "\r\n", "\r\n", "\n", "\r", "", "\0\0", "\r\n\r\n"];

    public static Arbitrary<Damage> One() => Arb.From(
        from at in Gen.Choose(0, 1000)
        from removed in Gen.Frequency(
        (2, Gen.Constant(0)), (4, Gen.Choose(1, 12)), (1, Gen.Constant(int.MaxValue >> 1)))
        from inserted in Gen.Frequency(
        (2, Gen.Constant("")), (4, Token), (2, Noise), (1, Gen.Choose(1, 600).Select(n => new string('\0', n))))
        select new Damage(at, removed, inserted),
        Smaller);

    public static Arbitrary<HostileLog> Log() => Arb.From(
        Gen.OneOf(Noise, Pieces, Pieces, Pieces.Select(pieces => pieces[..(pieces.Length / 2)])).Select(
            content => new HostileLog(content)),
        log => Shorter(log.Content).Select(content => new HostileLog(content)));

    private static Gen<string> Noise { get; } =
        Gen.Choose(0, 255).Select(b => (char)b).ArrayOf().Select(chars => new string(chars));

    private static Gen<string> Token { get; } = Gen.OneOf(
        Gen.Elements(Numbers),
        Gen.Elements(Ends),
        from type in Gen.Elements("*", "$", "#", "")
        from number in Gen.Elements(Numbers)
        from end in Gen.Elements(Ends)
        select type + number + end);

    /// <summary>A word that mostly is as long as its head says, or nearly.</summary>
    private static Gen<string> Word { get; } =
        from word in Gen.Elements(Words)
        from length in Head(word.Length)
        from end in Gen.Frequency((20, Gen.Constant("\r\n")), (1, Gen.Elements(Ends)))
        select $"${length}\r\n{word}{end}";

    private static Gen<string> Command { get; } =
        from words in Gen.Choose(1, 4).SelectMany(Word.ListOf)
        from count in Head(words.Count)
        select $"*{count}\r\n{string.Concat(words)}";

    private static Gen<string> Head(int right) => Gen.Frequency(
        (20, Gen.Constant(right.ToString(System.Globalization.CultureInfo.InvariantCulture))),
        (1, Gen.Elements((string[])[$"{right - 1}", $"{right + 1}", $"{right + 2}", $"0{right}"])),
        (1, Gen.Elements(Numbers)));

    private static Gen<string> Pieces { get; } =
        Gen.Frequency((8, Command), (2, Token), (1, Noise)).ListOf().Select(string.Concat);

    private static IEnumerable<Damage> Smaller(Damage damage)
    {
        foreach (var inserted in Shorter(damage.Inserted))
        {
            yield return damage with { Inserted = inserted };
        }

        if (damage.Removed > 0)
        {
            yield return damage with { Removed = damage.Removed / 2 };
        }
    }

    internal static IEnumerable<string> Shorter(string text)
    {
        for (var size = (text.Length + 1) / 2; size >= 1; size = size == 1 ? 0 : (size + 1) / 2)
        {
            for (var start = 0; start < text.Length; start += size)
            {
                yield return text.Remove(start, Math.Min(size, text.Length - start));
            }
        }
    }
}
