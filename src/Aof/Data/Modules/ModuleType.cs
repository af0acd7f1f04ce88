namespace Aof.Data.Modules;

/// <summary>
/// A type of values that is defined outside of this assembly (moduleType of Redis): what it is called, and how a value
/// is read back from an RDB file. Its values are <see cref="ModuleValue"/>s, and are born of its module's commands.
/// </summary>
public abstract class ModuleType
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private const int NameLength = 9;
    private const int BitsPerLetter = 6;
    private const int VersionBits = 10;
    private const int LargestVersion = (1 << VersionBits) - 1;

    /// <summary>A type of this name.</summary>
    /// <param name="name">Nine characters out of A-Z, a-z, 0-9, - and _.</param>
    /// <param name="encodingVersion">0 to 1023: which form of saving <see cref="ModuleValue.Save"/> writes.</param>
    /// <exception cref="ArgumentException">No type can be called that.</exception>
    protected ModuleType(string name, int encodingVersion)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(encodingVersion);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(encodingVersion, LargestVersion);
        Name = name;
        Id = (Number(name) << VersionBits) | (uint)encodingVersion;
    }

    /// <summary>What TYPE answers.</summary>
    public string Name { get; }

    /// <summary>Name and version as an RDB file has them: 54 bits of name, six for each character, and 10 of version.</summary>
    public ulong Id { get; }

    /// <summary>Reads what <see cref="ModuleValue.Save"/> wrote, in this version or an older one; null when that is nothing this type can have written.</summary>
    /// <param name="record">What was written.</param>
    /// <param name="encodingVersion">The version it was written in.</param>
    public abstract ModuleValue? Load(ModuleRecordReader record, int encodingVersion);

    internal static int VersionIn(ulong id) => (int)(id & LargestVersion);

    /// <summary>The name in an id that was read somewhere.</summary>
    internal static string NameIn(ulong id) => string.Create(NameLength, id >> VersionBits, static (name, number) =>
    {
        for (var i = name.Length - 1; i >= 0; i--, number >>= BitsPerLetter)
        {
            name[i] = Letters[(int)(number % (uint)Letters.Length)];
        }
    });

    internal bool SharesNameWith(ulong id) => id >> VersionBits == Id >> VersionBits;

    private static ulong Number(string name)
    {
        if (name.Length != NameLength)
        {
            throw new ArgumentException($"The name of a module's type has {NameLength} characters, '{name}' has not.", nameof(name));
        }

        var number = 0UL;
        foreach (var letter in name)
        {
            var digit = Letters.IndexOf(letter, StringComparison.Ordinal);
            number = digit >= 0
                ? (number << BitsPerLetter) | (uint)digit
                : throw new ArgumentException($"The name of a module's type is made of A-Z, a-z, 0-9, - and _, '{name}' is not.", nameof(name));
        }

        return number;
    }
}
