namespace Aof.Data.Modules;

/// <summary>
/// A type of values that another assembly defines (moduleType of Redis): its name, and how a value is read from an RDB
/// file. Its module's commands create its <see cref="ModuleValue"/>s.
/// </summary>
public abstract class ModuleType
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    private const int NameLength = 9;
    private const int BitsPerLetter = 6;
    private const int VersionBits = 10;
    private const int MaxVersion = (1 << VersionBits) - 1;

    /// <summary>A type of this name.</summary>
    /// <param name="name">Nine characters of A-Z, a-z, 0-9, - and _.</param>
    /// <param name="encodingVersion">0 to 1023: the version of the form that <see cref="ModuleValue.Save"/>
    /// writes.</param>
    /// <exception cref="ArgumentException">The name or version is invalid.</exception>
    protected ModuleType(string name, int encodingVersion)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(encodingVersion);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(encodingVersion, MaxVersion);
        Name = name;
        Id = (Number(name) << VersionBits) | (uint)encodingVersion;
    }

    /// <summary>The name, which TYPE replies.</summary>
    public string Name { get; }

    /// <summary>Name and version in an RDB file: 54 bits of name, six per character, and 10 bits of version.</summary>
    public ulong Id { get; }

    /// <summary>
    /// Reads what <see cref="ModuleValue.Save"/> wrote in this version or an older one; null when it is malformed.
    /// </summary>
    /// <param name="record">The saved value.</param>
    /// <param name="encodingVersion">Its version.</param>
    public abstract ModuleValue? Load(ModuleRecordReader record, int encodingVersion);

    internal static int VersionIn(ulong id) => (int)(id & MaxVersion);

    /// <summary>The name in an id.</summary>
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
            throw new ArgumentException(
                $"The name of a module's type has {NameLength} characters, '{name}' has not.", nameof(name));
        }

        var number = 0UL;
        foreach (var letter in name)
        {
            var digit = Letters.IndexOf(letter, StringComparison.Ordinal);
            number = digit >= 0
                ? (number << BitsPerLetter) | (uint)digit
                : throw new ArgumentException(
                $"The name of a module's type is made of A-Z, a-z, 0-9, - and _, '{name}' is not.", nameof(name));
        }

        return number;
    }
}
