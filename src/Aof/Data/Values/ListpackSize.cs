using Aof.Data.Primitives;

namespace Aof.Data.Values;

/// <summary>The bytes of an element in a listpack of Redis: its value and its length behind it.</summary>
internal static class ListpackSize
{
    /// <summary>An empty listpack: a header of six bytes and an end mark.</summary>
    public const long Empty = 7;

    /// <summary>A string; one that is an integer is stored as an integer.</summary>
    public static long Of(Bytes text)
    {
        if (NumberSyntax.TryInteger(text.Span, out var number))
        {
            return Of(number);
        }

        var head = text.Length < 64 ? 1 : text.Length < 4096 ? 2 : 5;
        return WithLength(head + text.Length);
    }

    /// <summary>An integer, in the fewest bytes.</summary>
    public static long Of(long number) => WithLength(number switch
    {
        >= 0 and < 1 << 7 => 1,
        >= -(1 << 12) and < 1 << 12 => 2,
        >= short.MinValue and <= short.MaxValue => 3,
        >= -(1 << 23) and < 1 << 23 => 4,
        >= int.MinValue and <= int.MaxValue => 5,
        _ => 9,
    });

    /// <summary>Adds the trailing length: seven bits per byte.</summary>
    private static long WithLength(long size) =>
        size + (size < 128 ? 1 : size < 16383 ? 2 : size < 2097151 ? 3 : size < 268435455 ? 4 : 5);
}
