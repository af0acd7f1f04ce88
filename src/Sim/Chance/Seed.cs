using System.Globalization;

namespace Sim.Chance;

/// <summary>
/// The number that decides everything. Parts of the machine draw from children of it, each with a name of its own, so
/// that what one part draws never shifts what another one gets.
/// </summary>
/// <param name="Value">Any 64 bits.</param>
public readonly record struct Seed(ulong Value)
{
    /// <summary>The child of that name: the same for the same seed and name, unrelated to the others.</summary>
    public Seed Fork(string name)
    {
        return new Seed(Mix(Value + Mix(HashOf(name))));
    }

    /// <summary>FNV-1a over the UTF-16 units: for short names. It must stay the same for ever.</summary>
    internal static ulong HashOf(string name)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var unit in name)
        {
            hash = (hash ^ unit) * 0x00000100000001B3UL;
        }

        return hash;
    }

    /// <summary>The child of that number, for the members of a series.</summary>
    public Seed Fork(long number) => new(Mix(Mix(Value) + (ulong)number));

    /// <summary>A new stream that starts at this seed.</summary>
    public Prng Stream() => new(this);

    /// <summary>Shorthand for the stream of the child of that name.</summary>
    public Prng Stream(string name) => Fork(name).Stream();

    /// <summary>The seed in decimal.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The output step of SplitMix64 (Steele, Lea and Flood, 2014): every bit of the input reaches every bit of the output.</summary>
    internal static ulong Mix(ulong value)
    {
        return Scramble(value + 0x9E3779B97F4A7C15UL);
    }

    /// <summary>The finalizer alone.</summary>
    internal static ulong Scramble(ulong value)
    {
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9UL;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EBUL;
        return value ^ (value >> 31);
    }
}
