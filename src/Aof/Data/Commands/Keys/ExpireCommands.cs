using Aof.Data.Execution;
using Aof.Data.Primitives;

namespace Aof.Data.Commands.Keys;

/// <summary>Commands on deadlines (expire.c of Redis).</summary>
internal static class ExpireCommands
{
    private static readonly Bytes DeleteName = Bytes.Of("DEL");

    public static Command[] Rows { get; } =
    [
        new("EXPIRE", 3, CommandFlags.Write, static call => Expire(call, call.NowMs, unitMs: 1000)),
        new("PEXPIRE", 3, CommandFlags.Write, static call => Expire(call, call.NowMs, unitMs: 1)),
        new("EXPIREAT", 3, CommandFlags.Write, static call => Expire(call, baseMs: 0, unitMs: 1000)),
        new("PEXPIREAT", 3, CommandFlags.Write, static call => Expire(call, baseMs: 0, unitMs: 1)),
        new("TTL", 2, CommandFlags.ReadOnly, static call => Remaining(call, unitMs: 1000)),
        new("PTTL", 2, CommandFlags.ReadOnly, static call => Remaining(call, unitMs: 1)),
        new("PERSIST", 2, CommandFlags.Write, Persist),
    ];

    /// <summary>
    /// A time as milliseconds since 1970. As in Redis, overflow wraps around. The value that means "no deadline" is
    /// moved by a millisecond.
    /// </summary>
    public static long DeadlineAt(long baseMs, long units, int unitMs)
    {
        var deadline = unchecked(baseMs + (units * unitMs));
        return deadline == Held.Never ? Held.Never + 1 : deadline;
    }

    /// <summary>
    /// A past deadline deletes the key, and the deletion is logged. While loading the key is kept: later commands of
    /// the log delete or change it.
    /// </summary>
    private static void Expire(Call call, long baseMs, int unitMs)
    {
        var key = call.Args[1];
        if (!call.Integer(call.Args[2], out var units))
        {
            return;
        }

        if (call.Find(key) is null)
        {
            call.Reply.Integer(0);
            return;
        }

        var deadline = DeadlineAt(baseMs, units, unitMs);
        if (deadline <= call.NowMs && !call.Loading)
        {
            _ = call.Database.Remove(key);
            call.Log(DeleteName, key);
        }
        else
        {
            call.Database.SetDeadline(key, deadline);
        }

        call.Changed(key);
        call.Reply.Integer(1);
    }

    /// <summary>Replies -2 without a key, -1 without a deadline.</summary>
    private static void Remaining(Call call, int unitMs)
    {
        var key = call.Args[1];
        if (call.Find(key) is null)
        {
            call.Reply.Integer(-2);
        }
        else if (call.Database.Deadline(key) is { } deadline)
        {
            var ms = Math.Max(0, unchecked(deadline - call.NowMs));
            call.Reply.Integer(unitMs == 1 ? ms : (long)(((ulong)ms + (uint)(unitMs / 2)) / (uint)unitMs));
        }
        else
        {
            call.Reply.Integer(-1);
        }
    }

    private static void Persist(Call call)
    {
        var key = call.Args[1];
        if (call.Find(key) is null || call.Database.Deadline(key) is null)
        {
            call.Reply.Integer(0);
            return;
        }

        call.Database.SetDeadline(key, Held.Never);
        call.Changed(key);
        call.Reply.Integer(1);
    }
}
