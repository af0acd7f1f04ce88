using System.Globalization;
using Sim.Os;

namespace Sim.Machine.Random;

/// <summary>
/// The number that decides all random choices. Each part of the machine draws from its own named child, so the draws of
/// one part never change those of another.
/// </summary>
/// <param name="Value">Any 64 bits.</param>
public readonly record struct Seed(ulong Value)
{
    /// <summary>The child with this name: equal for an equal seed and name, and independent of all others.</summary>
    public Seed Fork(string name) => new(Mix(Value + Mix(HashOf(name))));

    /// <summary>The child with this number, for the members of a series.</summary>
    public Seed Fork(long number) => new(Mix(Mix(Value) + (ulong)number));

    /// <summary>A new random stream from this seed.</summary>
    public Prng Stream() => new(this);

    /// <summary>A new random stream from the child with this name.</summary>
    public Prng Stream(string name) => Fork(name).Stream();

    /// <summary>The seed in decimal.</summary>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    /// <summary>The first output of SplitMix64 with this seed.</summary>
    internal static ulong Mix(ulong value) => SplitMix64.Mix(value + SplitMix64.Step);

    /// <summary>
    /// FNV-1a over the UTF-16 units. The streams of all seeds depend on it, so it must not change. System.IO.Hashing
    /// does not have it.
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
