using Aof.Data.Execution;
using Aof.Data.Primitives;

namespace Aof.Data.Commands.Arguments;

/// <summary>When a command that waits gives up, by the argument that says how long.</summary>
internal static class WaitTimeout
{
    /// <summary>
    /// When a wait of so many seconds ends, in milliseconds of the clock that waits are timed by
    /// (getTimeoutFromObjectOrReply()). False, after an error reply, when the argument is no valid number.
    /// </summary>
    public static bool TrySeconds(Call call, Bytes argument, out long endsMs)
    {
        endsMs = 0;
        if (LongDouble.TryParse(argument.Span, out var seconds))
        {
            return TryEnd(call, seconds.TruncatedTimes(1000), out endsMs);
        }

        call.Reply.Error("ERR timeout is not a float or out of range");
        return false;
    }

    /// <summary>When a wait of so many milliseconds ends; 0 is never. If negative: an error reply, and false.</summary>
    public static bool TryEnd(Call call, long milliseconds, out long endsMs)
    {
        var nowMs = call.Executor.Intervals.NowMs;
        endsMs = milliseconds is 0 || milliseconds > long.MaxValue - nowMs ? long.MaxValue : nowMs + milliseconds;
        if (milliseconds < 0)
        {
            call.Reply.Error("ERR timeout is negative");
        }

        return milliseconds >= 0;
    }
}
