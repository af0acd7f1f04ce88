using System.Numerics;
using Sim.Os;

namespace Sim.Machine.Random;

/// <summary>
/// A stream of random integers: xoshiro256** (Blackman and Vigna, 2018), started by SplitMix64. The same seed gives
/// the same stream on every machine and in every version.
/// </summary>
public sealed class Prng : IRandom
{
    private ulong a;
    private ulong b;
    private ulong c;
    private ulong d;

    /// <summary>Starts the stream of a seed.</summary>
    public Prng(Seed seed) => Restart(seed);

    /// <summary>Continues with the stream of another seed.</summary>
    internal void Restart(Seed seed)
    {
        // Four neighbours of SplitMix64 are never all zero, the one state that xoshiro cannot leave.
        var state = seed.Value;
        a = Seed.Mix(state);
        b = Seed.Mix(state += SplitMix64.Step);
        c = Seed.Mix(state += SplitMix64.Step);
        d = Seed.Mix(state + SplitMix64.Step);
    }

    /// <inheritdoc />
    public ulong Next()
    {
        var result = BitOperations.RotateLeft(b * 5, 7) * 9;
        var shifted = b << 17;
        c ^= a;
        d ^= b;
        b ^= c;
        a ^= d;
        c ^= shifted;
        d = BitOperations.RotateLeft(d, 45);
        return result;
    }

    /// <summary>
    /// A number from 0 to <paramref name="limit"/> - 1, uniformly distributed. Throws when the limit is not positive.
    /// </summary>
    public long Below(long limit)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);

        // The high half of a product (Lemire, 2019). Low halves that would favour some results are drawn again.
        var range = (ulong)limit;
        var high = Math.BigMul(Next(), range, out var low);
        if (low < range)
        {
            var unfair = (0 - range) % range;
            while (low < unfair)
            {
                high = Math.BigMul(Next(), range, out low);
            }
        }

        return (long)high;
    }

    /// <summary>
    /// A number from 0 to <paramref name="limit"/> - 1, uniformly distributed. Throws when the limit is not positive.
    /// </summary>
    public int Below(int limit) => (int)Below((long)limit);

    /// <summary>
    /// A number from <paramref name="first"/> to <paramref name="last"/>, both included. Throws when the range is
    /// empty.
    /// </summary>
    public int Range(int first, int last) => (int)Range((long)first, last);

    /// <inheritdoc cref="Range(int, int)" />
    public long Range(long first, long last) => first + Below(last - first + 1);

    /// <summary>True with this probability. Draws at least one number, also for 0/1 and 1/1.</summary>
    public bool Chance(Ratio ratio) => Below((long)ratio.Denominator) < ratio.Numerator;

    /// <summary>One of the items, uniformly distributed. Throws when there is none.</summary>
    public T Pick<T>(ReadOnlySpan<T> items) => items[Below(items.Length)];
}
