using Aof.Data.Execution;
using Aof.Data.Primitives;

namespace Aof.Data.Commands.Keys;

/// <summary>Commands on deadlines (expire.c of Redis).</summary>
internal static class ExpireCommands
{

    private static readonly Bytes UntilName = Bytes.Of("PEXPIREAT");

    /// <summary>The rows of Redis 7, which take conditions.</summary>
    public static Command[] ConditionalRows { get; } =
    [
        new("EXPIRE", -3, CommandFlags.Write, static call => Expire(call, call.NowMs, unitMs: 1000)),
        new("PEXPIRE", -3, CommandFlags.Write, static call => Expire(call, call.NowMs, unitMs: 1)),
        new("EXPIREAT", -3, CommandFlags.Write, static call => Expire(call, baseMs: 0, unitMs: 1000)),
        new("PEXPIREAT", -3, CommandFlags.Write, static call => Expire(call, baseMs: 0, unitMs: 1)),
    ];

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
        if (!ExpireConditions.TryParse(call, out var conditions) || !call.Integer(call.Args[2], out var units))
        {
            return;
        }

        if (call.Is7 && !IsInRange(baseMs, units, unitMs))
        {
            call.Reply.Error(Invalid(call, call.Command.Name.ToLowerInvariant()));
            return;
        }

        var deadline = DeadlineAt(baseMs, units, unitMs);
        if (call.Find(key) is null || !conditions.Allow(call.Database.Deadline(key), deadline))
        {
            call.Reply.Integer(0);
            return;
        }

        if (deadline <= call.NowMs && !call.Loading)
        {
            Delete(call, key, call.Executor.DeleteName);
        }
        else
        {
            call.Database.SetDeadline(key, deadline);
            call.Changed(key);
            if (call.Is7 && (unitMs > 1 || baseMs > 0))
            {
                LogDeadline(call, key, deadline);
            }
        }

        call.Reply.Integer(1);
    }

    /// <summary>Deletes a key, and logs that by this command.</summary>
    public static void Delete(Call call, Bytes key, Bytes name)
    {
        _ = call.Database.Remove(key);
        call.Log(name, key);
        call.Changed(key);
    }

    /// <summary>Redis 7 logs a deadline itself, with the conditions: they hold at a load as well.</summary>
    public static void LogDeadline(Call call, Bytes key, long deadline)
    {
        var conditions = call.Command.Name == "GETEX" ? [] : call.Args[3..];
        call.Log([UntilName, key, Bytes.Of(deadline), .. conditions]);
    }

    /// <summary>Whether a time does not overflow as milliseconds since 1970 (Redis 7).</summary>
    public static bool IsInRange(long baseMs, long units, int unitMs) =>
        units <= long.MaxValue / unitMs && units >= long.MinValue / unitMs && units * unitMs <= long.MaxValue - baseMs;

    /// <summary>The error of a time that cannot be used.</summary>
    public static string Invalid(Call call, string command) =>
        call.Is7 ? $"ERR invalid expire time in '{command}' command" : $"ERR invalid expire time in {command}";

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
