using System.Globalization;
using Sim.Os;

namespace Sim.Machine.Random;

/// <summary>
/// The number that decides everything. Parts of the machine draw from children of it, each with a name of its own, so
/// that what one part draws never shifts what another one gets.
/// </summary>
/// <param name="Value">Any 64 bits.</param>
public readonly record struct Seed(ulong Value)
{
    /// <summary>The child of that name: the same for the same seed and name, unrelated to the others.</summary>
    public Seed Fork(string name) => new(Mix(Value + Mix(HashOf(name))));

    /// <summary>The child of that number, for the members of a series.</summary>
    public Seed Fork(long number) => new(Mix(Mix(Value) + (ulong)number));

    /// <summary>A new stream that starts at this seed.</summary>
    public Prng Stream() => new(this);

    /// <summary>Shorthand for the stream of the child of that name.</summary>
    public Prng Stream(string name) => Fork(name).Stream();

    /// <summary>The seed in decimal.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The first output of SplitMix64 with this seed.</summary>
    internal static ulong Mix(ulong value) => SplitMix64.Mix(value + SplitMix64.Step);

    /// <summary>
    /// FNV-1a over the UTF-16 units. System.IO.Hashing does not have it; the streams of all seeds depend on it, so it may
    /// not change.
    /// </summary>
    internal static ulong HashOf(string name)
    {
        var hash = 0xCBF29CE484222325UL;
        foreach (var unit in name)
        {
            hash = (hash ^ unit) * 0x00000100000001B3UL;
        }

        return hash;
    }
}
