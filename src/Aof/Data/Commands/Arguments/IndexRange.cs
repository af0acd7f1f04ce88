using Aof.Data.Execution;
using Aof.Data.Primitives;

namespace Aof.Data.Commands.Arguments;

/// <summary>Two inclusive positions; negative ones count from the end (LRANGE, LTRIM, ZRANGE).</summary>
internal readonly record struct IndexRange(long Start, long End)
{
    /// <summary>Reads both; false, after an error reply, when one is not an integer.</summary>
    public static bool TryParse(Call call, Bytes start, Bytes end, out IndexRange range)
    {
        range = default;
        if (!call.Integer(start, out var first) || !call.Integer(end, out var last))
        {
            return false;
        }

        range = new IndexRange(first, last);
        return true;
    }

    /// <summary>The part of a sequence of this length: start and count.</summary>
    public (int Start, int Count) Within(int length)
    {
        var start = Math.Max(0, Start < 0 ? Start + length : Start);
        var end = Math.Min(End < 0 ? End + length : End, length - 1);
        return start > end || start >= length ? (0, 0) : ((int)start, (int)(end - start) + 1);
    }
}
