using Aof.Data.Execution;
using Aof.Data.Primitives;

namespace Aof.Data.Commands.Arguments;

/// <summary>Timeouts of blocking commands.</summary>
internal static class WaitTimeout
{
    /// <summary>
    /// The end of a wait in seconds, in milliseconds of the interval clock (getTimeoutFromObjectOrReply()). False,
    /// after an error reply, when the argument is not a valid number.
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

    /// <summary>
    /// The end of a wait in milliseconds, as Redis 7 reads it. False, after an error reply, when the argument is not a
    /// valid number.
    /// </summary>
    public static bool TryMilliseconds(Call call, Bytes argument, out long endsMs)
    {
        endsMs = 0;
        if (!call.IsInteger(argument, out var milliseconds))
        {
            call.Reply.Error("ERR timeout is not an integer or out of range");
            return false;
        }

        if (milliseconds > long.MaxValue - call.Executor.Intervals.NowMs)
        {
            call.Reply.Error("ERR timeout is out of range");
            return false;
        }

        return TryEnd(call, milliseconds, out endsMs);
    }

    /// <summary>
    /// The end of a wait in milliseconds; 0: never. False, after an error reply, when it is negative.
    /// </summary>
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
